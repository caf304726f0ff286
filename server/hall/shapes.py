"""What each role sees: the shapes of the views (DESIGN section 5). Built by server.hall.views.

Times are Ms; windows are numbers; what changes with time alone is drawn by the page from these
times or stands in the live part.
"""

from __future__ import annotations

from msgspec import Struct, field

from server.hall.model import Ms, Schedule


class Face(Struct, frozen=True):
    """The hall as every public surface names it."""

    id: str
    name: str
    name_en: str
    mark: str
    consult_phone: str
    supervise_phone: str
    notice: str
    accent: str


class Day(Struct, frozen=True):
    """The business day. aside: a person set hours, lunch and early stop aside (until `until`).
    hours: the hours of every working day, "08:30" to "12:00"."""

    day: str | None
    open: bool
    schedule: Schedule | None
    aside: bool
    until: Ms | None
    hours: tuple[tuple[str, str], ...]


class ItemFace(Struct, frozen=True):
    id: str
    name: str


class LineFace(Struct, frozen=True):
    """A line: windows that serve it as their own, those of them open, people waiting."""

    line: str
    name: str
    name_en: str
    hint: str
    open: bool
    windows: tuple[int, ...]
    open_windows: tuple[int, ...]
    waiting: int
    items: tuple[ItemFace, ...] = ()


class ClassFace(Struct, frozen=True):
    id: str
    name: str
    name_en: str


class Slip(Struct, frozen=True):
    """What a ticket says, ready to print: words only. secret goes into the QR (or url if set)."""

    number: str
    line: str
    cls: str  # "" for ordinary
    windows: str  # "2号窗口" / "1、2号窗口"
    ahead: int
    time: str  # "2026-11-23 09:05"
    hall: str
    mark: str
    overdue: str
    advice: str
    consult_phone: str  # "待公布" when empty
    supervise_phone: str
    qr: str
    copy: int = 0  # 补打 n
    item: str = ""


class JobFace(Struct, frozen=True):
    """A print job not yet confirmed; the agent prints only those in state queued."""

    job: str
    ticket: str
    state: str
    at: Ms
    slip: Slip


class KioskView(Struct, frozen=True):
    face: Face
    day: Day
    lines: tuple[LineFace, ...]
    classes: tuple[ClassFace, ...]
    jobs: tuple[JobFace, ...]
    paper: str
    result_seconds: int


class CallFace(Struct, frozen=True):
    """A call on the wall, newest first; one row per window. state: called, serving, missed, done, held …
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


class CountFace(Struct, frozen=True):
    line: str
    name: str
    count: int
    oldest_at: Ms | None = None


class MissedFace(Struct, frozen=True):
    number: str
    line: str
    window: int | None
    at: Ms


class BoardFace(Struct, frozen=True):
    """Sizes and times of the board from settings."""

    keep_call_seconds: int
    newest_seconds: int
    diagonal_inches: int
    farthest_metres: int
    chime: bool


class BoardView(Struct, frozen=True):
    face: Face
    day: Day
    zone: str
    calls: tuple[CallFace, ...]
    waiting: tuple[CountFace, ...]
    missed: tuple[MissedFace, ...]
    rule: str
    rule_en: str
    board: BoardFace


class WindowView(Struct, frozen=True):
    """The sign over one window."""

    face: Face
    day: Day
    window: int
    name: str
    name_en: str
    state: str
    lines: tuple[str, ...]
    call: CallFace | None


class TicketFace(Struct, frozen=True):
    """A ticket as staff see it."""

    ticket: str
    number: str
    line: str
    line_name: str
    cls: str
    cls_name: str
    item: str
    state: str
    arrived_at: Ms
    state_at: Ms
    calls: int
    call: int | None
    called_at: Ms | None
    started_at: Ms | None
    first_called_at: Ms | None
    handled_ms: int
    window: int | None
    aimed: int | None
    hold: str | None
    rejoins: int
    note: str | None  # vault id; the text stands in live.notes


class UndoFace(Struct, frozen=True):
    """The window's last act, if it can still be undone until `until`."""

    of: int
    do: str
    number: str
    until: Ms


class WindowFace(Struct, frozen=True):
    window: int
    name: str
    name_en: str
    zone: str
    state: str
    lines: tuple[str, ...]
    current: str | None  # number
    current_state: str | None
    since: Ms
    done: int


class CounterView(Struct, frozen=True):
    """One window's desk. waiting: its lines, with the next tickets in order of their place."""

    face: Face
    day: Day
    window: WindowFace
    current: TicketFace | None
    played: str | None  # played/skipped/failed of the current call in the window's zone
    waiting: tuple[CountFace, ...]
    queue: tuple[TicketFace, ...]  # at most 30, own lines and aimed here
    aimed: int  # how many wait for this window only
    held: tuple[TicketFace, ...]
    missed: tuple[TicketFace, ...]
    undo: UndoFace | None
    windows: tuple[WindowFace, ...]
    lines: tuple[LineFace, ...]
    classes: tuple[ClassFace, ...]
    rejoin_max: int


class SupervisorView(Struct, frozen=True):
    face: Face
    day: Day
    windows: tuple[WindowFace, ...]
    waiting: tuple[CountFace, ...]
    lines: tuple[LineFace, ...]
    tickets: tuple[TicketFace, ...]  # everyone inside
    counts: dict[str, int]  # state -> tickets today
    paper: dict[str, str]


class Alarm(Struct, frozen=True):
    """Something a supervisor should see. kind: aimed_wait, unserved_line, paper, clock, calendar."""

    kind: str
    zh: str
    en: str


class Doors(Struct, frozen=True):
    """Whether numbers are given and calls made now. why: code of the refusal; opens_at: when it is over."""

    issuing: bool
    calling: bool
    why: str = ""
    opens_at: Ms | None = None


class Live(Struct, omit_defaults=True):
    """The part outside the hash; `now` is server time and alone never causes a frame."""

    now: Ms
    doors: Doors | None = None
    eta: dict[str, tuple[int, int] | None] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)  # device -> online/offline
    printer: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()
    clock_unsure: bool = False
    store_ok: bool = True


View = KioskView | BoardView | WindowView | CounterView | SupervisorView
