"""The signs a ticket can show: nothing that steers, and □ for what the paper's face does not have."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from kiosk.printing.fonts import plain_face

MISSING: Final = "□"
_DROPPED: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control and format signs, halves of a pair, line ends
_NOBODYS: Final = "\U0010ffff"  # in no face: its picture is the face's own mark for a missing sign
_SIZE: Final = 24


def clean(text: str) -> str:
    """Printable text: control and format signs and variation selectors are dropped, so that nothing can steer
    the printer or turn the words; a sign the face lacks is □, so that nobody misses it."""
    return "".join(
        sign if has(sign) else "" if unicodedata.category(sign)[0] == "M" else MISSING
        for sign in text
        if unicodedata.category(sign) not in _DROPPED and not _varies(sign)
    )


def _varies(sign: str) -> bool:
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


@lru_cache(maxsize=4096)
def has(sign: str) -> bool:
    """Whether the face has a picture for this sign. Python's tables are not asked: a face may know signs that
    they do not (Ext H, U+31350 and on, is unassigned to Python 3.11). Raises: NoFont."""
    return sign.isspace() or _drawn(sign) != _lack()


@lru_cache(maxsize=1)
def _lack() -> tuple[tuple[int, int], bytes]:
    return _drawn(_NOBODYS)


def _drawn(sign: str) -> tuple[tuple[int, int], bytes]:
    mask = plain_face(_SIZE).getmask(sign)
    return mask.size, bytes(mask)
