"""The picture of a ticket: black on white, as wide as the paper, nothing a person could misread.

Sizes in dots at 203 dpi (8 dots a millimetre). Source: facts/ux.md section 2 (number >= 12 mm, QR
>= 25 mm, at most 120 mm long) and facts/hall.md section 3 (what a ticket says).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

import segno
from PIL import Image, ImageDraw

from kiosk.printing.fonts import face
from server.wire.views import Slip

DOTS_PER_MM: Final = 8


@dataclass(frozen=True)
class Sheet:
    """A paper width and the sizes that fit it, in dots."""

    width: int
    number: int
    large: int
    text: int
    small: int
    qr: int


MM80: Final = Sheet(width=576, number=168, large=42, text=30, small=24, qr=208)
MM58: Final = Sheet(width=384, number=128, large=34, text=27, small=23, qr=208)
WIDTHS: Final = {80: MM80, 58: MM58}
_MARGIN: Final = 8
_THRESHOLD: Final = 128
_SOFT: Final = "，。；：、·"
_CLOSING: Final = "，。；：、·？！）】”》"


def render(slip: Slip, paper: Sheet = MM80, *, demo: bool = False) -> Image.Image:
    """The ticket as a 1-bit picture, paper.width dots wide."""
    drawing = _Drawing(paper)
    _head(drawing, slip, demo)
    _number(drawing, slip)
    _facts(drawing, slip)
    _foot(drawing, slip)
    return drawing.picture()


def test_sheet(name: str, time: str, paper: Sheet = MM80) -> Image.Image:
    """What comes out to try a printer: nobody could take it for a ticket, and each fault of a print shows."""
    drawing = _Drawing(paper)
    drawing.line("测试", paper.number, bold=True, gap=2)
    drawing.line("不是号票 · Not a ticket", paper.text, bold=True, gap=2)
    drawing.rule()
    drawing.line(name, paper.large, bold=True, gap=2)
    drawing.line(time, paper.text, gap=2)
    drawing.line(f"{paper.width // DOTS_PER_MM} mm · {paper.width} dots", paper.small)
    drawing.rule()
    drawing.line("政务服务大厅取号机，一二三四五六七八九十。", paper.text, gap=2)
    drawing.line("ABCDEFGHJKLMNPQRSTUVWXYZ 0123456789", paper.small)
    drawing.paste(qr_picture(f"{name} {time}", paper.qr))
    return drawing.picture()


def clean(text: str) -> str:
    """Printable text: control and formatting signs are dropped, so nothing can steer the printer."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")


class _Drawing:
    """A growing drawing; y is the next free row."""

    def __init__(self, paper: Sheet) -> None:
        self.paper = paper
        self._canvas = Image.new("L", (paper.width, 1400), 255)
        self.draw = ImageDraw.Draw(self._canvas)
        self.y = _MARGIN

    def line(self, text: str, size: int, *, bold: bool = False, gap: int = 6, align: str = "centre") -> None:
        """Text in as many rows as it needs."""
        for row in _wrapped(clean(text), size, bold, self.paper.width - 2 * _MARGIN):
            font = face(size, bold=bold)
            wide = self.draw.textlength(row, font=font)
            x = _MARGIN if align == "left" else (self.paper.width - wide) / 2
            self.draw.text((x, self.y), row, font=font, fill=0, anchor="la")
            self.y += round(size * 1.25)
        self.y += gap

    def rule(self) -> None:
        """A thin line across."""
        self.y += 4
        self.draw.rectangle((_MARGIN, self.y, self.paper.width - _MARGIN, self.y + 1), fill=0)
        self.y += 16

    def paste(self, picture: Image.Image) -> None:
        """A picture in the middle."""
        self._canvas.paste(picture, ((self.paper.width - picture.width) // 2, self.y))
        self.y += picture.height

    def picture(self) -> Image.Image:
        """What was drawn, cut to its length, in pure black and white."""
        cut = self._canvas.crop((0, 0, self.paper.width, self.y + _MARGIN))
        return cut.point(lambda grey: 255 if grey >= _THRESHOLD else 0).convert("1")


def _wrapped(text: str, size: int, bold: bool, width: int) -> list[str]:
    """Rows no wider than `width`, broken where a reader would."""
    font, rows = face(size, bold=bold), []
    while text and font.getlength(text) > width:
        most = next(n for n in range(len(text), 0, -1) if n == 1 or font.getlength(text[:n]) <= width)
        at = _break(text, most)
        rows.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*rows, text] if text else rows


def _break(text: str, most: int) -> int:
    """How many of the first `most` signs stand in this row: up to a comma or dot in its second half; else two
    even rows. No row begins with a closing sign."""
    soft = max((n for n in range(1, most + 1) if text[n - 1] in _SOFT), default=0)
    if soft > most // 2:
        return soft
    at = min(most, -(-len(text) // 2)) if len(text) <= 2 * most else most
    while at > 1 and text[at] in _CLOSING:
        at -= 1
    return at


def _head(drawing: _Drawing, slip: Slip, demo: bool) -> None:
    paper = drawing.paper
    head = f"{slip.mark} · {slip.hall}" if paper.width > 400 else slip.hall
    drawing.line(head, paper.text, bold=True, gap=2)
    if demo:
        drawing.line("演示号票，不作办事凭证", paper.text, bold=True, gap=2)
    if slip.copy:
        drawing.line(f"补打 {slip.copy}", paper.text, bold=True, gap=2)
    drawing.rule()


def _number(drawing: _Drawing, slip: Slip) -> None:
    """The number, its digits at least 12 mm high; one too long for the paper is set narrower, never lower."""
    paper = drawing.paper
    text = clean(slip.number)
    font = face(paper.number, bold=True)
    left, top, right, bottom = (int(edge) for edge in font.getbbox(text))
    drawn = Image.new("L", (right - left, bottom - top), 255)
    ImageDraw.Draw(drawn).text((-left, -top), text, font=font, fill=0)
    widest = paper.width - 2 * _MARGIN
    if drawn.width > widest:
        drawn = drawn.resize((widest, drawn.height))
    drawing.paste(drawn)
    drawing.y += 14
    drawing.line(slip.line, paper.large, bold=True, gap=2)
    if slip.item:
        drawing.line(slip.item, paper.text, gap=2)
    if slip.cls:
        drawing.line(f"【{slip.cls}】", paper.text, bold=True, gap=2)
    drawing.line(slip.windows, paper.large, bold=True, gap=2)
    drawing.line(f"前面等候 {slip.ahead} 人", paper.large, gap=4)


def _facts(drawing: _Drawing, slip: Slip) -> None:
    drawing.rule()
    drawing.line(slip.advice, drawing.paper.small, gap=0)
    drawing.line(slip.overdue, drawing.paper.small, gap=4)
    drawing.paste(qr_picture(slip.qr, drawing.paper.qr))


def _foot(drawing: _Drawing, slip: Slip) -> None:
    small = drawing.paper.small
    drawing.line(f"取号时间 {slip.time}", small, gap=0)
    if drawing.paper.width > 400:
        drawing.line(f"咨询 {slip.consult_phone}   监督 {slip.supervise_phone}", small, gap=0)
    else:
        drawing.line(f"咨询 {slip.consult_phone}", small, gap=0)
        drawing.line(f"监督 {slip.supervise_phone}", small, gap=0)


def qr_picture(text: str, least: int) -> Image.Image:
    """A QR code, level M, quiet zone 4 modules, at least `least` dots without the quiet zone."""
    code = segno.make(text, error="m", micro=False)
    modules = int(code.symbol_size(border=0)[0])
    scale = -(-least // modules)
    side = (modules + 8) * scale
    picture = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(picture)
    for row, bits in enumerate(code.matrix):
        for column, bit in enumerate(bits):
            if bit:
                x, y = (column + 4) * scale, (row + 4) * scale
                draw.rectangle((x, y, x + scale - 1, y + scale - 1), fill=0)
    return picture
