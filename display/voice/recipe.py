"""What each clip is cut from: phrases in pinyin with the time of every syllable (facts: measured 2026).

Clips are phrases, never single syllables: one that is spoken alone has no tone. A clip that is part of a
number is cut from a carrier with 八 as its neighbour, because 八 begins with a closure that can be cut
in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_WINDOW: Final = 99  # a window over it is spoken digit by digit
DIGITS: Final = "零一二三四五六七八九"
ONE: Final = "幺"  # how 1 may be spoken in a ticket's number
_NUMBERED: Final = re.compile(r"(number|lead|tail|mid|window)-([A-Z]?)([0-9]+)(y?)")
_SHAPES: Final = {  # kind -> how many figures, with a letter or not, what is heard
    "number": ((3, 4), True, "请{letter}{digits}号"),
    "lead": ((1,), True, "请{letter}{digits}"),
    "tail": ((2,), False, "{digits}号"),
    "mid": ((1,), False, "{digits}"),
}
_PINYIN: Final = dict(
    zip(
        "零一二三四五六七八九幺十请号到",
        "ling2 yi1 er4 san1 si4 wu3 liu4 qi1 ba1 jiu3 yao1 shi2 qing3 hao4 dao4".split(),
        strict=True,
    )
)
# Frames of 25 ms.
_LONG: Final = {"W": 20}  # three syllables
LETTER, DIGIT, VALUE = 14, 12, 11


@dataclass(frozen=True)
class Spoken:
    """A syllable or letter and its frames; None: as long as the engine finds right."""

    word: str
    frames: int | None = None


@dataclass(frozen=True)
class Gap:
    """Signs between syllables and the frames of all of them; None as above."""

    signs: str
    frames: int | None = None


Phrase = tuple[Spoken | Gap, ...]


@dataclass(frozen=True)
class Clip:
    """text: what is heard. first, last: which syllables of the phrase (without last; None: to its end)."""

    name: str
    text: str
    phrase: Phrase
    first: int = 0
    last: int | None = None


_OUT: Final = Gap(",", 4)
_STOP: Final = Gap(".", 4)


def number(letter: str, digits: str) -> Phrase:
    """请, letter, the digits as Chinese signs one by one, 号.

    The comma alone, of 3 frames: one of 8 with a space is filled with voice (请以 is heard), and after 26
    frames of lead a ghost stands before 请. Letters are clearer so than with a comma of 5, figures about as
    clear: of 120 calls of two seeds the reader had 99 numbers right, before 95, which may be chance.
    """
    parts: list[Spoken | Gap] = [Spoken("qing3", 10), Gap(",", 3), Spoken(letter, _LONG.get(letter, LETTER))]
    for digit in digits:
        parts += [Gap(" ", 3), Spoken(_PINYIN[digit], DIGIT)]
    return (*parts, Gap(" ", 1), Spoken("hao4", 10), _OUT)


def window(value: str) -> Phrase:
    """到, the value's signs, 号窗口办理."""
    return (
        Spoken("dao4", 10), Gap(" ", 2), *(Spoken(_PINYIN[sign], VALUE) for sign in value), Gap(" ", 1),
        Spoken("hao4", 8), Gap(" ", 1), Spoken("chuang1", 9), Spoken("kou3", 9), Gap(" ", 2),
        Spoken("ban4", 9), Spoken("li3", 12), _STOP,
    )  # fmt: skip


def sentence(pinyin: str) -> Phrase:
    """A text in pinyin: a space between words, "-" between the syllables of one. The engine's own times."""
    parts: list[Spoken | Gap] = []
    for n, word in enumerate(pinyin.split(" ")):
        if n and word not in (",", "."):
            parts.append(Gap(" "))
        parts += [Gap(sign) if sign in (",", ".") else Spoken(sign) for sign in word.split("-")]
    return (*parts, _STOP)


def value(n: int) -> str:
    """1..99 as it is read: 2 → 二, 12 → 十二, 20 → 二十."""
    tens, ones = divmod(n, 10)
    return ("" if not tens else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones else "")


def default() -> Iterator[Clip]:
    """The clips of the default pack that are spoken: numbers of all letters, windows, names, prompts."""
    yield from windows()
    yield from tails()
    for letter in LETTERS:
        yield from leads(letter)
    yield from middles()
    yield from long_windows()
    yield from TEXTS


def leads(letter: str, one: str = "一") -> Iterator[Clip]:
    """请, letter, first digit."""
    for digit in digits(one):
        yield Clip(_named(f"lead-{letter}", digit), f"请{letter}{digit}", number(letter, f"{digit}八"), 0, 3)


def tails(one: str = "一") -> Iterator[Clip]:
    """The last two digits and 号."""
    for tens in digits(one):
        for ones in digits(one):
            yield Clip(_named("tail-", tens, ones), f"{tens}{ones}号", number("A", f"八{tens}{ones}"), 3)


def middles(one: str = "一") -> Iterator[Clip]:
    """A digit inside a number of four."""
    for digit in digits(one):
        yield Clip(_named("mid-", digit), digit, number("A", f"八{digit}八八"), 3, 4)


def windows() -> Iterator[Clip]:
    """Whole phrases."""
    for n in range(1, MOST_WINDOW + 1):
        yield Clip(f"window-{n}", f"到{value(n)}号窗口办理", window(value(n)))


def long_windows() -> Iterator[Clip]:
    """For a window over 99: what stands before its digits, the digits, what stands behind."""
    yield Clip("window-lead", "到", window("八八"), 0, 1)
    for digit in DIGITS:
        yield Clip(_named("digit-", digit), digit, window(f"八{digit}八"), 2, 3)
    yield Clip("window-tail", "号窗口办理", window("八八"), 3)


def whole(letter: str, digits: str, one: str = "一") -> Clip:
    """A whole number as one clip; digits as figures."""
    spoken = "".join(DIGITS[int(figure)] for figure in digits).replace("一", one)
    behind = "y" if one == ONE and "1" in digits else ""
    return Clip(f"number-{letter}{digits}{behind}", f"请{letter}{spoken}号", number(letter, spoken))


def text_of(name: str) -> str | None:
    """What a clip of this name has to say; None for a name that no clip can have. "" for the chime."""
    fixed = {clip.name: clip.text for clip in (*TEXTS, *long_windows())} | {"chime": ""}
    found = _NUMBERED.fullmatch(name)
    if name in fixed or found is None:
        said = name.removeprefix("name:")
        return fixed.get(name, said if said and said != name and said.isprintable() else None)
    kind, letter, figures, yao = found.groups()
    spoken = "".join(DIGITS[int(figure)] for figure in figures)
    spoken = spoken.replace("一", ONE) if yao else spoken
    if kind == "window":
        return (
            f"到{value(int(figures))}号窗口办理"
            if figures[0] != "0" and len(figures) < 3 and not yao
            else None
        )
    length, lettered, text = _SHAPES[kind]
    fits = len(figures) in length and bool(letter) == lettered and (not yao or "1" in figures)
    return text.format(letter=letter, digits=spoken) if fits else None


def digits(one: str) -> str:
    """零 to 九 with 1 as it is to be spoken."""
    return DIGITS.replace("一", one)


def _named(start: str, *spoken: str) -> str:
    """The clip's name by its figures; y behind it when a 1 is spoken 幺."""
    figures = "".join("1" if sign == ONE else str(DIGITS.index(sign)) for sign in spoken)
    return start + figures + ("y" if ONE in spoken else "")


def _name(text: str, pinyin: str) -> Clip:
    return Clip(f"name:{text}", text, sentence(pinyin))


TEXTS: Final = (
    _name("自然资源住建", "zi4-ran2 zi1-yuan2 zhu4-jian4"),
    _name("社会事务", "she4-hui4 shi4-wu4"),
    _name("军人事务", "jun1-ren2 shi4-wu4"),
    _name("农业农村", "nong2-ye4 nong2-cun1"),
    _name("财政收费", "cai2-zheng4 shou1-fei4"),
    _name("应急事务", "ying4-ji2 shi4-wu4"),
    _name("一件事一次办·跨域通办综合", "yi2-jian4-shi4 yi2-ci4-ban4 , kua4-yu4 tong1-ban4 zong1-he2"),
    _name("公安", "gong1-an1"),
    _name("市场监管", "shi4-chang3 jian1-guan3"),
    _name("税务", "shui4-wu4"),
    _name("普通", "pu3-tong1"),
    _name("老年人", "lao3-nian2-ren2"),
    _name("残疾人", "can2-ji2-ren2"),
    _name("孕妇、带婴幼儿", "yun4-fu4 , dai4 ying1-you4-er2"),
    _name("军人、退役军人", "jun1-ren2 , tui4-yi4 jun1-ren2"),
    _name("急", "ji2"),
    _name("预约", "yu4-yue1"),
    Clip("prompt-recall", "再次呼叫", sentence("zai4-ci4 hu1-jiao4")),
    Clip(
        "prompt-missed",
        "已过号，请联系工作人员",
        sentence("yi3 guo4-hao4 , qing3 lian2-xi4 gong1-zuo4 ren2-yuan2"),
    ),
    Clip(
        "prompt-lunch",
        "现在是午休时间，下午继续办理",
        sentence("xian4-zai4 shi4 wu3-xiu1 shi2-jian1 , xia4-wu3 ji4-xu4 ban4-li3"),
    ),
    Clip(
        "prompt-issuing-over",
        "今天已停止取号，已取号的请继续等候",
        sentence("jin1-tian1 yi3 ting2-zhi3 qu3-hao4 , yi3 qu3-hao4 de5 qing3 ji4-xu4 deng3-hou4"),
    ),
    Clip(
        "prompt-closed",
        "今天的业务已办理完毕，大厅即将关闭",
        sentence("jin1-tian1 de5 ye4-wu4 yi3 ban4-li3 wan2-bi4 , da4-ting1 ji2-jiang1 guan1-bi4"),
    ),
)
