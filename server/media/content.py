"""What a file is, by its content alone: whatever name or type it came under.

No decoder of pictures runs in the server: decoders are what hostile pictures are made for, and their library
would be one more for every hall. What is kept consists of checked parts only, carries no words or places of
its maker, and is served under the type found here, never to be guessed by a browser.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from server.media import archive, jpeg, png
from server.media.errors import MediaError

_KINDS: Final[dict[str, tuple[bytes, Callable[[bytes], bytes]]]] = {
    "image/png": (png.SIGNATURE, png.checked),
    "image/jpeg": (jpeg.SIGNATURE, jpeg.checked),
    "application/zip": (archive.SIGNATURE, archive.checked),
}
IMAGES: Final = frozenset({"image/png", "image/jpeg"})
CLIPS: Final = frozenset({"application/zip"})


def checked(data: bytes, accept: Collection[str]) -> tuple[str, bytes]:
    """(media type, checked bytes). Raises: MediaError media_kind, media_damaged."""
    for kind, (signature, check) in _KINDS.items():
        if kind in accept and data.startswith(signature):
            return kind, check(data)
    raise MediaError("media_kind")
