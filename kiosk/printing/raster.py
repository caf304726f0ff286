"""From a picture to ESC/POS bytes: GS v 0 strips of at most 256 rows, then feed and partial cut.

Long blocks overflow cheap printers (facts/traps.md section 5). The bytes come from python-escpos.
"""

from __future__ import annotations

from typing import Final

from escpos.printer import Dummy
from PIL import Image

STRIP_ROWS: Final = 256
_INIT: Final = b"\x1b@"
_CUT: Final = b"\x1dV\x42\x30"  # feed 48 dots, partial cut: the ticket does not fall


def encode(picture: Image.Image) -> bytes:
    """The whole ticket as bytes for the printer."""
    printer = Dummy(profile="default")
    printer._raw(_INIT)
    for top in range(0, picture.height, STRIP_ROWS):
        strip = picture.crop((0, top, picture.width, min(top + STRIP_ROWS, picture.height)))
        printer._raw(_strip(strip))
    printer._raw(_CUT)
    return bytes(printer.output)


def _strip(strip: Image.Image) -> bytes:
    """One GS v 0 block: 1 = black; width in bytes and height in rows, little endian."""
    from escpos.image import EscposImage

    image = EscposImage(strip)
    size: bytes = image.width_bytes.to_bytes(2, "little") + image.height.to_bytes(2, "little")
    return b"\x1dv0\x00" + size + bytes(image.to_raster_format())
