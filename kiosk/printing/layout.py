"""The picture of a ticket: black on white, as wide as the paper, nothing a person could misread.

Source: facts/hall.md section 3 (what a ticket says), facts/ux.md section 2 (how large).
"""

from __future__ import annotations

from typing import Final

import segno
from PIL import Image, ImageDraw

from kiosk.printing.drawing import Drawing
from kiosk.printing.fonts import face
from kiosk.printing.sheet import DOTS_PER_MM, MM80, Sheet
from kiosk.printing.signs import clean
from server.wire.views import Slip

_NARROW: Final = 400  # dots; on paper below that two facts do not stand in one row

# When the maxima of the settings meet on one ticket, what goes first: the hall's general words, then what the
# person has chosen. The number, who waits, the time, the telephones and the QR always stay whole.
_ADVICE, _OVERDUE, _HALL, _ITEM, _CLASS, _WINDOWS, _LINE = range(7)


def render(slip: Slip, sheet: Sheet = MM80, *, demo: bool = False) -> Image.Image:
    """The ticket as a 1-bit picture, sheet.width dots wide and at most 120 mm long."""
    return drawn(slip, sheet, demo=demo).picture()


def drawn(slip: Slip, sheet: Sheet, *, demo: bool = False) -> Drawing:
    """What stands on a ticket."""
    drawing = Drawing(sheet)
    _head(drawing, slip, demo)
    _number(drawing, slip)
    _facts(drawing, slip)
    _foot(drawing, slip)
    return drawing


def test_sheet(name: str, time: str, sheet: Sheet = MM80) -> Image.Image:
    """What comes out to try a printer: nobody could take it for a ticket, and each fault of a print shows."""
    drawing = Drawing(sheet)
    drawing.line("测试", sheet.number, bold=True, gap=2)
    drawing.line("不是号票 · Not a ticket", sheet.text, bold=True, gap=2)
    drawing.rule()
    drawing.line(name, sheet.large, bold=True, gap=2)
    drawing.line(time, sheet.text, gap=2)
    drawing.line(f"{sheet.width // DOTS_PER_MM} mm · {sheet.width} dots", sheet.small)
    drawing.rule()
    drawing.line("政务服务大厅取号机，一二三四五六七八九十。", sheet.text, gap=2)
    drawing.line("ABCDEFGHJKLMNPQRSTUVWXYZ 0123456789", sheet.small)
    drawing.paste(qr_picture(f"{name} {time}", sheet.qr))
    return drawing.picture()


def _head(drawing: Drawing, slip: Slip, demo: bool) -> None:
    sheet = drawing.sheet
    drawing.line(f"{slip.mark} · {slip.hall}", sheet.head, bold=True, gap=2, dear=_HALL)
    if demo:
        drawing.line("演示号票，不作办事凭证", sheet.text, bold=True, gap=2)
    if slip.copy:
        drawing.line(f"补打（第 {slip.copy} 次）", sheet.text, bold=True, gap=2)
    drawing.rule()


def _number(drawing: Drawing, slip: Slip) -> None:
    """The number, its digits at least 12 mm high; one too long for the paper is set narrower, never lower."""
    sheet = drawing.sheet
    text = clean(slip.number)
    font = face(sheet.number, bold=True)
    left, top, right, bottom = (int(edge) for edge in font.getbbox(text))
    drawn = Image.new("L", (right - left, bottom - top), 255)
    ImageDraw.Draw(drawn).text((-left, -top), text, font=font, fill=0)
    if drawn.width > sheet.inner:
        drawn = drawn.resize((sheet.inner, drawn.height))
    drawing.paste(drawn, gap=14)
    drawing.line(slip.line, sheet.large, bold=True, gap=2, dear=_LINE)
    if slip.item:
        drawing.line(slip.item, sheet.text, gap=2, dear=_ITEM)
    if slip.cls:
        drawing.line(f"【{slip.cls}】", sheet.text, bold=True, gap=2, dear=_CLASS)
    drawing.line(slip.windows, sheet.large, bold=True, gap=2, dear=_WINDOWS)
    drawing.line(f"前面等候 {slip.ahead} 人" if slip.ahead else "您前面无人等候", sheet.large, gap=4)


def _facts(drawing: Drawing, slip: Slip) -> None:
    sheet = drawing.sheet
    drawing.rule()
    drawing.line(slip.advice, sheet.small, gap=0, dear=_ADVICE)
    drawing.line(slip.overdue, sheet.small, gap=2, dear=_OVERDUE)
    drawing.paste(qr_picture(slip.qr, sheet.qr))


def _foot(drawing: Drawing, slip: Slip) -> None:
    small = drawing.sheet.small
    drawing.line(f"取号时间 {slip.time}", small, gap=0)
    consult, supervise = f"咨询 {slip.consult_phone}", f"监督 {slip.supervise_phone}"
    both = f"{consult}   {supervise}"
    if drawing.sheet.width > _NARROW and face(small).getlength(both) <= drawing.sheet.inner:
        drawing.line(both, small, gap=0)
    else:
        drawing.line(consult, small, gap=0)
        drawing.line(supervise, small, gap=0)


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
