"""Signs of a text that nobody sees or that turn the direction of reading: a name must not hold them.

Source: Unicode's Default_Ignorable_Code_Point and the categories Cc, Cf, Cs, Zl, Zp; U+2800 is blank by its
picture. Variation selectors stay (variants of hanzi), but they make no text by themselves.
"""

from __future__ import annotations

import unicodedata
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
