"""The beat: what a device says of itself every 5 s and on change, and what it is told. Never an entry."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from server.hall.units import Ms

EVERY_SECONDS: Final = 5.0
MOST_BYTES: Final = 2048  # of one beat as JSON

Sound = Literal["ok", "blocked", "none", "stalled"]
Word = Annotated[str, Meta(max_length=40)]
Words = Annotated[tuple[Word, ...], Meta(max_length=8)]
Px = Annotated[int, Meta(ge=0, le=100_000)]


class Shown(Struct, frozen=True):
    """The newest call that a screen shows, and since when (server time)."""

    day: Word
    call: Annotated[int, Meta(ge=0)]
    at: Ms


class PrinterBeat(Struct, frozen=True, omit_defaults=True):
    """What an agent last heard of its printer; unknown is no fault."""

    state: Word = "unknown"
    paper: Word = "unknown"
    causes: Words = ()


class DeviceBeat(Struct, frozen=True, omit_defaults=True):
    """What an agent knows of its hardware. box: state of the call box; last_press: server time."""

    printer: PrinterBeat | None = None
    box: Word | None = None
    last_press: Ms | None = None
    faults: Words = ()


class Beat(Struct, frozen=True, omit_defaults=True):
    """size: of the window, in CSS px. errors: of the page since it was loaded. sound: of the loudspeaker as
    far as the page knows. wants_to_speak: whether it would be the speaker. Unknown fields are left out."""

    build: Annotated[str, Meta(max_length=64)]
    size: tuple[Px, Px] | None = None
    errors: Annotated[int, Meta(ge=0)] = 0
    sound: Sound | None = None
    volume: Annotated[int, Meta(ge=0, le=100)] | None = None
    shown: Shown | None = None
    wants_to_speak: bool = False
    device: DeviceBeat | None = None


class BeatAnswer(Struct, frozen=True):
    """speaker: the device that speaks in the zone of this board, or None. until: server time until which this
    very device is the speaker, None when it is not."""

    speaker: str | None = None
    until: Ms | None = None
