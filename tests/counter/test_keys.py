"""What keys, keypads, scanners and input methods may do at a counter (defects 61, 62; looks 1.2, 1.6)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.counter.node import Node

Key = dict[str, Any]
NAVIGATION = "Insert End ArrowDown PageDown ArrowLeft Clear ArrowRight Home ArrowUp PageUp Delete"
OFF = dict(zip("0123456789.", NAVIGATION.split(), strict=True))
PAD = {"+": "Add", "-": "Subtract", "*": "Multiply", "/": "Divide", ".": "Decimal", "Enter": "Enter"}


def pad(sign: str, numlock: bool = True) -> Key:
    """A key of the number pad."""
    key = sign if numlock or sign not in OFF else OFF[sign]
    return {"code": f"Numpad{PAD.get(sign, sign)}", "key": key}


def key(name: str, **held: bool) -> Key:
    """A key of the main keyboard, by what it says."""
    return {"code": f"Key{name.upper()}" if len(name) == 1 and name.isalpha() else "", "key": name} | {
        f"{modifier}Key": True for modifier in held
    }


def at_pace(keys: list[Key], ms: int, place: str = "page") -> list[Key]:
    """Pressed one after another."""
    return [{"at": 1000 + n * ms, "place": place} | key for n, key in enumerate(keys)]


def by_hand(page: Node, *keys: Key, place: str = "page") -> list[Any]:
    """What keys mean that are pressed 200 ms apart."""
    return page.call("typed", at_pace(list(keys), 200, place))["means"]


PADS = [pad(sign) for sign in (*"0123456789.+-*/", "Enter")]
NAMED = [key(name) for name in ("F2", "F4", "F6", "F7", "F8", "F9", "F10", "Pause", "Escape", "Backspace")]
HELD = [
    key("F6", ctrl=True),
    key("z", ctrl=True),
    key("F10", ctrl=True),
    key("F7", shift=True),
    key("Pause", shift=True),
]
LETTERS = [key(letter) for letter in "abkzqABKZ"]
NOBODYS = [
    key(name)
    for name in (*"!，。é; ", "ArrowDown", "Home", "Delete", "Insert", "Process", "Dead", "Unidentified")
]
ANY = st.sampled_from([*PADS, *NAMED, *HELD, *LETTERS, *NOBODYS])
DIGITS = st.lists(st.sampled_from([pad(sign) for sign in "0123456789"]), max_size=4)
PLACES = st.sampled_from(["page", "button", "panel", "number", "field"])


@pytest.mark.parametrize(
    ("keys", "meant"),
    [
        ("Enter", {"act": "forward"}),
        ("+", {"act": "recall"}),
        ("-", {"act": "miss"}),
        ("/", {"act": "hold"}),
        ("*", {"act": "transfer"}),
        (".", {"act": "undo"}),
        ("0 Enter", {"act": "finish"}),
        ("0 *", {"act": "outcome"}),
        ("3 *", {"act": "back"}),
        ("1 2 Enter", {"call": "12"}),
    ],
)
@pytest.mark.parametrize("numlock", [True, False], ids=["NumLock on", "NumLock off"])
def test_the_pad_means_the_same_whatever_numlock_is(
    page: Node, keys: str, meant: dict[str, str], numlock: bool
) -> None:
    """Defect 61: off, `2 Enter` called the first in line and `0 Enter` started."""
    assert by_hand(page, *(pad(sign, numlock) for sign in keys.split())) == [meant]


@pytest.mark.parametrize(
    ("pressed", "meant"),
    [
        (key("F9"), "forward"),
        (key("F10"), "finish"),
        (key("F6", ctrl=True), "transfer"),
        (key("F10", ctrl=True), "outcome"),
        (key("z", ctrl=True), "undo"),
        (key("F7", shift=True), "abandon"),
        (key("Pause", shift=True), "close"),
        ({"key": "Cancel", "code": "Pause", "ctrlKey": True}, "pause"),
    ],
)
def test_function_keys_are_acts(page: Node, pressed: Key, meant: str) -> None:
    """One key, one act."""
    assert by_hand(page, pressed) == [{"act": meant}]


@pytest.mark.parametrize("name", ["F1", "F3", "F5", "F11", "F12", "Tab", "Shift", "NumLock", "AudioVolumeUp"])
def test_what_is_the_browsers_stays_the_browsers(page: Node, name: str) -> None:
    """And breaks nothing that was typed."""
    assert by_hand(page, pad("1"), key(name), pad("2"), pad("Enter")) == [{"call": "12"}]


@given(keys=st.lists(ANY, min_size=5, max_size=40), gaps=st.data(), place=PLACES)
def test_a_burst_is_never_a_command(page: Node, keys: list[Key], gaps: Any, place: str) -> None:
    """Defect 62: whatever a scanner types, wherever the focus is; nor does what comes right behind it."""
    times = [1000]
    for _ in keys[1:]:
        times.append(times[-1] + gaps.draw(st.integers(0, 50)))
    behind = [{"at": times[-1] + 250, "place": place} | pad("Enter")]
    events = [{"at": at, "place": place} | one for at, one in zip(times, keys, strict=True)]
    counted = [one for one in events if page.call("signOf", one)]
    means = page.call("typed", events + (behind if len(counted) > 4 else []))["means"]
    if len(counted) > 4:
        assert [list(meant) for meant in means] == [["scan", "place"]]


@given(before=DIGITS, wrong=st.sampled_from(NOBODYS), after=DIGITS, end=st.sampled_from(["Enter", "*"]))
@example(before=[pad("0")], wrong=key("ArrowUp"), after=[], end="Enter")
def test_a_key_that_means_nothing_makes_the_next_one_ask(
    page: Node, before: list[Key], wrong: Key, after: list[Key], end: str
) -> None:
    """Defect 61: what was typed is gone, and Enter and * ask before they do anything."""
    told = by_hand(page, *before, wrong, *after, pad(end))
    assert told == [{"ask": "".join(one["code"][-1] for one in after)}]


@given(wrong=st.sampled_from(NOBODYS), gap=st.integers(51, 499))
def test_a_double_press_is_no_answer(page: Node, wrong: Key, gap: int) -> None:
    """The second Enter within half a second of the question does nothing; a later one does."""
    presses = [(1000, wrong), (2000, pad("Enter")), (2000 + gap, pad("Enter"))]
    events = [{"at": at, "place": "page"} | one for at, one in presses]
    assert page.call("typed", events)["means"] == [{"ask": ""}]
    later = [*events, {"at": 4000, "place": "page"} | pad("Enter")]
    assert page.call("typed", later)["means"] == [{"ask": ""}, {"act": "forward"}]


@given(keys=st.lists(ANY, max_size=12), numlock=st.booleans())
def test_an_act_of_the_pad_comes_of_its_own_key_alone(page: Node, keys: list[Key], numlock: bool) -> None:
    """By hand: no more acts and calls than keys that may end one, and each by its own key."""
    signs = [page.call("signOf", one) for one in keys]
    means = by_hand(page, *keys)
    enders = [sign for sign in signs if sign and sign not in "0123456789" and sign not in ("?", "Backspace")]
    assert len(means) <= len(enders)
    for name in ("miss", "recall", "hold"):
        ways = {"miss": ("-", "F7"), "recall": ("+", "F8"), "hold": ("/", "F6")}[name]
        assert sum(meant == {"act": name} for meant in means) <= sum(sign in ways for sign in signs)
    if "?" not in signs and not any(sign in ("Enter", "F9", "*") for sign in signs):
        assert not any(meant == {"act": "forward"} or "call" in meant for meant in means)


@given(keys=st.lists(ANY, max_size=8))
def test_fields_keep_what_is_typed(page: Node, keys: list[Key]) -> None:
    """No key of a text field is an act, but Esc."""
    assert [meant for meant in by_hand(page, *keys, place="field") if meant != {"act": "escape"}] == []


def test_the_field_of_f2_is_left_by_esc_and_by_function_keys(page: Node) -> None:
    """Looks 1.4: F9 and F10 were dead, Esc did not leave; signs are text there."""
    assert by_hand(page, key("F9"), place="number") == [{"act": "forward"}]
    assert by_hand(page, key("Escape"), place="number") == [{"act": "leave"}]
    assert by_hand(page, key("c"), pad("9"), pad("-"), pad("Enter"), place="number") == [{"submit": True}]


def test_a_key_that_is_held_is_one_press(page: Node) -> None:
    """The system repeats it 30 times a second."""
    held = [{"at": 1000 + n * 33, "place": "page", "repeat": n > 0} | pad("-") for n in range(30)]
    assert page.call("typed", held)["means"] == [{"act": "miss"}]


def test_a_worn_key_is_one_press(page: Node) -> None:
    """It bounces within milliseconds."""
    assert page.call("typed", at_pace([pad("Enter"), pad("Enter")], 12))["means"] == [{"act": "forward"}]


def test_digits_before_a_sign_of_the_pad_are_no_act(page: Node) -> None:
    """`12 -` beside Enter: nobody is missed."""
    assert by_hand(page, pad("1"), pad("2"), pad("-"), pad("Enter")) == [{"ask": ""}]


PICKS = [
    ("3", 10, "3"),
    ("0", 10, "0"),
    ("B", 10, "B"),
    ("12", 40, "12"),
    ("1\n", 40, "1"),
    ("1", 40, None),
    ("41", 40, None),
]


@pytest.mark.parametrize(("typed", "windows", "hit"), PICKS)
def test_a_choice_is_its_own_number_or_letter(page: Node, typed: str, windows: int, hit: str | None) -> None:
    """Looks 1.2: at window 2 key 2 sent to window 3. Of many windows a number of two digits collects."""
    keys = [*(str(n) if windows > 10 else str(n % 10) for n in range(1, windows + 1)), "A", "B"]
    now: dict[str, Any] = {"typed": ""}
    for sign in typed:
        now = page.call("pick", now["typed"], "Enter" if sign == "\n" else sign, keys)
    assert now["hit"] == hit
