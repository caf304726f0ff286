"""The one table of roles: complete, the same as the types, and what is asked with and without the hall."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from server.hall import commands as c
from server.hall.errors import Refused
from server.registry import roles
from server.registry.commands import AddDevice
from server.registry.decide import decide
from server.registry.model import Identity
from server.registry.roster import Roster
from server.wire import schema
from tests.hall.hall_driver import Driver, small_hall, staffed_hall, take

replace = msgspec.structs.replace


def who(role: str, **more: Any) -> Identity:
    """A device of a role, at window 2."""
    return Identity("device", f"{role}-1", role, **{"device": f"{role}-1", "window": 2} | more)


@pytest.fixture
def hall() -> Driver:
    return staffed_hall()


def test_table_and_types_name_the_same_roles() -> None:
    """Devices are of every role but admin."""
    assert set(get_args(roles.Role)) == set(roles.ROLES)
    assert set(get_args(roles.DeviceRole)) == set(roles.ROLES) - {"admin"}


def test_the_table_names_commands_and_views_that_there_are() -> None:
    """A row of a command or view that is gone goes with it."""
    for row in roles.ROLES.values():
        assert set(row.may or ()) <= set(schema.commands())
        assert row.sees <= set(schema.VIEWS)
        assert row.own is None or row.own in row.sees


def test_every_command_of_the_queue_is_somebodys() -> None:
    """Administration is the admin's alone."""
    given = {do for row in roles.ROLES.values() for do in row.may or ()}
    queue = {str(kind.__struct_config__.tag) for kind in c.QueueCommand.__args__}
    assert queue - given == set()


def test_a_role_that_is_not_in_the_table_may_and_sees_nothing(hall: Driver) -> None:
    """Deny by default."""
    cook = who("cook")
    assert not roles.may(cook, c.OpenDay())
    assert not roles.allowed(cook, c.OpenDay(), hall.hall)
    assert not roles.may_view(cook, "kiosk", "cook-1")
    assert roles.own_view(cook) is None
    assert not roles.may_list(cook)


HERE: list[tuple[str, c.Command]] = [
    ("kiosk", c.RejoinTicket(ticket="t4")),
    ("kiosk", c.ReportPrint(job="t4.1", state="sent")),
    ("clerk", c.CancelTicket(ticket="A001")),
    ("clerk", c.CallTicket(window=2, ticket="B001")),
    ("button", c.CancelTicket(ticket="B001")),
    ("button", c.RejoinTicket(ticket="B001")),
    ("sign", c.ReportPlayed(call=1, zone="attic", state="played")),
]
AT_ALL: list[tuple[str, c.Command]] = [
    ("kiosk", c.CancelTicket(ticket="B001")),
    ("kiosk", c.IssueTicket(line="B", cls="appointment", slot=0)),
    ("clerk", c.OpenWindow(window=3)),
    ("button", c.TransferTicket(window=2, to_window=3)),
    ("button", c.ReclassTicket(ticket="B001", cls="elder")),
    ("guide", c.CallNext(window=2)),
    ("supervisor", c.ReportPrint(job="t4.1", state="sent")),
]


@pytest.mark.parametrize(("role", "command"), HERE, ids=str)
def test_a_refusal_that_looks_at_the_hall_is_told_from_one_that_does_not(
    role: str, command: c.Command
) -> None:
    """Opaque id or foreign job at a kiosk, foreign line, chosen calls of supervisors, not missed there."""
    settings = small_hall()
    hall = staffed_hall(replace(settings, rules=replace(settings.rules, chosen_calls="supervisor")))
    hall.do(c.IssueTicket(line="A"), role="kiosk", device="another")
    take(hall)
    assert roles.may(who(role), command)
    assert not roles.allowed(who(role), command, hall.hall)


@pytest.mark.parametrize(("role", "command"), AT_ALL, ids=str)
def test_what_a_role_may_not_at_all_needs_no_hall(role: str, command: c.Command) -> None:
    """Not its command, not its window, or a field that is not for it."""
    assert not roles.may(who(role), command)


def test_a_box_drops_and_brings_back_what_was_missed_at_its_window(hall: Driver) -> None:
    """And nobody else's."""
    take(hall), take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.CallNext(window=3))
    hall.do(c.MissTicket(window=2))
    hall.do(c.MissTicket(window=3))
    for kind in (c.CancelTicket, c.RejoinTicket):
        assert roles.allowed(who("button"), kind(ticket="B001"), hall.hall)
        assert not roles.allowed(who("button"), kind(ticket="B002"), hall.hall)


@pytest.mark.parametrize(
    ("identity", "lists", "reach"),
    [
        (who("supervisor"), True, None),
        (who("guide"), True, None),
        (who("admin"), True, None),
        (who("clerk"), True, 2),
        (who("clerk", window=None), False, None),
        (who("button"), False, None),
        (who("kiosk"), False, None),
    ],
    ids=str,
)
def test_who_pages_through_tickets(identity: Identity, lists: bool, reach: int | None) -> None:
    """Guides and supervisors through all, a clerk within reach of the window."""
    assert (roles.may_list(identity), roles.reach(identity)) == (lists, reach)


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_a_role_that_needs_a_window_is_not_enrolled_without_one(role: str) -> None:
    """The registry asks the table."""
    if role == "admin":
        return
    command = AddDevice(name="device", role=role)  # type: ignore[arg-type]
    if roles.row(role).needs == "window":
        with pytest.raises(Refused) as refusal:
            decide(Roster(), small_hall(), command, "ref")
        assert refusal.value.code == "window_needed"
    else:
        assert decide(Roster(), small_hall(), command, "ref")[0]
