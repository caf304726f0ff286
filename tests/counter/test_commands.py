"""The table of a clerk's acts: what is sent, why not now, whom a number means (defects 63, 73, 78)."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.hall import commands as c
from server.hall.undo import UNDOABLE
from server.hall.views.build import view
from server.wire.envelope import from_object
from server.wire.errors import Malformed
from tests.counter.node import Node
from tests.hall.hall_driver import Driver, small_hall, staffed_hall, take

Seen = dict[str, Any]


def hall_with(**rules: Any) -> Driver:
    """A staffed hall with some of its rules otherwise."""
    settings = small_hall()
    return staffed_hall(
        msgspec.structs.replace(settings, rules=msgspec.structs.replace(settings.rules, **rules))
    )


def seen(hall: Driver, window: int = 2, **more: Any) -> Seen:
    """What the page of a window sees."""
    shown = msgspec.to_builtins(view(hall.hall, "counter", str(window)))
    return {"view": shown, "now": hall.at, "away": False, "lunch": "", "outcome": None} | more


def at_window(state: str, *, waiting: int = 1) -> Driver:
    """Window 2 with B001 called or serving, and so many more waiting."""
    hall = staffed_hall()
    for _ in range(waiting + 1):
        take(hall)
    hall.do(c.CallNext(window=2))
    if state == "serving":
        hall.do(c.StartService(window=2))
    return hall


def why(page: Node, act: str, what: Seen) -> str:
    """The word of the reason why not, "" when it may be."""
    reason = page.call("whyNot", act, what)
    return reason[0] if reason else ""


@pytest.mark.parametrize(
    ("hall", "more", "act"),
    [
        (lambda: staffed_hall(), {}, "next"),
        (lambda: at_window("called"), {}, "start"),
        (lambda: at_window("serving"), {}, "finish_next"),
        (lambda: at_window("serving", waiting=0), {}, "finish"),
        (lambda: at_window("serving"), {"lunch": "14:00"}, "finish"),
    ],
    ids=["nobody", "called", "serving", "nobody waits", "lunch"],
)
def test_the_main_button_is_the_next_step(page: Node, hall: Any, more: Seen, act: str) -> None:
    """Looks 1.6: finish and call in one press, where somebody waits who may be called."""
    assert page.call("forward", seen(hall(), **more)) == act


def test_two_presses_a_citizen_are_a_setting(page: Node) -> None:
    """Off: Enter on a serving ticket says what to do first, and finishes nobody."""
    hall = hall_with(finish_and_next=False)
    take(hall), take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.StartService(window=2))
    assert page.call("entered", seen(hall)) == "next"
    assert why(page, "next", seen(hall)) == "finish_first"


def test_every_act_is_a_command_of_the_hall(page: Node) -> None:
    """Each row that sends something, with what its choice adds: a misspelt field fails."""
    hall = at_window("serving")
    take(hall)
    hall.do(c.CallNext(window=3))
    hall.do(c.MissTicket(window=3))
    what = seen(hall, outcome={"outcome": "promised", "days": 20, "reference": "桃自然资〔2026〕12号"})
    missed = what["view"]["missed"][0]
    choices = {
        "hold": {"kind": "kept"},
        "transfer": {"to_line": "A", "note": "x", "back": True},
        "call": {"ticket": "B003", "reason": "together"},
        "pause": {"aimed": "keep"},
        "close": {"aimed": "release"},
        "undo_ticket": {"ticket": missed["ticket"], "of": 1},
        **{name: {"ticket": missed["ticket"]} for name in ("resume", "rejoin")},
    }
    names = page.call("names")
    for name in names:
        sent = page.call("made", name, what, choices.get(name))
        if sent is not None:
            from_object(sent)
    ticket = {"ticket": what["view"]["current"]["ticket"]}
    assert page.call("made", "finish_next", what, None)["finish"] == what["outcome"] | ticket


def test_what_cannot_be_says_why_and_the_hall_agrees(page: Node) -> None:
    """No act that the page allows is refused by the rules, in each state a ticket can be in at a window."""
    reasons: set[str] = set()
    for make in (
        staffed_hall,
        lambda: at_window("called"),
        lambda: at_window("serving"),
        lambda: at_window("called", waiting=0),
    ):
        for name in ("next", "start", "finish", "finish_next", "recall", "miss", "put_back", "pause", "open"):
            hall = make()
            hall.later(1)
            what = seen(hall)
            word = why(page, name, what)
            reasons.add(word)
            if word:
                continue
            command, _ = from_object(page.call("made", name, what, None))
            hall.do(command)  # raises when refused
    assert reasons >= {"", "no_current", "finish_first", "nobody", "already_here", "window_is_open"}


def test_who_was_started_by_mistake_can_be_recalled_and_missed(page: Node) -> None:
    """Looks 1.1: until something else is done at the window."""
    hall = at_window("serving")
    hall.later(1)
    assert why(page, "recall", seen(hall)) == why(page, "miss", seen(hall)) == ""
    hall.do(c.PauseWindow(window=2))
    assert why(page, "recall", seen(hall)) == why(page, "miss", seen(hall)) == "already_here"


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({"name": "next", "at": 0}, {"name": "start", "at": 499}, True),
        ({"name": "next", "at": 0}, {"name": "start", "at": 500}, False),
        ({"name": "start", "at": 0}, {"name": "finish", "at": 100}, False),
        ({"name": "miss", "at": 0}, {"name": "miss", "at": 100}, True),
        ({"name": "close", "at": 0, "x": 9, "y": 9}, {"name": "open", "at": 300, "x": 20, "y": 9}, True),
        ({"name": "close", "at": 0, "x": 9, "y": 9}, {"name": "open", "at": 300, "x": 90, "y": 9}, False),
        ({"name": "miss", "at": 0}, {"name": "next", "at": 100, "x": 9, "y": 9}, False),
    ],
)
def test_a_double_press_is_one(page: Node, first: Seen, second: Seen, same: bool) -> None:
    """Looks 1.1, 1.5: Enter, and a click whatever button stands there now, within half a second."""
    assert page.call("repeats", first, second) is same


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("12", {"letter": "", "n": 12}),
        ("１２", {"letter": "", "n": 12}),
        (" 12 ", {"letter": "", "n": 12}),
        ("12号", {"letter": "", "n": 12}),
        ("B012", {"letter": "B", "n": 12}),
        ("ｂ０１２号票", {"letter": "B", "n": 12}),
        ("b-1000", {"letter": "B", "n": 1000}),
        ("", {"wrong": "number_empty"}),
        ("　", {"wrong": "number_empty"}),
        ("0", {"wrong": "number_unread"}),
        ("12a", {"wrong": "number_unread"}),
        ("十二", {"wrong": "number_unread"}),
        ("12345", {"wrong": "number_unread"}),
    ],
)
def test_a_number_is_read_as_people_write_it(page: Node, text: str, means: Seen) -> None:
    """Defect 63: these did nothing and said nothing."""
    assert page.call("readNumber", text) == means


def test_digits_mean_the_windows_own_line(page: Node) -> None:
    """Defect 78: window 1 helps line B; 1 was B001, for A001 had been missed there."""
    hall = staffed_hall()
    take(hall, "A"), take(hall, "B")
    hall.do(c.CallNext(window=1))
    hall.do(c.MissTicket(window=1))
    shown = seen(hall, 1)["view"]
    told = {"wrong": "not_waiting", "facts": {"number": "A001", "state": "missed"}}
    assert page.call("wanted", "1", shown) == told
    assert page.call("wanted", "B1", shown)["number"] == "B001"
    assert page.call("wanted", "2", shown)["number"] == "A002"  # the hall says that there is none
    assert page.call("wanted", "X1", shown) == {"wrong": "no_such_line", "facts": {"letter": "X"}}


def test_with_two_own_lines_the_letter_is_asked_for_where_it_matters(page: Node) -> None:
    """Window 3 has A and B: 2 is B002 while no A002 waits; 1 may be either."""
    hall = staffed_hall()
    take(hall, "A"), take(hall, "B"), take(hall, "B")
    shown = seen(hall, 3)["view"]
    assert page.call("wanted", "2", shown)["number"] == "B002"
    assert page.call("wanted", "1", shown)["wrong"] == "letter_needed"


def test_a_slip_is_found_by_its_code_and_nothing_else_is(page: Node) -> None:
    """Defect 62: the bare code, or the address of the phone page."""
    hall = staffed_hall()
    take(hall)
    what = seen(hall)["view"]
    ticket = what["queue"][0]["ticket"]
    for code in (ticket + "0" * 32, f"https://hall.example/t/{ticket}{'f' * 32}", "B001"):
        assert page.call("scanned", code, what)["number"] == "B001"
    for code in ("6901234567892", "430922199001011234", "", "1", "B002"):
        assert page.call("scanned", code, what) is None


SIGNS = st.text(st.sampled_from("桃〔〕（）()〇年12aZ-/ ．,"), max_size=42)


@given(text=SIGNS)
def test_a_case_number_is_taken_as_the_hall_takes_it(page: Node, text: str) -> None:
    """Defect 73: the page says what is wrong before it is sent, and lets through what the hall takes."""
    bare = text.strip()
    sent = {"do": "window.finish", "window": 2, "reference": bare}
    try:
        from_object(json.loads(json.dumps(sent)))
        taken = True
    except Malformed:
        taken = False
    assert (page.call("referenceWrong", bare) == "") is taken


DAYS = {
    "days_empty": ["", " "],
    "days_whole": ["1e2", "1.5", "-1"],
    "days_range": ["0", "366", "400"],
    "": ["1", "20", "３０", "365"],
}


@pytest.mark.parametrize(
    ("wrong", "text"), [(wrong, text) for wrong, texts in DAYS.items() for text in texts]
)
def test_working_days_are_refused_in_words(page: Node, wrong: str, text: str) -> None:
    """Defect 73: emptied became 1, 1e2 became 100, 400 was 请求内容有误."""
    assert page.call("daysWrong", text) == wrong


def test_a_window_asks_before_it_closes_on_people_or_papers(page: Node) -> None:
    """Looks 1.5: one question where somebody waits or papers lie here, else none."""
    hall = staffed_hall()
    assert page.call("asksFirst", "close", seen(hall)) is False
    take(hall)
    assert page.call("asksFirst", "close", seen(hall)) is True
    hall.do(c.CallNext(window=2))
    hall.do(c.HoldTicket(window=2, hold="kept"))
    assert page.call("asksFirst", "close", seen(hall)) is True
    assert page.call("asksFirst", "close", seen(hall, 3)) is False


def test_every_undo_has_its_word(page: Node) -> None:
    """Each act that the hall can take back, by its own row."""
    acts = {*UNDOABLE, "rejoin", "cancel", "reclass"}
    words = {act: page.call("undone", act) for act in sorted(acts)}
    assert {act for act, word in words.items() if word.startswith("did_")} == {"rejoin", "cancel", "reclass"}


def test_every_key_is_in_the_table_and_only_once(page: Node) -> None:
    """The line of keys and what keys mean are the same."""
    keys: dict[str, str] = page.call("keyTable")
    shown = [key for row in page.call("rows").values() for key in row.get("keys", [])]
    own = [key for key in shown if key not in ("Enter", "digits_enter", "F9", "F2")]
    assert len(own) == len(set(own))
    for name, row in page.call("rows").items():
        for key in set(row.get("keys", [])) & keys.keys() - {"F9", "F2"}:
            assert keys[key] == name
    assert set(keys) - {"F9", "F2"} <= set(shown)
