"""A sheet that grows with what is put on it, and gives up words before it grows too long."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass, replace
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from kiosk.printing.fonts import face
from kiosk.printing.sheet import LONGEST, MARGIN, Sheet
from kiosk.printing.signs import clean

_THRESHOLD: Final = 128
_SOFT: Final = "，。；：、·"
_CLOSING: Final = "，。；：、·？！）】”》"
_CUT: Final = "…"
_RULE_ROWS: Final = 20


@dataclass(frozen=True)
class _Text:
    """rows of one text, and the white below. dear: what may be shortened least; None = never."""

    rows: tuple[str, ...]
    size: int
    bold: bool
    gap: int
    dear: int | None

    @property
    def height(self) -> int:
        return len(self.rows) * round(self.size * 1.25) + self.gap


@dataclass(frozen=True)
class _Picture:
    picture: Image.Image
    gap: int

    @property
    def height(self) -> int:
        return self.picture.height + self.gap


@dataclass(frozen=True)
class _Rule:
    height: int = _RULE_ROWS


class Drawing:
    """What stands on a sheet, from top to bottom."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._blocks: list[_Text | _Picture | _Rule] = []

    def line(
        self, text: str, size: int, *, bold: bool = False, gap: int = 6, dear: int | None = None
    ) -> None:
        """Text in as many rows as it needs. gap: white below, in dots. dear: when the sheet is too long,
        texts lose their last rows, of equally long ones the least dear first; None = this one never does."""
        rows = wrapped(clean(text), size, bold, self.sheet.inner)
        self._blocks.append(_Text(tuple(rows), size, bold, gap, dear))

    def rule(self) -> None:
        """A thin line across."""
        self._blocks.append(_Rule())

    def paste(self, picture: Image.Image, *, gap: int = 0) -> None:
        """A picture in the middle."""
        self._blocks.append(_Picture(picture, gap))

    def rows(self) -> list[str]:
        """The rows of text, from top to bottom."""
        return [row for block in self._blocks if isinstance(block, _Text) for row in block.rows]

    def picture(self) -> Image.Image:
        """What was put on it, in pure black and white, at most LONGEST rows where words can be spared."""
        while self._height() > LONGEST and self._shorten():
            pass
        canvas = Image.new("L", (self.sheet.width, self._height()), 255)
        draw, y = ImageDraw.Draw(canvas), MARGIN
        for block in self._blocks:
            match block:
                case _Text():
                    self._write(draw, block, y)
                case _Picture(picture):
                    canvas.paste(picture, ((self.sheet.width - picture.width) // 2, y))
                case _Rule():
                    draw.rectangle((MARGIN, y + 4, self.sheet.width - MARGIN, y + 5), fill=0)
            y += block.height
        return canvas.point(lambda grey: 255 if grey >= _THRESHOLD else 0).convert("1")

    def _height(self) -> int:
        return 2 * MARGIN + sum(block.height for block in self._blocks)

    def _write(self, draw: ImageDraw.ImageDraw, text: _Text, y: int) -> None:
        font = face(text.size, bold=text.bold)
        for row in text.rows:
            x = (self.sheet.width - draw.textlength(row, font=font)) / 2
            draw.text((x, y), row, font=font, fill=0, anchor="la")
            y += round(text.size * 1.25)

    def _shorten(self) -> bool:
        """Take the last row from the longest text; False when every one has a single row."""
        spare = [
            (len(block.rows), -block.dear, at)
            for at, block in enumerate(self._blocks)
            if isinstance(block, _Text) and block.dear is not None and len(block.rows) > 1
        ]
        if not spare:
            return False
        at = max(spare)[2]
        block = self._blocks[at]
        assert isinstance(block, _Text)
        *rows, last = block.rows[:-1]
        font = face(block.size, bold=block.bold)
        end = _CUT + ("】" if block.rows[-1].endswith("】") else "")  # what was opened is closed
        while last and font.getlength(last + end) > self.sheet.inner:
            last = last[:-1]
        self._blocks[at] = replace(block, rows=(*rows, last.rstrip(_SOFT + " ") + end))
        return True


def wrapped(text: str, size: int, bold: bool, width: int) -> list[str]:
    """Rows no wider than `width` dots, broken where a reader would."""
    font, rows = face(size, bold=bold), []
    while text and font.getlength(text) > width:
        fits = bisect.bisect_right(
            range(1, len(text)), width, key=lambda n: math.ceil(font.getlength(text[:n]))
        )
        at = _break(text, max(1, fits))
        rows.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*rows, text] if text else rows


def _fitting(font: ImageFont.FreeTypeFont, text: str, width: int) -> int:
    """How many signs of a text that is too wide stand in one row."""
    return bisect.bisect_right(range(1, len(text)), width, key=lambda n: math.ceil(font.getlength(text[:n])))


def _break(text: str, most: int) -> int:
    """How many of the first `most` signs stand in this row: up to a comma, a dot or the end of a Latin word
    in its second half; else two even rows. No row begins with a closing sign."""
    soft = max((n for n in range(1, most + 1) if _may_break(text, n)), default=0)
    if soft > most // 2:
        return soft
    at = min(most, -(-len(text) // 2)) if len(text) <= 2 * most else most
    while at > 1 and text[at] in _CLOSING:
        at -= 1
    return at


def _may_break(text: str, n: int) -> bool:
    """Whether a row may end behind its n-th sign. A blank between hanzi and a number holds them together."""
    if text[n - 1] != " ":
        return text[n - 1] in _SOFT
    return text[n - 2 : n - 1].isascii() and text[n : n + 1].isascii()
