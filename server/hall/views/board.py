"""The view of the wall boards of a zone."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from server.hall import speech
from server.hall.errors import Refused
from server.hall.model import Call, Hall, Ticket
from server.hall.units import Ms
from server.hall.views.common import CountShown, DayShown, HallShown, counts_shown, day_shown, hall_shown
from server.hall.views.fit import fit, left_out, rows, words
from server.hall.words import rule_words

_MOST_MISSED: Final = 40
_MOST_CALLS: Final = 60  # on a board; each window's newest call is always there


class CallShown(Struct, frozen=True):
    """A call on the wall, newest first: of each window the newest, and earlier ones while they are young, a
    ticket once. state: called, serving, missed, done, held …
    calls: how often this ticket was called. say: the words spoken."""

    call: int
    number: str
    window: int
    window_name: str
    line: str
    at: Ms
    state: str
    calls: int
    say: str


class MissedShown(Struct, frozen=True):
    number: str
    line: str
    window: int | None
    at: Ms


class BoardShown(Struct, frozen=True):
    """Sizes and times of the board from settings."""

    keep_call_seconds: int
    newest_seconds: int
    diagonal_inches: int
    farthest_metres: int
    chime: bool


class BoardView(Struct, frozen=True):
    """more: how many rows of a list are left out."""

    face: HallShown
    day: DayShown
    zone: str
    calls: tuple[CallShown, ...]
    waiting: tuple[CountShown, ...]
    missed: tuple[MissedShown, ...]
    rule: str
    rule_en: str
    board: BoardShown
    more: dict[str, int] = field(default_factory=dict)


_FIT: Final = (
    words(16, "calls", "waiting"),
    rows("missed", 10),
    words(8, "calls", "waiting"),
    rows("calls", 12),
)


def board(hall: Hall, zone: str) -> BoardView:
    """The wall of a zone. Refused: zone_unknown."""
    windows = {window.number for window in hall.settings.windows if window.zone == zone}
    if not windows:
        raise Refused("zone_unknown")
    sizes = hall.settings.board
    missed = _missed(hall, windows)
    view = BoardView(
        face=hall_shown(hall),
        day=day_shown(hall),
        zone=zone,
        calls=tuple(call_shown(hall, call) for call in _shown(hall, windows)),
        waiting=counts_shown(hall, _lines_of(hall, windows)),
        missed=tuple(MissedShown(t.number, t.line, t.window, t.state_at) for t in missed[:_MOST_MISSED]),
        rule=rule_words(hall)[0],
        rule_en=rule_words(hall)[1],
        board=BoardShown(
            sizes.keep_call_seconds,
            sizes.newest_seconds,
            sizes.diagonal_inches,
            sizes.farthest_metres,
            sizes.chime,
        ),
        more=left_out(missed=len(missed) - _MOST_MISSED),
    )
    return fit(view, *_FIT)


def _lines_of(hall: Hall, windows: set[int]) -> set[str]:
    return {
        letter for window in hall.settings.windows if window.number in windows for letter in window.own_lines
    }


def _shown(hall: Hall, windows: set[int]) -> list[Call]:
    """Newest first: each window's newest call and every call still young; a ticket once."""
    young = hall.at - hall.settings.board.keep_call_seconds * 1000
    seen_windows: set[int] = set()
    seen_tickets: set[str] = set()
    shown: list[Call] = []
    for call in reversed(hall.calls):
        if (call.at < young or len(shown) >= _MOST_CALLS) and seen_windows >= windows:
            break
        if call.undone or call.window not in windows or call.ticket in seen_tickets:
            continue
        if call.window in seen_windows and (call.at < young or len(shown) >= _MOST_CALLS):
            continue
        seen_windows.add(call.window)
        seen_tickets.add(call.ticket)
        shown.append(call)
    return shown


def call_shown(hall: Hall, call: Call) -> CallShown:
    """One call as walls and signs show it."""
    window = hall.settings.window(call.window)
    ticket = hall.tickets[call.ticket]
    return CallShown(
        call=call.n,
        number=call.number,
        window=call.window,
        window_name=window.name if window else "",
        line=call.line,
        at=call.at,
        state=ticket.state if ticket.call == call.n else "done",
        calls=ticket.calls,
        say=speech.say(hall.settings.speech, call.number, call.window),
    )


def _missed(hall: Hall, windows: set[int]) -> list[Ticket]:
    """Newest first."""
    missed = [t for t in hall.tickets.values() if t.state == "missed" and t.window in windows]
    missed.sort(key=lambda ticket: -ticket.state_at)
    return missed
