"""PNG without trust and without a decoder (W3C PNG, third edition): every chunk, and every row of pixels.

What draws the picture is kept, everything else (texts, places, profiles, animation) is left out.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from server.media.errors import damaged

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
MOST_PIXELS: Final = 40_000_000
_KEPT: Final = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
# Colour type -> (samples a pixel, bit depths).
_COLOURS: Final = {
    0: (1, (1, 2, 4, 8, 16)),
    2: (3, (8, 16)),
    3: (1, (1, 2, 4, 8)),
    4: (2, (8, 16)),
    6: (4, (8, 16)),
}
_LAST_FILTER: Final = 4
_PIECE: Final = 65_536

_Chunk = tuple[bytes, bytes]  # (type, data)


def checked(data: bytes) -> bytes:
    """The same picture, of the chunks that draw it alone. Raises: MediaError media_damaged."""
    chunks = [(kind, body) for kind, body in _chunks(data) if kind in _KEPT]
    kinds = [kind for kind, _ in chunks]
    if kinds[:1] != [b"IHDR"] or kinds[-1] != b"IEND" or chunks[-1][1]:
        raise damaged("it does not begin with IHDR and end with IEND")
    pixels = [at for at, kind in enumerate(kinds) if kind == b"IDAT"]
    if not pixels or pixels != list(range(pixels[0], len(kinds) - 1)):
        raise damaged("its IDAT chunks do not stand together before the end")
    colour, row_bytes, height = _header(chunks[0][1])
    _palette(dict(chunks[1 : pixels[0]]), kinds[1 : pixels[0]], colour)
    _rows((chunks[at][1] for at in pixels), row_bytes, height)
    return SIGNATURE + b"".join(_packed(chunk) for chunk in chunks)


def _chunks(data: bytes) -> Iterator[_Chunk]:
    """All chunks to the last byte."""
    at, kind = len(SIGNATURE), b""
    while at < len(data):
        if kind == b"IEND":
            raise damaged("something follows its end")
        if len(data) - at < 12:
            raise damaged("it ends within a chunk")
        (length,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length
        if at > len(data):
            raise damaged("it ends within a chunk")
        if not kind.isalpha() or (kind[:1].isupper() and kind not in _KEPT):
            raise damaged("it has a chunk nobody knows")
        if zlib.crc32(kind + body) != struct.unpack_from(">I", data, at - 4)[0]:
            raise damaged("the sum of a chunk is wrong")
        yield kind, body


def _header(body: bytes) -> tuple[int, int, int]:
    """(colour type, bytes of a row with its filter, rows)."""
    if len(body) != 13:
        raise damaged("its header has another length")
    width, height, depth, colour, method, filters, interlaced = struct.unpack(">IIBBBBB", body)
    if not width or not height or width * height > MOST_PIXELS:
        raise damaged(f"it is {width} x {height}")
    samples, depths = _COLOURS.get(colour, (0, ()))
    if depth not in depths or (method, filters, interlaced) != (0, 0, 0):
        raise damaged("its header names a form that is not taken")
    return colour, 1 + (width * samples * depth + 7) // 8, height


def _palette(found: dict[bytes, bytes], kinds: list[bytes], colour: int) -> None:
    """Between header and pixels: a palette where there must be one, what is transparent, each once."""
    if kinds not in ([], [b"PLTE"], [b"tRNS"], [b"PLTE", b"tRNS"]):
        raise damaged("its chunks stand in another order")
    colours, clear = found.get(b"PLTE", b""), found.get(b"tRNS", b"")
    if len(colours) % 3 or len(colours) > 3 * 256 or bool(colours) < (colour == 3):
        raise damaged("its palette is wrong")
    most = {0: 2, 2: 6, 3: len(colours) // 3}.get(colour, 0)
    if len(clear) > most:
        raise damaged("what it says of transparency is wrong")


def _rows(parts: Iterable[bytes], row_bytes: int, height: int) -> None:
    """The pixels unpack to exactly so many rows, piece by piece: no memory is filled."""
    unpacking, wanted, total = zlib.decompressobj(), row_bytes * height, 0
    try:
        for part in parts:
            more = True
            while more:
                piece = unpacking.decompress(part, _PIECE)
                if any(byte > _LAST_FILTER for byte in piece[-total % row_bytes :: row_bytes]):
                    raise damaged("a row has a filter nobody knows")
                total += len(piece)
                if total > wanted or unpacking.unused_data:
                    raise damaged("it has more pixels than it says")
                part = unpacking.unconsumed_tail
                more = bool(part) or len(piece) == _PIECE
    except zlib.error as error:
        raise damaged("its pixels do not unpack") from error
    if total != wanted or not unpacking.eof:
        raise damaged("it has fewer pixels than it says")


def _packed(chunk: _Chunk) -> bytes:
    kind, body = chunk
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
