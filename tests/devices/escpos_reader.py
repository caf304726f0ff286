"""A strict reader of ESC/POS: every byte must be understood, the picture on the paper is rebuilt.

It knows what the product may send and nothing else: ESC @, GS v 0, GS V B n, DLE EOT n.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


class NotUnderstood(Exception):
    """A byte nobody may send to a printer of ours, or a command that ends too early."""


@dataclass
class Sheet:
    """One ticket: between an initialisation and a cut. strips: rows × dots, 1 = black."""

    strips: list[np.ndarray] = field(default_factory=list)
    feed_dots: int = 0

    @property
    def picture(self) -> np.ndarray:
        """The rebuilt ticket, rows × dots, 1 = black."""
        return np.concatenate(self.strips)


class Reader:
    """Feed it bytes in any pieces; finish() when no more come. status: called for DLE EOT n."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.queries: list[int] = []
        self._rest = b""
        self._sheet: Sheet | None = None

    def feed(self, data: bytes) -> list[int]:
        """Take in bytes; the status questions among them, in order. Raises: NotUnderstood."""
        self._rest += data
        asked: list[int] = []
        while self._rest:
            used, question = self._command(self._rest)
            if used == 0:
                break
            if question is not None:
                asked.append(question)
            self._rest = self._rest[used:]
        self.queries += asked
        return asked

    def finish(self) -> None:
        """No more bytes. Raises: NotUnderstood when something is left over."""
        if self._rest:
            raise NotUnderstood(f"the stream ends inside a command: {self._rest[:16].hex(' ')}")
        if self._sheet is not None:
            raise NotUnderstood("the last ticket was never cut")

    def _command(self, data: bytes) -> tuple[int, int | None]:
        """(bytes used or 0 when more are needed, status question)."""
        if data[0] not in (0x10, 0x1B, 0x1D):
            raise NotUnderstood(f"byte {data[0]:02x} is no command")
        if len(data) < 2:
            return 0, None
        match data[0], data[1]:
            case 0x10, 0x04:
                return self._query(data)
            case 0x1B, 0x40:
                self._begin()
                return 2, None
            case 0x1D, 0x76:
                return self._raster(data), None
            case 0x1D, 0x56:
                return self._cut(data), None
        raise NotUnderstood(f"{data[:2].hex(' ')} is no command of ours")

    def _query(self, data: bytes) -> tuple[int, int | None]:
        if len(data) < 3:
            return 0, None
        if data[2] not in (1, 2, 3, 4):
            raise NotUnderstood(f"DLE EOT {data[2]}")
        return 3, data[2]

    def _begin(self) -> None:
        if self._sheet is not None:
            raise NotUnderstood("initialised in the middle of a ticket")
        self._sheet = Sheet()

    def _raster(self, data: bytes) -> int:
        """GS v 0 m xL xH yL yH data."""
        if len(data) < 8:
            return 0
        if data[2:4] != b"0\x00":
            raise NotUnderstood(f"GS v {data[2:4].hex(' ')}: only plain rasters")
        wide, rows = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
        if not 1 <= rows <= 256 or not 1 <= wide <= 72:
            raise NotUnderstood(f"a strip of {wide} bytes by {rows} rows")
        if len(data) < 8 + wide * rows:
            return 0
        if self._sheet is None:
            raise NotUnderstood("a picture before ESC @")
        bits = np.unpackbits(np.frombuffer(data[8 : 8 + wide * rows], np.uint8))
        self._sheet.strips.append(bits.reshape(rows, wide * 8))
        return 8 + wide * rows

    def _cut(self, data: bytes) -> int:
        """GS V B n: feed n dots and cut partially."""
        if len(data) < 4:
            return 0
        if data[2] != 0x42:
            raise NotUnderstood(f"GS V {data[2]:02x}: only partial cuts with feed")
        if self._sheet is None or not self._sheet.strips:
            raise NotUnderstood("a cut without a ticket")
        self._sheet.feed_dots = data[3]
        self.sheets.append(self._sheet)
        self._sheet = None
        return 4
