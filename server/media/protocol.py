"""What every media backend does. One contract suite (tests/media) runs against all of them.

A file comes in parts of at most 1 MB, is checked when it is whole, and is kept by the SHA-256 of its checked
bytes: what is served under a hash never changes.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Protocol

from msgspec import Struct

from server.hall.units import HOUR, Ms

PART: Final = 1_000_000  # bytes of one part, and of one request that brings it
UPLOAD_LIFE: Final[Ms] = HOUR  # of an upload nobody ends


class Kept(Struct, frozen=True):
    """A file that is there. type: its media type, found from the content. expires: None = until deleted."""

    hash: str
    type: str
    size: int
    expires: Ms | None


class Media(Protocol):
    """Files of one hall, within its quota. All methods block and may be called from several threads.

    upload: a name that the caller makes up. now: for expiries (ms). MediaError: media_away, from each of
    them."""

    def write(self, upload: str, offset: int, part: bytes, now: Ms) -> int:
        """Add a part at its place; the upload's size in bytes. The same part again changes nothing.

        MediaError: media_big (the part), media_gap, media_full."""
        ...

    def finish(self, upload: str, *, accept: Collection[str], most: int, expires: Ms | None, now: Ms) -> Kept:
        """Check what came and keep it; the upload is over, taken or not. A file that is there already stays
        until the later of both ends.

        accept: media types. most: bytes. MediaError: media_gap (nothing came), media_kind, media_damaged,
        media_big, media_full."""
        ...

    def drop(self, upload: str) -> None:
        """Forget an upload, if there is one."""
        ...

    def get(self, hash: str, now: Ms) -> Kept | None:
        """What is known of a file, None when it is not there or expired."""
        ...

    def read(self, hash: str, offset: int = 0, most: int = PART) -> bytes:
        """Bytes from offset on, b"" at the end. MediaError: media_unknown."""
        ...

    def delete(self, hash: str) -> bool:
        """Erase; True when it was there."""
        ...

    def purge(self, now: Ms) -> int:
        """Erase what expired, and uploads nobody ended within an hour; count of the files."""
        ...

    def close(self) -> None:
        """Release everything."""
        ...
