"""The Chinese face for paper: from JIAOHAO_FONT, or Debian's Noto Sans CJK or WenQuanYi."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Final

from PIL import ImageFont

from kiosk.printing.errors import NoFont

_DEBIAN: Final = "/usr/share/fonts"
# (path, index of the simplified Chinese face, bold path)
_KNOWN: Final = (
    (
        f"{_DEBIAN}/opentype/noto/NotoSansCJK-Regular.ttc",
        2,
        f"{_DEBIAN}/opentype/noto/NotoSansCJK-Bold.ttc",
    ),
    (f"{_DEBIAN}/truetype/wqy/wqy-microhei.ttc", 0, f"{_DEBIAN}/truetype/wqy/wqy-microhei.ttc"),
    (f"{_DEBIAN}/truetype/wqy/wqy-zenhei.ttc", 0, f"{_DEBIAN}/truetype/wqy/wqy-zenhei.ttc"),
)


@lru_cache(maxsize=1)
def _found() -> tuple[str, int, str]:
    given = os.environ.get("JIAOHAO_FONT")
    if given:
        return given, 0, given
    for regular, index, bold in _KNOWN:
        if os.path.exists(regular):
            return regular, index, bold if os.path.exists(bold) else regular
    raise NoFont("no Chinese font found: install fonts-noto-cjk or set JIAOHAO_FONT to a font file")


@lru_cache(maxsize=32)
def face(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The face at a size in dots. Raises: NoFont."""
    regular, index, heavy = _found()
    return ImageFont.truetype(heavy if bold else regular, size, index=index)


@lru_cache(maxsize=1)
def plain_face(size: int) -> ImageFont.FreeTypeFont:
    """The face without the joining of signs: one picture for each sign. Raises: NoFont."""
    regular, index, _ = _found()
    return ImageFont.truetype(regular, size, index=index, layout_engine=ImageFont.Layout.BASIC)
