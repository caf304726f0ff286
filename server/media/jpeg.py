"""JPEG without trust and without a decoder (ITU-T T.81): every marker and the form of every table.

What draws the picture is kept, everything else (texts, places, previews, profiles) is left out. The entropy
coded data itself is not decoded: a picture may be grey noise, but never anything else than a picture.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final

from server.media.errors import damaged

SIGNATURE: Final = b"\xff\xd8\xff"
MOST_PIXELS: Final = 40_000_000
_START, _END = b"\xff\xd8", b"\xff\xd9"
_FRAMES: Final = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive; Huffman coded, 8 bits
_HUFFMAN, _TABLES, _RESTART, _SCAN, _ADOBE = 0xC4, 0xDB, 0xDD, 0xDA, 0xEE
_LEFT_OUT: Final = (*range(0xE0, 0xF0), 0xFE)
_NEXT: Final = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")  # the marker after a scan

_Segment = tuple[int, bytes, bytes]  # (marker, its body, the scan's data after it)


def checked(data: bytes) -> bytes:
    """The same picture, of the segments that draw it alone. Raises: MediaError media_damaged."""
    kept: list[bytes] = [_START]
    components = scans = 0
    for marker, body, scan in _segments(data):
        if marker in _LEFT_OUT and not (marker == _ADOBE and body[:5] == b"Adobe" and len(body) == 12):
            continue
        if marker in _FRAMES:
            if components:
                raise damaged("it has two frames")
            components = _frame(body)
        elif marker == _SCAN:
            scans += _scan(body, components)
        elif marker == _HUFFMAN:
            _huffman(body)
        elif marker == _TABLES:
            _tables(body)
        elif marker == _RESTART:
            if len(body) != 2:
                raise damaged("its restart interval is wrong")
        elif marker != _ADOBE:
            raise damaged(f"it has a marker {marker:02x} that is not taken")
        kept += [bytes((0xFF, marker)), struct.pack(">H", len(body) + 2), body, scan]
    if not scans:
        raise damaged("it has no picture")
    return b"".join([*kept, _END])


def _segments(data: bytes) -> Iterator[_Segment]:
    """All segments, to the end of the picture, which is the end of the file."""
    at = len(_START)
    while True:
        if data[at : at + 1] != b"\xff":
            raise damaged("a marker is missing")
        while data[at + 1 : at + 2] == b"\xff":  # fill bytes
            at += 1
        if len(data) - at == 2 and data.endswith(_END):
            return
        if len(data) - at < 4 or data[at + 1 : at + 2] == _END[1:]:
            raise damaged("it does not end with its end")
        marker, length = struct.unpack_from(">BH", data, at + 1)
        body, at = data[at + 4 : at + 2 + length], at + 2 + length
        if length < 2 or len(body) != length - 2:
            raise damaged("it ends within a segment")
        scan = b""
        if marker == _SCAN:
            found = _NEXT.search(data, at)
            end = found.start() if found else len(data)
            scan, at = data[at:end], end
        yield marker, body, scan


def _frame(body: bytes) -> int:
    """How many components the frame has."""
    if len(body) < 6:
        raise damaged("its frame is too short")
    bits, height, width, components = struct.unpack_from(">BHHB", body)
    if bits != 8 or components not in (1, 3) or len(body) != 6 + 3 * components:
        raise damaged("its frame has a form that is not taken")
    if not width or not height or width * height > MOST_PIXELS:
        raise damaged(f"it is {width} x {height}")
    return int(components)


def _scan(body: bytes, components: int) -> int:
    """1 for a scan of components of the frame before it."""
    count = body[0] if body else 0
    if not 1 <= count <= components or len(body) != 4 + 2 * count:
        raise damaged("a scan does not fit its frame")
    return 1


def _huffman(body: bytes) -> None:
    """Tables of 16 counts and so many symbols."""
    at = 0
    while at < len(body):
        counts = body[at + 1 : at + 17]
        if len(counts) != 16 or body[at] & 0xEC or sum(counts) > 256:
            raise damaged("a Huffman table is wrong")
        at += 17 + sum(counts)
    if at != len(body):
        raise damaged("a Huffman table is wrong")


def _tables(body: bytes) -> None:
    """Quantization tables of 64 values, one or two bytes each."""
    at = 0
    while at < len(body):
        if body[at] & 0xEC:
            raise damaged("a quantization table is wrong")
        at += 129 if body[at] & 0x10 else 65
    if at != len(body):
        raise damaged("a quantization table is wrong")
