"""What is said at a call: the caption on the wall and the clips of the loudspeaker are the same words.

Ticket digits are spoken one by one, 0 = 零, 1 = 一 (or 幺 by setting), 2 = 二 never 两; a window is spoken
as a value up to 99 and digit by digit over it, there 1 is always 一 (facts: no norm; Chinese practice).
Names of clips: a whole number `number-B003` (请B零零三号), or its units `lead-B0` (请B零), `mid-5` for each
digit between, `tail-03` (零三号), with a `y` behind each that holds a 1 spoken as 幺; a window `window-12`
(到十二号窗口办理), or `window-lead` (到), `digit-1` …, `window-tail` (号窗口办理); a name `name:TEXT`; what
else is said, PROMPTS.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from msgspec import Struct

from server.hall.model import Call, Hall
from server.hall.settings.voice import Speech

DIGITS: Final = "零一二三四五六七八九"
SOUND_LIKE_DIGITS: Final = frozenset("EIOQ")  # facts/voice.md: E is heard as 一 with every engine
PROMPTS: Final = {
    "prompt-recall": "再次呼叫",
    "prompt-missed": "已过号，请联系工作人员",
    "prompt-lunch": "现在是午休时间，下午继续办理",
    "prompt-issuing-over": "今天已停止取号，已取号的请继续等候",
    "prompt-closed": "今天的业务已办理完毕，大厅即将关闭",
}
_RECALL: Final = "prompt-recall"
_MOST_VALUE: Final = 99  # windows with one clip for the whole phrase
_MOST_WINDOW: Final = 999
_NUMBER: Final = re.compile(r"([A-Z])([0-9]{3,})")

Cut = tuple[str, ...]  # clip names in the order in which they sound


class Sentence(Struct, frozen=True):
    """say: the caption, word for word what is heard. parts: the ways to say it, best first; a later one needs
    fewer or commoner clips, the last ones without what is said before the number. () when no clip can say it.
    """

    say: str
    parts: tuple[Cut, ...]


def sentence(
    speaks: Speech, ticket: str, window: int, *, line: str = "", cls: str = "", recall: bool = False
) -> Sentence:
    """One call. line, cls: names to be said before the number, "" for none. recall: say that it is one."""
    opening = [
        _Opening(2, _RECALL, PROMPTS[_RECALL] if recall else ""),
        _Opening(1, f"name:{cls}", cls),
        _Opening(3, f"name:{line}", line),
    ]
    told = [each for each in opening if each.words]
    number, numbers = _number(speaks, ticket)
    place, places = _window(window)
    words = [*(each.words for each in told), f"请 {number} 号", f"到 {place} 号窗口办理"]
    cuts = [(*kept, *cut, *places) for kept in _fewer(told) for cut in numbers if places]
    return Sentence("，".join(words), tuple(cuts))


def shortest(say: str) -> str:
    """The caption of the last cut: without what is said before the number."""
    return say[max(0, say.rfind("请 ")) :]


class _Opening(NamedTuple):
    """What is said before the number. worth: what is worth least is left out first."""

    worth: int
    clip: str
    words: str


def _fewer(told: list[_Opening]) -> list[Cut]:
    """The clips of all of it, then of one less each time."""
    by_worth = sorted(told)
    return [tuple(each.clip for each in told if each not in by_worth[:gone]) for gone in range(len(told) + 1)]


def _number(speaks: Speech, ticket: str) -> tuple[str, list[Cut]]:
    """A ticket's number as it is spoken, and its cuts: none for anything but a letter and three digits or
    more."""
    spoken = "".join(DIGITS[int(sign)] if sign in "0123456789" else sign for sign in ticket)
    spoken = spoken.replace("一", speaks.one)
    found = _NUMBER.fullmatch(ticket)
    if found is None:
        return spoken, []

    def clip(kind: str, figures: str, letter: str = "") -> str:
        return f"{kind}-{letter}{figures}{'y' if speaks.one == '幺' and '1' in figures else ''}"

    letter, digits = found.groups()
    middle = [clip("mid", digit) for digit in digits[1:-2]]
    units = (clip("lead", digits[0], letter), *middle, clip("tail", digits[-2:]))
    return spoken, [(clip("number", digits, letter),), units]


def _window(n: int) -> tuple[str, Cut]:
    """A window as it is spoken, and its clips."""
    if 0 < n <= _MOST_VALUE:
        return value(n), (f"window-{n}",)
    digits = tuple(f"digit-{digit}" for digit in str(n))
    fits = 0 < n <= _MOST_WINDOW
    spoken = "".join(DIGITS[int(digit)] for digit in str(n))
    return spoken, ("window-lead", *digits, "window-tail") if fits else ()


def value(n: int) -> str:
    """1 to 99 as people count: 2 → 二, 12 → 十二, 20 → 二十, 31 → 三十一."""
    tens, ones = divmod(n, 10)
    return ("" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十") + (DIGITS[ones] if ones else "")


def announcements(speaks: Speech) -> dict[str, str]:
    """What is announced besides calls, clip -> words; {} where the hall does not want it."""
    return {name: words for name, words in PROMPTS.items() if speaks.prompts and name != _RECALL}


def of_call(hall: Hall, call: Call) -> Sentence:
    """What is said at a call of today, as the settings want it."""
    speaks, ticket = hall.settings.speech, hall.tickets[call.ticket]
    line = hall.settings.line(call.line) if call.number[:1] in SOUND_LIKE_DIGITS else None
    cls = hall.settings.ticket_class(ticket.cls) if speaks.classes and ticket.cls != "ordinary" else None
    return sentence(
        speaks,
        call.number,
        call.window,
        line=line.name if line else "",
        cls=cls.name if cls else "",
        recall=speaks.recall and call.mode == "recall",
    )
