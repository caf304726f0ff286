"""What is said at a call: caption and clips are the same sentence, for every number at every window."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from server.hall import commands as c
from server.hall import speech
from server.hall.settings.tree import Settings
from server.hall.settings.voice import Speech
from tests.hall import looks
from tests.hall.hall_driver import Driver, small_hall, staffed_hall

DIGITS = "零一二三四五六七八九"
NUMBERS = [f"B{n:03d}" for n in range(1, 1000)] + ["B1000", "B1001", "B1110", "B2345", "B9001", "B9999"]
WINDOWS = range(1, 1000)
PLAIN, YAO = Speech(), Speech(one="幺")


def heard(clips: Iterable[str], one: str = "一") -> str:
    """What a pack says for these clips: a second reading of their names, by the table of the voice facts."""
    return "".join(_clip(name, one) for name in clips)


def _clip(name: str, one: str) -> str:
    kind, _, what = name.partition(":" if name.startswith("name:") else "-")
    figures = re.sub(r"\D", "", what)
    digits = "".join(DIGITS[int(figure)] for figure in figures)
    if kind in ("lead", "mid", "tail", "number"):
        assert what.endswith("y") == (one == "幺" and "1" in figures), name
        digits = digits.replace("一", one)
    match kind, what:
        case "name", _:
            return what
        case "window", "lead":
            return "到"
        case "window", "tail":
            return "号窗口办理"
        case "window", _:
            return f"到{value(int(what))}号窗口办理"
        case ("lead", _):
            return f"请{what[0]}{digits}"
        case ("number", _):
            return f"请{what[0]}{digits}号"
        case ("tail", _):
            assert len(figures) == 2
            return f"{digits}号"
        case ("prompt", _):
            return speech.PROMPTS[name]
    assert (kind, len(figures)) in (("mid", 1), ("digit", 1)), name
    return digits


def value(n: int) -> str:
    """1 to 99 as people count."""
    tens, ones = divmod(n, 10)
    return ["", "十", *(f"{DIGITS[t]}十" for t in range(2, 10))][tens] + (DIGITS[ones] if ones else "")


def bare(text: str) -> str:
    """A caption without what nobody hears."""
    return re.sub(r"[ ，]", "", text)


def sentence(number: str, window: int, speaks: Speech = PLAIN, **opening: str | bool) -> speech.Sentence:
    return speech.sentence(speaks, number, window, **opening)  # type: ignore[arg-type]


@pytest.mark.parametrize("speaks", [PLAIN, YAO], ids=lambda speaks: speaks.one)
def test_what_is_shown_is_what_is_heard_for_every_number_and_window(speaks: Speech) -> None:
    """Each number at one window after another, each window with one number after another: every cut says the
    caption word for word, and says the ticket's digits and the window's value."""
    pairs = [(number, WINDOWS[n % 999]) for n, number in enumerate(NUMBERS)]
    pairs += [(NUMBERS[(7 * n) % len(NUMBERS)], window) for n, window in enumerate(WINDOWS)]
    for number, window in pairs:
        said = sentence(number, window, speaks)
        digits = "".join(DIGITS[int(figure)] for figure in number[1:]).replace("一", speaks.one)
        where = value(window) if window < 100 else "".join(DIGITS[int(figure)] for figure in str(window))
        assert said.say == f"请 B{digits} 号，到 {where} 号窗口办理"
        assert [heard(cut, speaks.one) for cut in said.parts] == [bare(said.say)] * 2


@pytest.mark.parametrize(
    ("number", "window", "cuts"),
    [
        ("B003", 12, (("number-B003", "window-12"), ("lead-B0", "tail-03", "window-12"))),
        (
            "B1000",
            2,
            (("number-B1000", "window-2"), ("lead-B1", "mid-0", "tail-00", "window-2")),
        ),
        (
            "K250",
            101,
            (
                ("number-K250", "window-lead", "digit-1", "digit-0", "digit-1", "window-tail"),
                ("lead-K2", "tail-50", "window-lead", "digit-1", "digit-0", "digit-1", "window-tail"),
            ),
        ),
    ],
)
def test_the_best_cut_comes_first(number: str, window: int, cuts: tuple[tuple[str, ...], ...]) -> None:
    """The whole number, then its units; a window over 99 is read digit by digit."""
    assert sentence(number, window).parts == cuts


def test_yao_has_clips_of_its_own_and_windows_never_do() -> None:
    """Behind each clip that holds a 1 of the number."""
    assert sentence("B101", 11, YAO).parts == (
        ("number-B101y", "window-11"),
        ("lead-B1y", "tail-01y", "window-11"),
    )
    assert sentence("B1021", 111, YAO).parts[1][:3] == ("lead-B1y", "mid-0", "tail-21y")
    assert sentence("B203", 1, YAO).parts[1] == ("lead-B2", "tail-03", "window-1")
    assert sentence("B011", 111, YAO).say == "请 B零幺幺 号，到 一一一 号窗口办理"


def test_what_comes_before_the_number_is_said_in_order_and_given_up_for_want_of_clips() -> None:
    """Class first, then the recall, the line's name last; the number never."""
    said = sentence("E003", 5, line="财政收费", cls="老年人", recall=True)
    assert said.say == "再次呼叫，老年人，财政收费，请 E零零三 号，到 五 号窗口办理"
    assert [cut[: -2 if cut[-2].startswith("number") else -3] for cut in said.parts] == [
        *[("prompt-recall", "name:老年人", "name:财政收费")] * 2,
        *[("prompt-recall", "name:财政收费")] * 2,
        *[("name:财政收费",)] * 2,
        *[()] * 2,
    ]
    assert heard(said.parts[1]) == bare(said.say)
    assert said.parts[-1] == ("lead-E0", "tail-03", "window-5")


@given(st.text(max_size=12), st.integers(0, 2000), st.booleans(), st.sampled_from(("", "财政收费")))
@how(max_examples=300, deadline=None, derandomize=True, database=None)
def test_a_number_that_no_clip_can_say_is_shown_all_the_same(
    number: str, window: int, recall: bool, line: str
) -> None:
    """Chime and text: no cut is better than a wrong one."""
    said = sentence(number, window, recall=recall, line=line)
    usual = re.fullmatch("[A-Z][0-9]{3,}", number) is not None and 1 <= window <= 999
    assert said.say.endswith("号窗口办理")
    assert bool(said.parts) == usual


# -- on the wall -------------------------------------------------------------------------------


def hall_with(letter: str = "B", **speaks: bool) -> Settings:
    """The small hall, its second line under another letter."""
    tree = msgspec.to_builtins(small_hall())
    tree["lines"][1]["letter"] = letter
    for window in tree["windows"]:
        for served in window["serves"]:
            served["line"] = letter if served["line"] == "B" else served["line"]
    tree["speech"] = speaks
    return msgspec.convert(tree, Settings)


def spoken(hall: Driver) -> tuple[str, tuple[str, ...]]:
    """Caption and units of the newest call on the wall."""
    call = looks.board(hall.hall).calls[0]
    return call.say, call.parts[-1] if not call.parts else call.parts[1]


@pytest.mark.parametrize(("letter", "named"), [("E", True), ("Q", True), ("B", False), ("D", False)])
def test_a_letter_that_sounds_like_a_digit_comes_with_the_lines_name(letter: str, named: bool) -> None:
    """E is heard as 一, Q as 九."""
    hall = staffed_hall(hall_with(letter))
    hall.do(c.IssueTicket(line=letter))
    hall.do(c.CallNext(window=2))
    start = "社会事务，请" if named else "请"
    assert spoken(hall)[0] == f"{start} {letter}零零一 号，到 二 号窗口办理"
    assert ("name:社会事务" in spoken(hall)[1]) is named


def test_a_recall_and_a_class_are_said_where_the_hall_wants_it() -> None:
    """Ordinary is no class to be told; without the setting the words are those of every call."""
    for wanted, first, again in (
        (False, "请 B零零一 号", "请 B零零一 号"),
        (True, "老年，请 B零零一 号", "再次呼叫，老年，请 B零零一 号"),
    ):
        hall = staffed_hall(hall_with(recall=wanted, classes=wanted))
        hall.do(c.IssueTicket(line="B", cls="elder"))
        hall.do(c.CallNext(window=2))
        assert spoken(hall)[0] == f"{first}，到 二 号窗口办理"
        hall.do(c.RecallTicket(window=2))
        assert spoken(hall)[0] == f"{again}，到 二 号窗口办理"
        assert (spoken(hall)[1][0] == "prompt-recall") is wanted
        hall.do(c.FinishService(window=2))
        hall.do(c.IssueTicket(line="B"))
        hall.do(c.CallNext(window=2))
        assert spoken(hall)[0] == "请 B零零二 号，到 二 号窗口办理"
