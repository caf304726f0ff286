"""Whether the three days hold everything there is on the commit they are made on: commands, facts, values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, get_args

from server.hall import acts, fold
from server.hall import commands as c
from server.hall import events as e
from server.hall import model as m
from server.hall.administration import AdminCommand, DeviceRole, Role
from server.journal.protocol import Entry
from server.registry import events as r
from server.settings.defaults.township import township

NO_COMMAND_MAKES_IT = {"TicketVoided"}
VALUES: dict[tuple[str, str], tuple[str | None, ...]] = {
    ("window.finish", "outcome"): get_args(m.Outcome),
    ("window.hold", "kind"): get_args(m.HoldKind),
    ("ticket.cancel", "reason"): (*get_args(c.LeaveReason)[1:], None),
    ("window.pause", "aimed"): (*get_args(c.Aimed), None),
    ("window.close", "aimed"): (*get_args(c.Aimed), None),
    ("print.report", "state"): get_args(c.JobState),
    ("print.report", "paper"): get_args(c.Paper),
    ("call.played", "state"): get_args(c.Played),
    ("account.add", "role"): ("admin", "supervisor", "guide", "clerk"),
    ("token.add", "role"): ("admin", "supervisor", "guide", "button"),
    ("device.add", "role"): get_args(DeviceRole),
}


def require_complete(asked: Iterable[dict[str, Any]], entries: list[Entry]) -> None:
    """Every command, each of its optional fields, every value of a choice, every fact, each undo."""
    bodies = list(asked)
    commands = (*get_args(c.QueueCommand), *get_args(AdminCommand))
    _same("commands", {tag(kind) for kind in commands}, {body["do"] for body in bodies})
    for kind in commands:
        given = {name for body in bodies if body["do"] == tag(kind) for name in body} - {"do", "day"}
        fields = set(kind.__struct_encode_fields__) - {"day", "booking"}  # there are no bookings yet
        _same(f"fields of {tag(kind)}", fields, given)
    for (do, field), values in VALUES.items():
        _same(f"{do} {field}", set(values), {body.get(field) for body in bodies if body["do"] == do})
    reasons = {body.get("reason") for body in bodies if body["do"] in ("window.pause", "window.close")}
    _same("reasons of a pause", {*get_args(c.PauseReason), None}, reasons)
    roles = {body["role"] for body in bodies if "role" in body}
    _same("roles", set(get_args(Role)), roles)
    _same("days named", {True, False}, {"day" in body for body in bodies})
    facts = {kind.__name__ for kind in (*get_args(e.HallEvent), *get_args(r.Event))} - NO_COMMAND_MAKES_IT
    _same("facts", facts, {type(event).__name__ for entry in entries for event in _events(entry)})
    _same("calls", set(get_args(m.CallMode)), {event.mode for event in _of(entries, e.TicketCalled)})
    _same("overtaking", {True, False, None}, {event.overtook for event in _of(entries, e.TicketCalled)})
    _same("returns", {True, False}, {event.aimed is None for event in _of(entries, e.TicketReturned)})
    _same("clock steps", {True, False}, {event.step < 0 for event in _of(entries, e.ClockConfirmed)})
    pairs = {(event.state, event.paper) for event in _of(entries, e.PrintReported)}
    _same("print reports", set(product(get_args(c.JobState), get_args(c.Paper))), pairs)
    _same("undone", set(acts.UNDOABLE), set(_undone(entries)))


def tag(kind: Any) -> str:
    """The "do" of a command."""
    return str(kind.__struct_config__.tag)


def _events(entry: Entry) -> list[Any]:
    return list(r.decode(entry.events) if entry.stream == "registry" else e.decode(entry.events))


def _of(entries: list[Entry], kind: type[Any]) -> list[Any]:
    return [event for entry in entries for event in _events(entry) if isinstance(event, kind)]


def _undone(entries: list[Entry]) -> Iterator[str]:
    hall = fold.fresh("any", township())
    for entry in entries:
        if not entry.stream[0].isdigit():
            continue
        for event in e.decode(entry.events):
            if isinstance(event, e.ActUndone):
                act = hall.windows[event.window].act
                assert act is not None
                yield act.do
        fold.fold(hall, entry.seq, entry.at, e.decode(entry.events))


def _same(what: str, wanted: set[Any], found: set[Any]) -> None:
    assert wanted <= found, f"{what}: {sorted(map(str, wanted - found))} missing"
