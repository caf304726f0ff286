"""The part of a frame outside the hash: what changes with time alone."""

from __future__ import annotations

from msgspec import Struct, field

from server.hall.opening import Doors, Opening
from server.hall.units import Ms
from server.hall.views.alarm import Alarm


class Clock(Struct, frozen=True):
    """The hall's time and the machine's, to the minute, while nobody has said which is right."""

    hall: Ms
    machine: Ms


class Unwell(Struct, frozen=True, omit_defaults=True):
    """What is wrong with a device by its newest beat. sound: why a board that should speak cannot; errors: of
    its page since it was loaded; printer: what is not well there, in words of its agent; faults: likewise."""

    sound: str = ""
    errors: int = 0
    printer: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class Speaking(Struct, frozen=True, omit_defaults=True):
    """Who speaks in a zone: device and its name, "" when nobody has for 15 s. why: then, of the boards there:
    offline, off (none wants to), blocked, none (no device), stalled."""

    device: str = ""
    name: str = ""
    why: str = ""


class CallSeen(Struct, frozen=True):
    """The newest call that a screen shows, and since when."""

    day: str
    call: int
    at: Ms


class Order(Struct, frozen=True, omit_defaults=True):
    """What a device of this room is to do, once, until `until` (server time)."""

    id: str
    device: str
    act: str
    until: Ms
    args: dict[str, str] = {}


class Ordered(Struct, frozen=True):
    """An order and what came of it: sent, done, refused, failed, expired (nobody answered in time)."""

    id: str
    device: str
    act: str
    until: Ms
    at: Ms
    state: str
    detail: str = ""
    media: str | None = None
    args: dict[str, str] = {}


class Live(Struct, omit_defaults=True):
    """The part outside the hash; `now` is server time and alone never causes a frame."""

    now: Ms
    opening: Opening | None = None
    doors: Doors | None = None  # `opening` read at `now`
    eta: dict[str, tuple[int, int] | None] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)  # device -> online/offline
    unwell: dict[str, Unwell] = field(default_factory=dict)  # device -> what is wrong, if anything is
    orders: tuple[Order, ...] = ()
    ordered: tuple[Ordered, ...] = ()  # of the last minutes, for those who give orders
    speaking: dict[str, Speaking] = field(default_factory=dict)  # of zones that owe announcements
    names: dict[str, str] = field(default_factory=dict)  # device -> name, of those that the view names
    shown: dict[str, CallSeen] = field(default_factory=dict)  # screen -> its newest call
    clips: str = ""  # address of the list of clips, for a board; "" while there is none
    printer: str = ""  # the worst of the hall's, for staff
    paper: str = ""  # of this kiosk: ok/low/out/unknown
    notes: dict[str, str] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()
    clock_unsure: bool = False
    clock: Clock | None = None  # both times, while they differ
    away: tuple[str, ...] = ()  # parts that could not be read: "notes", …
    store_ok: bool = True
