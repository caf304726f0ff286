"""What is said at a call; the words on the wall and in the loudspeaker are the same.

Ticket digits are spoken one by one, 0 = 零, 1 = 一 (or 幺 by setting), 2 = 二 never 两; a window is
spoken as a value, there 1 is always 一 (facts: no norm; Chinese practice).
"""

from __future__ import annotations

from typing import Final

from server.hall.settings.voice import Speech

DIGITS: Final = "零一二三四五六七八九"


def number(speech: Speech, text: str) -> str:
    """ "B012" → "B零一二": letters stay, digits are spoken one by one."""
    spoken = "".join(DIGITS[int(sign)] if sign.isdigit() else sign for sign in text)
    return spoken.replace("一", speech.one)


def value(n: int) -> str:
    """1..999 as a Chinese value: 2 → 二, 12 → 十二, 20 → 二十, 101 → 一百零一."""
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones or not n else "")


def say(speech: Speech, ticket: str, window: int) -> str:
    """The sentence of one call."""
    return f"请 {number(speech, ticket)} 号，到 {value(window)} 号窗口办理"
