"""Events of the hall's day and of the settings stream: what happened (past tense), never changed.

An event carries all that `fold.apply` and the ledger need, so an old day replays without today's
settings. Wire form: a JSON object with "kind". Unknown kinds are kept and skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from server.hall.model import CallMode, HoldKind, Outcome, Place, Return, Schedule
from server.hall.settings.tree import Settings
from server.hall.units import Ms


class Event(Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True, gc=False):
    """Base of all events; the tag is the class name."""


class DayOpened(Event, frozen=True, tag=True):
    """A day begins, begins again, or is extended by a person (same day id). papers: what was known of the
    printers' paper when another day ended."""

    day: str
    schedule: Schedule
    day_end: Ms
    by_person: bool = False
    until: Ms | None = None
    papers: dict[str, str] = {}


class DayClosed(Event, frozen=True, tag=True):
    """left: waiting, held and missed tickets; missed: called ones, missed and left; done: serving ones.
    unheard: zone -> calls that nobody spoke there and nobody can any more."""

    day: str
    left: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    by_person: bool = False
    unheard: dict[str, tuple[int, ...]] = {}


class TicketIssued(Event, frozen=True, tag=True):
    ticket: str
    number: str
    line: str
    n: int
    cls: str
    arrived_at: Ms
    order_at: Ms
    ahead: int
    item: str | None = None
    slot: Ms | None = None
    device: str | None = None
    printer: str | None = None  # a print job is queued there


class TicketLeft(Event, frozen=True, tag=True):
    ticket: str
    reason: str


class TicketVoided(Event, frozen=True, tag=True):
    ticket: str
    reason: str


class TicketRejoined(Event, frozen=True, tag=True):
    ticket: str
    place: Place
    aimed: int | None = None


class TicketReclassed(Event, frozen=True, tag=True):
    """order_at: of the new class; None when the ticket has rejoined: its place no longer moves."""

    ticket: str
    cls: str
    order_at: Ms | None = None


class TicketReprinted(Event, frozen=True, tag=True):
    ticket: str
    printer: str


class WindowOpened(Event, frozen=True, tag=True):
    window: int


class WindowPaused(Event, frozen=True, tag=True):
    window: int
    reason: str | None = None
    released: tuple[str, ...] = ()
    until: Ms | None = None


class WindowClosed(Event, frozen=True, tag=True):
    window: int
    reason: str | None = None
    released: tuple[str, ...] = ()
    until: Ms | None = None


class TicketCalled(Event, frozen=True, tag=True):
    """overtook: for mode next and an un-aimed ticket only (else None): somebody due earlier waits. reason:
    why a chosen number was called."""

    ticket: str
    number: str
    line: str
    window: int
    call: int
    mode: CallMode
    overtook: bool | None = None
    reason: str | None = None


class ServiceStarted(Event, frozen=True, tag=True):
    ticket: str
    window: int


class TicketMissed(Event, frozen=True, tag=True):
    ticket: str
    window: int


class TicketHeld(Event, frozen=True, tag=True):
    ticket: str
    window: int
    hold: HoldKind


class TicketResumed(Event, frozen=True, tag=True):
    ticket: str
    window: int
    aimed: int | None = None


class TicketPutBack(Event, frozen=True, tag=True):
    """A window lets a called or serving ticket wait again, in its line at its own place."""

    ticket: str
    window: int


class TicketTransferred(Event, frozen=True, tag=True):
    """returns: all windows that get it back, the next one last. Events of before have None there and one
    window at the most, in back and back_line. wrong_line: the line it stood in was not the one it needed."""

    ticket: str
    window: int
    line: str
    aimed: int | None = None
    back: int | None = None
    back_line: str | None = None
    note: str | None = None
    returns: tuple[Return, ...] | None = None
    wrong_line: bool = False


class ServiceFinished(Event, frozen=True, tag=True):
    ticket: str
    window: int
    outcome: Outcome
    reference: str | None = None
    days: int | None = None


class TicketReturned(Event, frozen=True, tag=True):
    """The target of a transfer is done with it: it waits again for the window that sent it, or for any
    window of its line when that one is closed (aimed None). returns: windows that get it back later."""

    ticket: str
    window: int
    line: str
    aimed: int | None
    outcome: Outcome
    reference: str | None = None
    days: int | None = None
    returns: tuple[Return, ...] = ()


class ActUndone(Event, frozen=True, tag=True):
    """A window's last act is taken back. aimed: tickets that a pause or close released wait for it again."""

    window: int
    of: int
    aimed: tuple[str, ...] = ()


class TicketUndone(Event, frozen=True, tag=True):
    """The last act on a ticket is taken back. released: its aim is not, that window is closed meanwhile."""

    ticket: str
    of: int
    released: bool = False


class PrintReported(Event, frozen=True, tag=True):
    """why: what keeps the paper from coming (commands.NoPaper); None when nothing does, or nobody said."""

    job: str
    state: str
    paper: str
    why: str | None = None


class CallPlayed(Event, frozen=True, tag=True):
    """reason: why it was not played. also: later calls of which the same is true; of those that were undone
    "undone" is."""

    call: int
    zone: str
    state: str
    reason: str | None = None
    also: tuple[int, ...] = ()


class ClockConfirmed(Event, frozen=True, tag=True):
    """Everyone inside moves by `step` ms, waits stay what they were. by_hand: the
    machine's clock is wrong."""

    step: int
    by_hand: bool = False


class SettingsChanged(Event, frozen=True, tag=True):
    """The whole tree of a new version; version counts from 1."""

    version: int
    settings: Settings
    note: str = ""


class Unknown(Struct, frozen=True):
    """An event of a newer release: kept as it stands, skipped by the fold."""

    kind: str
    raw: dict[str, Any]


HallEvent = (
    DayOpened
    | DayClosed
    | TicketIssued
    | TicketLeft
    | TicketVoided
    | TicketRejoined
    | TicketReclassed
    | TicketReprinted
    | WindowOpened
    | WindowPaused
    | WindowClosed
    | TicketCalled
    | ServiceStarted
    | TicketMissed
    | TicketHeld
    | TicketResumed
    | TicketPutBack
    | TicketTransferred
    | ServiceFinished
    | TicketReturned
    | ActUndone
    | TicketUndone
    | PrintReported
    | CallPlayed
    | ClockConfirmed
    | SettingsChanged
)

_many: msgspec.json.Decoder[Any] = msgspec.json.Decoder(list[HallEvent])
_all: msgspec.json.Decoder[Any] = msgspec.json.Decoder(list[list[HallEvent]])
_raws: msgspec.json.Decoder[list[dict[str, Any]]] = msgspec.json.Decoder(list[dict[str, Any]])
_encode = msgspec.json.Encoder().encode


def encode(events: list[HallEvent]) -> bytes:
    """Events as one JSON array, the form the journal keeps."""
    return _encode(events)


def decode(body: bytes) -> list[HallEvent | Unknown]:
    """Events of one entry; kinds this release does not know become Unknown.

    Raises: msgspec.ValidationError when a known kind has a wrong shape.
    """
    try:
        found: list[HallEvent | Unknown] = _many.decode(body)
        return found
    except msgspec.ValidationError:
        return [_one(raw) for raw in _raws.decode(body)]


def decode_all(bodies: Sequence[bytes]) -> list[list[HallEvent | Unknown]]:
    """decode() of many entries in one go, for replay.

    Raises: msgspec.ValidationError when a known kind has a wrong shape.
    """
    try:
        found: list[list[HallEvent | Unknown]] = _all.decode(b"[" + b",".join(bodies) + b"]")
        return found
    except msgspec.ValidationError:
        return [decode(body) for body in bodies]


_KINDS = {kind.__struct_config__.tag: kind for kind in HallEvent.__args__}


def _one(raw: dict[str, Any]) -> HallEvent | Unknown:
    kind = _KINDS.get(raw.get("kind"))
    return msgspec.convert(raw, kind) if kind else Unknown(str(raw.get("kind")), raw)
