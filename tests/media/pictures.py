"""Pictures of all kinds, made by another library, and such as nobody honest makes."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, PngImagePlugin

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def picture(mode: str = "RGB", size: tuple[int, int] = (37, 23)) -> Image.Image:
    """Every pixel another one."""
    wide, high = size
    made = Image.new("RGB", size)
    made.putdata([(x * 7 % 256, y * 11 % 256, x * y % 256) for y in range(high) for x in range(wide)])
    return made.convert(mode)


def png(mode: str = "RGB", size: tuple[int, int] = (37, 23), **more: Any) -> bytes:
    """A whole PNG."""
    out = io.BytesIO()
    picture(mode, size).save(out, "png", **more)
    return out.getvalue()


def jpeg(mode: str = "RGB", **more: Any) -> bytes:
    """A whole JPEG."""
    out = io.BytesIO()
    picture(mode).save(out, "jpeg", **more)
    return out.getvalue()


def words(text: str) -> PngImagePlugin.PngInfo:
    """Text chunks of a PNG."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    info.add_itxt("Author", text)
    return info


def pixels(data: bytes) -> tuple[str, tuple[int, int], bytes]:
    """What another library sees."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.mode, image.size, image.convert("RGBA").tobytes()


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    """One chunk of a PNG, its sum right."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def header(wide: int = 4, high: int = 4, depth: int = 8, colour: int = 0, last: bytes = b"\0\0\0") -> bytes:
    """IHDR; last: compression, filter, interlace."""
    return chunk(b"IHDR", struct.pack(">IIBB", wide, high, depth, colour) + last)


def rows(count: int = 4, wide: int = 4, filter: int = 0) -> bytes:
    """IDAT of grey rows."""
    return chunk(b"IDAT", zlib.compress((bytes([filter]) + bytes(wide)) * count))


def sheet(*chunks: bytes) -> bytes:
    """A file of these chunks."""
    return SIGNATURE + b"".join(chunks)


END = chunk(b"IEND")
