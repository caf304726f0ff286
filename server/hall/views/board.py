"""The view of the wall boards of a zone."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from server.hall import heard, order, speech
from server.hall.errors import Refused
from server.hall.model import Call, Hall, Ticket
from server.hall.units import Ms
from server.hall.views.common import DayShown, HallShown, counts_shown, day_shown, hall_shown
from server.hall.views.fit import fields, first, fit, left_out, rows, words
from server.hall.words import rule_words

_MOST_MISSED: Final = 40
_MOST_NEXT: Final = 3  # of a line
_MOST_LINES: Final = 2  # of a window, in a hall with very many
_MOST_CALLS: Final = 60  # on a board; each window's newest call is always there


class CallShown(Struct, frozen=True):
    """A call on the wall, newest first: of each window the newest, and earlier ones while they are young, a
    ticket once. state: called, serving, missed, done, held …
    calls: how often this ticket was called. say: the caption, word for word what is spoken. parts: on a board
    the cuts of it, clip names best cut first (see hall.speech), while it may still be spoken; else ().
    played: its record in its zone, "" for none: then it counts as not spoken a minute after `at`; why: of one
    that was not played."""

    call: int
    number: str
    window: int
    window_name: str
    line: str
    at: Ms
    state: str
    calls: int
    say: str
    parts: tuple[speech.Cut, ...] = ()
    played: str = ""
    why: str = ""


class MissedShown(Struct, frozen=True):
    number: str
    line: str
    window: int | None
    at: Ms


class VoiceShown(Struct, frozen=True):
    """How a zone is spoken to. volume: 0 to 100. quiet: ((from, until), …) as "12:00", over midnight when it
    ends before it begins. spoken: words, not the chime alone. prompts: what else is announced, clip -> words.
    The list of clips stands in live.clips."""

    volume: int
    quiet: tuple[tuple[str, str], ...]
    repeats: int
    spoken: bool
    prompts: dict[str, str]


class UnheardShown(Struct, frozen=True):
    """Calls of the zone that have no record: the first of them, the last, and when the first was made."""

    call: int
    through: int
    at: Ms


class LineOnWall(Struct, frozen=True):
    """A line and how many wait in it. next: whom any window that calls it calls next, in this order."""

    line: str
    name: str
    count: int
    oldest_at: Ms | None
    next: tuple[str, ...]


class WindowOnWall(Struct, frozen=True, omit_defaults=True):
    """A window that is open or paused. lines: those it serves as its own."""

    window: int
    state: str
    lines: tuple[str, ...]
    reason: str | None = None
    until: Ms | None = None


class BoardShown(Struct, frozen=True):
    """Sizes, times and layout of the boards of the zone, from settings. standby_minutes: 0 = never."""

    keep_call_seconds: int
    newest_seconds: int
    diagonal_inches: int
    farthest_metres: int
    chime: bool
    voice: VoiceShown
    layout: str
    missed_minutes: int
    standby_minutes: int


class BoardView(Struct, frozen=True):
    """windows: those of the zone that are not closed. missed: with their times; boards leave out what is
    older than `board.missed_minutes`. more: how many rows of a list are left out."""

    face: HallShown
    day: DayShown
    zone: str
    calls: tuple[CallShown, ...]
    waiting: tuple[LineOnWall, ...]
    windows: tuple[WindowOnWall, ...]
    missed: tuple[MissedShown, ...]
    rule: str
    rule_en: str
    board: BoardShown
    unheard: UnheardShown | None = None
    more: dict[str, int] = field(default_factory=dict)


_FIT: Final = (
    fields("calls", parts=lambda cuts: cuts[:1] + cuts[-1:] if len(cuts) > 2 else cuts),
    fields("windows", lines=first(_MOST_LINES)),
    words(16, "calls", "waiting"),
    fields("calls", say=speech.shortest, parts=lambda cuts: cuts[-1:]),  # what every pack has
    rows("missed", 10),
    words(8, "calls", "waiting"),
    rows("windows", 12, last=lambda row: row.state == "paused"),
    rows("calls", 12),
)


def board(hall: Hall, zone: str) -> BoardView:
    """The wall of a zone. Refused: zone_unknown."""
    windows = hall.settings.windows_in(zone)
    if not windows:
        raise Refused("zone_unknown")
    sizes = hall.settings.board
    missed = _missed(hall, windows)
    view = BoardView(
        face=hall_shown(hall),
        day=day_shown(hall),
        zone=zone,
        calls=tuple(call_shown(hall, call, spoken=True) for call in _shown(hall, windows)),
        waiting=_waiting(hall, windows),
        windows=_windows(hall, windows),
        missed=tuple(MissedShown(t.number, t.line, t.window, t.state_at) for t in missed[:_MOST_MISSED]),
        rule=rule_words(hall)[0],
        rule_en=rule_words(hall)[1],
        board=BoardShown(
            sizes.keep_call_seconds,
            sizes.newest_seconds,
            sizes.diagonal_inches,
            sizes.farthest_metres,
            sizes.chime,
            voice_shown(hall, zone),
            sizes.layout_of(zone),
            sizes.missed_minutes,
            sizes.standby_minutes,
        ),
        unheard=_unheard(hall, zone),
        more=left_out(missed=len(missed) - _MOST_MISSED),
    )
    return fit(view, *_FIT)


def _lines_of(hall: Hall, windows: frozenset[int]) -> set[str]:
    return {
        letter for window in hall.settings.windows if window.number in windows for letter in window.own_lines
    }


def _waiting(hall: Hall, windows: frozenset[int]) -> tuple[LineOnWall, ...]:
    return tuple(
        LineOnWall(found.line, found.name, found.count, found.oldest_at, _next(hall, found.line))
        for found in counts_shown(hall, _lines_of(hall, windows))
    )


def _next(hall: Hall, letter: str) -> tuple[str, ...]:
    return tuple(ticket.number for ticket in order.next_of(hall, letter, _MOST_NEXT))


def _windows(hall: Hall, numbers: frozenset[int]) -> tuple[WindowOnWall, ...]:
    found = []
    for window in hall.settings.windows:
        now = hall.windows.get(window.number)
        if now is not None and now.state != "closed" and window.number in numbers:
            found.append(WindowOnWall(window.number, now.state, window.own_lines, now.reason, now.until))
    return tuple(found)


def _shown(hall: Hall, windows: frozenset[int]) -> list[Call]:
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


def _unheard(hall: Hall, zone: str) -> UnheardShown | None:
    found = next(heard.unheard(hall, zone), None)
    if found is None:
        return None
    last = next(heard.unheard(hall, zone, newest_first=True))
    return UnheardShown(found.n, last.n, found.at)


def voice_shown(hall: Hall, zone: str) -> VoiceShown:
    """How a zone is spoken to, by the settings."""
    speaks, own = hall.settings.speech, hall.settings.voice.of(zone)
    return VoiceShown(
        volume=own.volume,
        quiet=tuple((quiet.begins, quiet.ends) for quiet in own.quiet),
        repeats=speaks.repeats,
        spoken=hall.settings.voice.spoken,
        prompts=speech.announcements(speaks),
    )


def call_shown(hall: Hall, call: Call, *, spoken: bool = False) -> CallShown:
    """One call as walls and signs show it. spoken: with its clips, for the loudspeaker."""
    window = hall.settings.window(call.window)
    ticket = hall.tickets[call.ticket]
    told = speech.of_call(hall, call)
    record = heard.recorded(call, window.zone) if window else None
    young = record is None and hall.at - call.at <= heard.GRACE
    return CallShown(
        call=call.n,
        number=call.number,
        window=call.window,
        window_name=window.name if window else "",
        line=call.line,
        at=call.at,
        state=ticket.state if ticket.call == call.n else "done",
        calls=ticket.calls,
        say=told.say,
        parts=told.parts if spoken and young else (),
        played=record.state if record else "",
        why=record.why if record else "",
    )


def _missed(hall: Hall, windows: frozenset[int]) -> list[Ticket]:
    """Newest first."""
    missed = [t for t in hall.tickets.values() if t.state == "missed" and t.window in windows]
    missed.sort(key=lambda ticket: -ticket.state_at)
    return missed
