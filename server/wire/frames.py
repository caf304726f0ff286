"""What the server sends: frames, ticks, answers, problems. Same structs over HTTP and Socket.IO."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

from server.hall.units import Ms
from server.hall.views.live import Clock as Clock
from server.hall.views.live import Live as Live


class Room(Struct, frozen=True):
    """Who gets the same frames: role and argument (zone, window number as text, device id, or "")."""

    role: str
    arg: str


class Frame(Struct, frozen=True):
    """One role's whole view at one moment. hash: first 128 bits (32 hex digits) of SHA-256 of the
    canonical bytes of `view`. day is "" before the first day."""

    epoch: str
    day: str
    seq: int
    hash: str
    role: str
    view: msgspec.Raw
    live: Live


class Tick(Struct, frozen=True):
    """Sent to each room every 5 s; another epoch, day or hash makes the client emit `resync`."""

    epoch: str
    day: str
    seq: int
    hash: str
    now: Ms


class Hello(Struct, frozen=True):
    """First word to a client: who it is, and the build its page should run. now: server time in ms.

    plain_http: other machines reach this server without encryption; staff are told."""

    build: str
    hall: str
    role: str
    arg: str
    screen: str | None
    device: str | None
    demo: bool
    now: Ms
    plain_http: bool = False
    name: str | None = None  # of the device


class Answer(Struct, frozen=True):
    """Answer of an accepted command: where it was written and what came of it."""

    day: str
    seq: int
    result: dict[str, Any]


class Nothing(Struct, frozen=True):
    """An empty object: it worked."""


class Ready(Struct, frozen=True):
    """Whether the hall can take a command and show its pages."""

    ready: bool
    store: bool
    clock_unsure: bool
    day: str
    seq: int
    pages: bool


class Seen(Struct, frozen=True):
    """A view that somebody may see. arg: the only argument, null = any."""

    role: str
    arg: str | None


class Me(Struct, frozen=True):
    """Who a request acts as. kind: device, account, token, local (the command line on the server's machine).

    name: of the device, the account or the program. window, zone: where it stands. view: the one its own
    screen shows. commands: what its role may do at all; the rules and the hall as it is may still say no.
    tickets: whether it may page through the day's. version: of the server."""

    hall: str
    kind: Literal["device", "account", "token", "local"]
    id: str
    role: str
    name: str
    device: str | None
    window: int | None
    zone: str | None
    commands: tuple[str, ...]
    views: tuple[Seen, ...]
    view: Seen | None
    tickets: bool
    version: str


class ClipShown(Struct, frozen=True):
    """Where a clip of the voice is, and how long it is (ms)."""

    url: str
    ms: int


class ClipIndex(Struct, frozen=True):
    """The clips of a pack by their names: what a player loads first."""

    pack: str
    clips: dict[str, ClipShown]


class Uploaded(Struct, frozen=True):
    """A file was taken. media: its hash, its name from now on."""

    media: str


class Problem(Struct, frozen=True, omit_defaults=True):
    """RFC 9457. title is Chinese for the person, detail English, code stable; facts: details a page shows."""

    type: str
    status: int
    code: str
    title: str
    detail: str
    facts: dict[str, Any] = {}
