"""What a stream wants written: an entry to be, before the writer has given it a place and a key."""

from __future__ import annotations

from msgspec import Struct

from server.hall.units import Ms


class Decided(Struct, frozen=True):
    """One entry to be. stream: where. events: JSON array.

    own: "" for the entry of a command; "open", "close", "clock" for an entry of the hall itself, whose key
    is "{own}:{stream}:{seq}" (actor "hall"). head: from this entry on the stream is the current day. stands:
    seq of its newest entry so far, for a stream that begins or goes on again here. step: by so much (ms) the
    hall's clock moves once the entry is committed.
    """

    stream: str
    at: Ms
    events: bytes
    own: str = ""
    head: bool = False
    stands: int = 0
    step: Ms = 0
