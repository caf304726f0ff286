"""The state of a hall: an accumulator that `fold.apply` changes in place, one event at a time.

Times are `Ms`: milliseconds since 1970-01-01 UTC, exact integers. All parts are msgspec structs of
plain types, so a whole Hall can be cloned by encoding it.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct, field

from server.hall.settings.tree import Settings
from server.hall.units import Ms

HoldKind = Literal["papers", "kept", "step"]
Outcome = Literal["direct", "promised", "relayed", "refused", "advice", "partial"]
TicketState = Literal["waiting", "called", "serving", "held", "missed", "done", "left", "void"]
WindowState = Literal["open", "paused", "closed"]
CallMode = Literal["next", "chosen", "recall"]
JobState = Literal["queued", "sent", "confirmed", "unknown", "failed"]

INSIDE: tuple[TicketState, ...] = ("waiting", "called", "serving", "held", "missed")


class Place(Struct, frozen=True, order=True, array_like=True, gc=False):
    """A place in the line: smaller comes first. rejoin: seq of the rejoin that gave it, 0 for one's own."""

    order_at: Ms
    seq: int
    rejoin: int = 0


class Return(Struct, frozen=True, array_like=True, gc=False):
    """Where a transferred ticket comes back to when it is done: a window, and the line it stands in then."""

    window: int
    line: str


class Ticket(Struct, gc=False):
    """One number. issued_seq: seq of its issue. touched: seq of the last entry that undo must respect: one
    that moved, recalled, reclassed, aimed or released it; paper and the clock's steps do not count."""

    id: str
    number: str
    line: str
    cls: str
    item: str | None
    issued_seq: int
    issued_at: Ms
    arrived_at: Ms
    order_at: Ms
    place: Place
    ahead: int
    touched: int
    device: str | None = None
    slot: Ms | None = None
    state: TicketState = "waiting"
    aimed: int | None = None  # the one window that may call it; while missed or held: then
    window: int | None = None
    hold: HoldKind | None = None
    returns: tuple[Return, ...] = ()  # windows that get it back, the next one last
    note: str | None = None  # vault id of a clerk's note, never the text
    rejoins: int = 0
    calls: int = 0
    call: int | None = None  # number of its newest call
    first_called_at: Ms | None = None
    called_at: Ms | None = None
    started_at: Ms | None = None
    came_ms: Ms = 0  # from its calls to the starts of its service: the way to the window
    handled_ms: Ms = 0  # handling time of earlier parts; held time does not count
    state_at: Ms = 0  # since when it is in its state
    state_seq: int = 0  # seq of the entry that brought it there, of those that were not taken back
    outcome: Outcome | None = None
    reference: str | None = None
    days: int | None = None
    prints: int = 0
    wrong_lines: tuple[str, ...] = ()  # lines it was transferred from because they were not the right ones

    @property
    def due_at(self) -> Ms:
        """When it is due: the later of arrival and place time (an early appointment is due at its slot)."""
        return max(self.arrived_at, self.order_at)


class Act(Struct, gc=False):
    """The last act of a window, or the last act on a ticket apart from a window: what undo must put back.

    actor, by: who did it. do: what its last event did. The fields from current on stand for a window only.
    """

    seq: int
    at: Ms
    do: str
    ticket: Ticket | None  # as it was before the entry
    current: str | None = None  # the window's current ticket before the entry
    call: int | None = None  # the call this act made
    also: Ticket | None = None  # a second ticket of the entry, as it was
    actor: str = ""
    by: str | None = None
    state: WindowState = "closed"  # the window's, as the next four, before the entry
    reason: str | None = None
    since: Ms = 0
    done: int = 0
    until: Ms | None = None
    released: tuple[str, ...] = ()  # tickets that were aimed at the window and are no longer

    @property
    def tickets(self) -> tuple[Ticket, ...]:
        """The tickets of the entry, as they were before it."""
        return tuple(ticket for ticket in (self.ticket, self.also) if ticket is not None)

    def shows(self, ticket: str) -> bool:
        """Whether the ticket is one of them."""
        first, second = self.ticket, self.also
        return (first is not None and first.id == ticket) or (second is not None and second.id == ticket)


class Window(Struct):
    """A window today. current: id of its called or serving ticket. chosen: its calls of chosen numbers.
    reason, until: why it is paused or closed, and when it means to go on."""

    id: int
    state: WindowState = "closed"
    current: str | None = None
    act: Act | None = None
    reason: str | None = None
    since: Ms = 0
    done: int = 0
    chosen: int = 0
    until: Ms | None = None


class Heard(Struct, frozen=True, array_like=True, gc=False):
    """More of a call's record in a zone. why: late, no_speaker, undone, quiet, blocked, no_device, stalled;
    "" when it was played or nobody said. by: the device that recorded it, "hall" at the day's close."""

    why: str
    by: str


class Call(Struct, gc=False):
    """A numbered fact of the day: ticket to window. played: zone -> played/skipped/failed; heard: zone ->
    more of that record."""

    n: int
    ticket: str
    number: str
    line: str
    window: int
    at: Ms
    seq: int
    mode: CallMode
    undone: bool = False
    played: dict[str, str] = field(default_factory=dict)
    heard: dict[str, Heard] = field(default_factory=dict)


class Job(Struct, gc=False):
    """A print job, id "{ticket}.{n}"; n counts from 1, n > 1 is a reprint (补打)."""

    id: str
    ticket: str
    n: int
    printer: str
    at: Ms
    state: JobState = "queued"
    paper: str = "unknown"
    why: str = ""  # what keeps it from being printed, see commands.ReportPrint


class Printer(Struct):
    """What the newest report said of a printer. fault: why it does not print, "" when it does."""

    heard_at: Ms
    fault: str = ""


class Queue(Struct):
    """One line today: waiting ids in order of their place, those of them that are aimed, its last number,
    and its calls by window.next of un-aimed tickets."""

    waiting: list[str] = field(default_factory=list)
    aimed: list[str] = field(default_factory=list)
    last: int = 0
    overtakes: list[tuple[int, bool]] = field(default_factory=list)  # (call, overtook), undone removed


class Schedule(Struct, frozen=True):
    """Hours of one day in Ms, fixed when the day opened. sessions: ((open, close), …) in order."""

    sessions: tuple[tuple[Ms, Ms], ...]
    issue_from: Ms
    issue_until: Ms


class Hall(Struct):
    """Everything the rules know. seq, at, actor, by: of the last folded entry of the day stream."""

    id: str
    settings: Settings
    slip_key: bytes = b""
    settings_seq: int = 0
    day: str | None = None
    open: bool = False
    closed_by_person: bool = False  # then it does not open by itself again
    by_person: bool = False  # a person set hours aside ...
    until: Ms | None = None  # ... until then (None: the end of the day)
    schedule: Schedule | None = None
    day_end: Ms = 0  # 04:00 of the next morning: then it is over
    seq: int = 0
    at: Ms = 0
    actor: str = ""
    by: str | None = None
    tickets: dict[str, Ticket] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)  # printed number -> ticket id
    queues: dict[str, Queue] = field(default_factory=dict)
    windows: dict[int, Window] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)  # call n is calls[n-1]
    unheard: list[int] = field(default_factory=list)  # numbers of those without any record, in order
    records: dict[str, int] = field(default_factory=dict)  # played/skipped/failed -> how many today
    jobs: dict[str, Job] = field(default_factory=dict)
    paper: dict[str, str] = field(default_factory=dict)  # printer -> ok/low/out/unknown
    printers: dict[str, Printer] = field(default_factory=dict)
    spoken: dict[str, Ms] = field(default_factory=dict)  # zone -> its first announcement today
    boosts: dict[str, Ms] = field(default_factory=dict)  # class -> the largest boost it gave today
    acts: dict[str, Act] = field(default_factory=dict)  # ticket -> its last act apart from a window, if young


def fresh(hall_id: str, settings: Settings, slip_key: bytes = b"") -> Hall:
    """A hall before its first day."""
    return Hall(id=hall_id, settings=settings, slip_key=slip_key)


_pack = msgspec.msgpack.Encoder().encode
_unpack: msgspec.msgpack.Decoder[Hall] = msgspec.msgpack.Decoder(Hall)


def clone(hall: Hall) -> Hall:
    """An independent copy of the whole state (settings are frozen and shared)."""
    copy = _unpack.decode(_pack(hall))
    copy.settings = hall.settings
    return copy
