"""Each call is played once in its zone, or recorded as not played, or counts as not spoken after a minute."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from server.hall import commands as c
from server.hall import events as e
from server.hall import heard
from server.hall.model import Hall, clone
from server.hall.settings.tree import Board, Settings
from server.hall.settings.voice import Voice
from tests.hall import looks
from tests.hall.hall_driver import Driver, small_hall, staffed_hall

BOARDS = frozenset({"main", "east"})


def two_zones(**parts: Any) -> Settings:
    """The small hall; window 3 stands in the east."""
    tree = small_hall()
    third = msgspec.structs.replace(tree.windows[2], zone="east")
    return msgspec.structs.replace(tree, windows=(*tree.windows[:2], third), **parts)


def called(calls: int, *, apart: float = 0, settings: Settings | None = None) -> Driver:
    """Window 2 has called so often, with so many minutes between."""
    hall = staffed_hall(settings or two_zones())
    hall.do(c.IssueTicket(line="B"))
    hall.do(c.CallNext(window=2))
    for _ in range(calls - 1):
        hall.later(max(apart, 1 / 6))
        hall.do(c.RecallTicket(window=2))
    return hall


def played(hall: Driver, call: int, state: Any = "played", zone: str = "main", **more: Any) -> None:
    hall.do(c.ReportPlayed(call=call, zone=zone, state=state, **more), actor="wall")


def records(hall: Driver, zone: str = "main") -> list[str]:
    """played, or why not; "" for no record."""
    found = [heard.recorded(call, zone) for call in hall.hall.calls]
    return [(one.why or one.state) if one else "" for one in found]


def test_a_record_says_why_nothing_was_played_and_who_said_so() -> None:
    """The clerk sees it of the ticket's newest call, the sign and the wall of the call they show."""
    hall = called(2)
    assert (looks.counter(hall.hall).played, looks.board(hall.hall).calls[0].played) == (None, "")
    played(hall, 1)
    assert looks.counter(hall.hall).played is None  # the recall has a record of its own
    played(hall, 2, "skipped", reason="quiet")
    desk, shown = looks.counter(hall.hall), looks.board(hall.hall).calls[0]
    assert (desk.played, desk.why, desk.played_by) == ("skipped", "quiet", "wall")
    assert (shown.played, shown.why) == ("skipped", "quiet")
    sign: Any = looks.at(hall.hall, "window", "2")
    assert (sign.call.played, sign.call.why, sign.call.parts, sign.zone) == ("skipped", "quiet", (), "main")
    assert looks.supervisor(hall.hall).calls == {"played": 1, "skipped": 1}


def test_there_is_one_record_of_a_call_and_zone() -> None:
    """Never both played and skipped; and none from a zone whose boards do not call that window."""
    hall = called(1)
    played(hall, 1, "skipped", reason="late")
    for state in ("played", "skipped", "failed"):
        again = c.ReportPlayed(call=1, zone="main", state=state)  # type: ignore[arg-type]
        assert hall.refused(again) == "already_played"
    assert hall.refused(c.ReportPlayed(call=1, zone="east", state="played")) == "call_elsewhere"
    assert hall.refused(c.ReportPlayed(call=2, zone="main", state="played")) == "call_unknown"
    assert hall.refused(c.ReportPlayed(call=1, zone="attic", state="played")) == "zone_unknown"


@pytest.mark.parametrize(
    "fields",
    [
        {"call": 3, "through": 2, "state": "skipped"},
        {"call": 3, "through": 4, "state": "played"},
        {"call": 3, "state": "played", "reason": "late"},
        {"call": 3, "state": "skipped", "reason": "tired"},
        {"call": 3, "state": "skipped", "through": 0},
    ],
    ids=str,
)
def test_a_report_that_contradicts_itself_has_no_form(fields: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"do": "call.played", "zone": "main"} | fields, c.QueueCommand)


def test_who_takes_over_records_what_nobody_spoke_in_one_entry() -> None:
    """Older than a minute, of its zone, without a record, up to the call it names; those that were undone are
    told apart. Asked again there is nothing left."""
    hall = called(4, apart=0.3)
    played(hall, 2)
    hall.do(c.IssueTicket(line="A"))
    hall.do(c.CallNext(window=3))  # call 5, in the east
    hall.do(c.IssueTicket(line="A"))
    hall.do(c.CallNext(window=1))  # call 6
    hall.do(c.Undo(window=1, of=hall.hall.seq))
    hall.later(0.9)
    hall.do(c.RecallTicket(window=2))  # call 7
    hall.later(0.2)
    through = c.ReportPlayed(call=1, zone="main", state="skipped", through=7)
    before = hall.hall.seq
    hall.do(through)
    assert hall.hall.seq == before + 1
    assert records(hall) == ["no_speaker", "played", "no_speaker", "no_speaker", "", "undone", ""]
    assert records(hall, "east") == [""] * 7
    assert hall.refused(through) == "already_played"
    hall.later(2)
    played(hall, 1, "failed", reason="blocked", through=7)
    assert records(hall)[6] == "blocked"


def test_through_stops_at_the_call_it_names() -> None:
    """What comes behind may be sounding right now."""
    hall = called(3)
    hall.later(2)
    played(hall, 1, "skipped", through=2)
    assert records(hall) == ["no_speaker", "no_speaker", ""]
    wall = looks.board(hall.hall).unheard
    assert wall is not None
    assert (wall.call, wall.through) == (3, 3)


def test_without_a_record_a_call_counts_as_not_spoken_after_a_minute() -> None:
    """By its time, without an entry; views carry what is needed for it."""
    hall = called(1)
    call = hall.hall.calls[0]
    assert heard.outcome(hall.hall, call, call.at + heard.GRACE) is None
    late = heard.outcome(hall.hall, call, call.at + heard.GRACE + 1)
    assert late == heard.Outcome("skipped", "no_speaker", "")
    unheard = looks.supervisor(hall.hall).unheard[0]
    assert (unheard.call, unheard.number, unheard.zone, unheard.at) == (1, "B001", "main", call.at)
    wall = looks.board(hall.hall).unheard
    assert wall is not None
    assert (wall.call, wall.through, wall.at) == (1, 1, call.at)


def closed(hall: Driver, boards: frozenset[str] = BOARDS) -> dict[str, tuple[int, ...]]:
    """What a person's close carries."""
    hall.do(c.CloseDay(confirm=True), boards=boards)
    event = hall.entries[-1][2][0]
    assert isinstance(event, e.DayClosed)
    return event.unheard


def test_the_days_close_carries_what_nobody_spoke() -> None:
    """In zones with a board; a call of the last minute is still recorded after the close."""
    hall = called(2)
    hall.do(c.IssueTicket(line="A"))
    hall.do(c.CallNext(window=3))
    hall.later(2)
    hall.do(c.RecallTicket(window=2))
    assert closed(clone_of(hall), frozenset()) == {}
    assert closed(clone_of(hall), frozenset({"east"})) == {"east": (3,)}
    assert closed(hall) == {"east": (3,), "main": (1, 2)}
    assert records(hall) == ["no_speaker", "no_speaker", "", ""]
    assert records(hall, "east") == ["", "", "no_speaker", ""]
    played(hall, 4)
    assert records(hall)[3] == "played"


def test_a_hall_that_wants_no_sound_owes_none() -> None:
    hall = called(1, settings=two_zones(voice=Voice(spoken=False), board=Board(chime=False)))
    hall.later(2)
    assert closed(hall) == {}


def clone_of(hall: Driver) -> Driver:
    """Another hall that goes on from the same state."""
    other = Driver(hall.hall.settings, hall.at)
    other.hall = clone(hall.hall)
    return other


def test_a_confirmed_clock_makes_no_call_young_again() -> None:
    """An hour back: what was called two minutes ago was called two minutes ago, and is not spoken."""
    hall = called(1)
    hall.later(2)
    age = hall.at - hall.hall.calls[0].at
    hall.do(c.ConfirmClock(now=hall.at - 3_600_000))
    hall.at -= 3_600_000
    assert hall.at - hall.hall.calls[0].at == age
    assert [call.n for call in heard.late(hall.hall, "main", hall.at)] == [1]


def test_the_wall_offers_clips_only_of_what_may_still_be_spoken() -> None:
    """Not of a call with a record, nor of one older than a minute; the caption stays."""
    hall = called(1)
    assert looks.board(hall.hall).calls[0].parts
    other = clone_of(hall)
    played(other, 1)
    assert looks.board(other.hall).calls[0].parts == ()
    hall.later(1.1)
    hall.do(c.IssueTicket(line="A"))
    shown = looks.board(hall.hall).calls[0]
    assert (shown.parts, shown.say) == ((), "请 B零零一 号，到 二 号窗口办理")


# -- in any order ------------------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.sampled_from(
            ("call", "recall", "undo", "played", "skipped", "failed", "through", "wait", "close")
        ),
        st.integers(1, 3),
        st.integers(0, 8),
    ),
    min_size=5,
    max_size=40,
)


def act(hall: Driver, what: str, window: int, n: int) -> None:
    """One thing that happens, where the rules allow it."""
    zone = "east" if window == 3 else "main"
    match what:
        case "wait":
            hall.later(n / 4)
            return
        case "call":
            hall.do(c.IssueTicket(line="A" if window == 1 else "B"))
            commands: list[c.Command] = [c.FinishService(window=window), c.CallNext(window=window)]
        case "recall":
            commands = [c.RecallTicket(window=window)]
        case "undo":
            commands = [c.Undo(window=window, of=hall.hall.seq)]
        case "through":
            commands = [c.ReportPlayed(call=1, zone=zone, state="skipped", through=n + 1)]
        case "close":
            commands = [c.CloseDay(confirm=True)] if n == 0 else []
        case _:
            commands = [c.ReportPlayed(call=n + 1, zone=zone, state=what)]  # type: ignore[arg-type]
    for command in commands:
        try:
            hall.do(command, boards=BOARDS)
        except Exception as refused:
            assert type(refused).__name__ == "Refused", refused


def all_records(hall: Hall) -> dict[tuple[int, str], str]:
    return {(call.n, zone): state for call in hall.calls for zone, state in call.played.items()}


@given(steps)
@how(max_examples=150, deadline=None, derandomize=True, database=None)
def test_a_call_has_exactly_one_outcome_in_its_zone_and_keeps_it(found: list[tuple[str, int, int]]) -> None:
    """Whatever comes in which order: a record never changes, is of the call's own zone, and what has none is
    known to be without one; a minute on each call has one outcome; after a close it is an entry."""
    hall = staffed_hall(two_zones())
    was: dict[tuple[int, str], str] = {}
    for what, window, n in found:
        if what == "call" and not hall.hall.open:
            return
        act(hall, what, window, n)
        now = all_records(hall.hall)
        assert was.items() <= now.items()
        was = now
        state = hall.hall
        assert [heard.zone_of(state, state.calls[n - 1]) for n, _ in was] == [zone for _, zone in was]
        assert state.unheard == [call.n for call in state.calls if not call.played]
        assert sum(state.records.values()) == len(was)
    at = hall.at + heard.GRACE + 1
    assert all(heard.outcome(hall.hall, call, at) is not None for call in hall.hall.calls)
    if hall.hall.open:
        hall.at = at
        hall.do(c.CloseDay(confirm=True), boards=BOARDS)
        assert hall.hall.unheard == []
