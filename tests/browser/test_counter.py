"""The clerk's page by keyboard alone: each key one act, none twice, none while typing, none while away."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage


@pytest.fixture
def desk(on_stage: Stage) -> Iterator[Page]:
    """Window 5 with four people waiting and nobody at it."""
    hall = on_stage.hall
    for _ in range(4):
        hall.do("ticket.issue", line="E")
    yield on_stage.counter(5)
    hall.do("day.close", confirm=True)
    hall.do("day.open")
    for window in range(1, 11):
        hall.do("window.open", window=window)


def number(desk: Page) -> str:
    return desk.locator(".ticket-number").inner_text()


def called(desk: Page) -> str:
    """Press Enter and wait for the ticket."""
    expect(desk.locator(".primary")).to_be_enabled()
    desk.keyboard.press("Enter")
    expect(desk.locator(".ticket-called")).to_be_visible()
    return number(desk)


def enter_again(desk: Page) -> None:
    """An Enter that is none of a double press: the page's own half second lies between."""
    desk.wait_for_timeout(550)
    desk.keyboard.press("Enter")


def test_enter_calls_and_a_double_press_skips_nobody(desk: Page, on_stage: Stage) -> None:
    """The second Enter within half a second does nothing: what follows is the second entry."""
    before = on_stage.hall.where()[1]
    press = "dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))"
    desk.evaluate(f"document.body.{press}; document.body.{press}")  # however slow the machine
    expect(desk.locator(".ticket-called")).to_be_visible()
    first = number(desk)
    desk.keyboard.press("-")
    expect(desk.locator(".list", has_text="过号")).to_contain_text(first)
    assert on_stage.hall.where()[1] == before + 2


def test_the_keys_walk_a_ticket_through(desk: Page) -> None:
    """Enter start, 0 Enter finish."""
    called(desk)
    enter_again(desk)
    expect(desk.locator(".ticket-serving")).to_be_visible()
    desk.keyboard.press("0")
    expect(desk.locator(".buffer")).to_contain_text("0")
    desk.keyboard.press("Enter")
    expect(desk.locator(".ticket-none")).to_be_visible()
    expect(desk.locator(".undo")).to_contain_text("办结")


def test_minus_is_missed_and_three_star_brings_back(desk: Page) -> None:
    """- then 3 * and the first choice."""
    first = called(desk)
    desk.keyboard.press("-")
    expect(desk.locator(".list", has_text="过号")).to_contain_text(first)
    desk.keyboard.press("3")
    desk.keyboard.press("*")
    expect(desk.get_by_role("dialog")).to_contain_text(first)
    desk.keyboard.press("1")
    expect(desk.locator(".list", has_text="过号")).to_have_count(0)


def test_slash_holds_with_a_choice_and_escape_goes_back(desk: Page) -> None:
    """/ Esc changes nothing; / 2 keeps the papers here."""
    first = called(desk)
    desk.keyboard.press("/")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    assert number(desk) == first
    desk.keyboard.press("/")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("2")
    expect(desk.locator(".list", has_text="挂起")).to_contain_text(first)
    expect(desk.locator(".list", has_text="挂起")).to_contain_text("材料留窗")


def test_star_transfers_to_a_window(desk: Page) -> None:
    """* and a number of the list; ten seconds to undo."""
    first = called(desk)
    desk.keyboard.press("*")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("1")
    expect(desk.locator(".ticket-none")).to_be_visible()
    desk.locator(".undo").click()
    expect(desk.locator(".ticket-number")).to_have_text(first)


def test_digits_and_enter_call_that_number(desk: Page) -> None:
    """The third in the queue, by its digits."""
    third = desk.locator(".list", has_text="接下来").locator("li b").nth(2).inner_text()
    desk.keyboard.type(third[1:].lstrip("0"))
    desk.keyboard.press("Enter")
    expect(desk.locator(".ticket-called")).to_be_visible()
    assert number(desk) == third


def test_function_keys_do_the_same(desk: Page) -> None:
    """F9 next, F7 missed, F2 to the number field."""
    desk.keyboard.press("F9")
    expect(desk.locator(".ticket-called")).to_be_visible()
    desk.keyboard.press("F7")
    expect(desk.locator(".ticket-none")).to_be_visible()
    desk.keyboard.press("F2")
    expect(desk.locator("#number")).to_be_focused()


def test_keys_do_nothing_while_somebody_types(desk: Page, on_stage: Stage) -> None:
    """- and digits in the number field are text; the next act is the next entry."""
    first = called(desk)
    before = on_stage.hall.where()[1]
    desk.locator("#number").focus()
    desk.keyboard.press("-")
    desk.keyboard.press("F7")
    desk.locator("#number").blur()
    desk.keyboard.press("-")
    expect(desk.locator(".list", has_text="过号")).to_contain_text(first)
    assert on_stage.hall.where()[1] == before + 1


def test_a_recall_too_soon_is_held_back_with_a_reason(desk: Page) -> None:
    """+ right after the call."""
    called(desk)
    desk.keyboard.press("+")
    expect(desk.locator(".said")).to_contain_text("10 秒")


def test_a_busy_window_says_what_to_do_first(desk: Page) -> None:
    """Enter while serving calls nobody."""
    called(desk)
    enter_again(desk)
    expect(desk.locator(".ticket-serving")).to_be_visible()
    enter_again(desk)
    expect(desk.locator(".said")).to_contain_text("先办结")


def test_nothing_is_queued_while_the_server_is_away(desk: Page, on_stage: Stage) -> None:
    """The server stands still: a banner, keys do nothing, and after its return nobody was called."""
    process = on_stage.hall.process
    os.kill(process.pid, signal.SIGSTOP)
    try:
        desk.evaluate("() => 0")
        desk.keyboard.press("Enter")
        expect(desk.locator(".said")).to_contain_text("没有答复")
    finally:
        os.kill(process.pid, signal.SIGCONT)
    expect(desk.locator(".strip")).to_have_count(0)
