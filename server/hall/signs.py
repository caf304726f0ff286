"""Signs of a text that nobody sees or that turn the direction of reading: a name must not hold them.

Source: Unicode's Default_Ignorable_Code_Point and the categories Cc, Cf, Cs, Zl, Zp; U+2800 is blank by its
picture. Variation selectors stay (variants of hanzi), but they make no text by themselves.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

_HIDDEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180b\u180c\u180d\u180f")


def unseen(text: str) -> bool:
    """Whether a sign in it is not seen, turns the direction, or breaks the line."""
    return any(
        sign in _HIDDEN or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in text
    )


def unreadable(text: str) -> bool:
    """Whether a text of a person says nothing, or something else than one sees."""
    return unseen(text) or blank(text)


def blank(text: str) -> bool:
    """Whether nothing in it can be read: no letter, number, punctuation or symbol."""
    return not any(unicodedata.category(sign)[0] in "LNPS" for sign in unicodedata.normalize("NFKC", text))


def off_paper(texts: Iterable[str]) -> str:
    """The signs, each once, that a ticket may show as □: those that a Chinese face need not have. Sure are
    Latin-1 and the signs of two bytes in GB18030 (facts/traps.md section 8); of rarer hanzi, other scripts
    and emoji it depends on the kiosk's face."""
    return "".join(dict.fromkeys(sign for text in texts for sign in text if not _on_paper(sign)))


def _on_paper(sign: str) -> bool:
    if sign <= "\u00ff" or "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef":
        return True
    return len(sign.encode("gb18030")) == 2 and unicodedata.category(sign) != "Co"
