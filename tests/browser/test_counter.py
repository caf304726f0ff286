"""The clerk's page by keyboard alone: each key one act, none twice, none while typing, none while away."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage, picture, still


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


def burst(desk: Page, code: str) -> None:
    """A scanner types: all signs within milliseconds, Enter behind them, however slow the machine."""
    press = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
    desk.evaluate(f"(keys) => {{ for (const key of keys) {press}; }}", [*code, "Enter"])


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


def test_the_clerk_sees_whether_the_call_was_heard_by_whom_or_why_not(desk: Page, on_stage: Stage) -> None:
    """By the ticket: the board that spoke the call, or the reason; nothing before there is a record."""
    hall = on_stage.hall
    _, token = hall.device("board")
    called(desk)
    expect(desk.locator(".heard")).to_have_count(0)
    record = {"zone": "main", "token": f"Device {token}"}
    hall.do("call.played", call=call_of(on_stage), state="played", **record)
    expect(desk.locator(".heard-played")).to_contain_text("已播（board-")
    picture(desk, "counter-heard")
    desk.keyboard.press("-")
    expect(desk.locator(".ticket-none")).to_be_visible()
    called(desk)
    expect(desk.locator(".heard")).to_have_count(0)
    hall.do("call.played", call=call_of(on_stage), state="skipped", reason="quiet", **record)
    expect(desk.locator(".heard-skipped")).to_have_text("未播（静音时段）")
    picture(desk, "counter-unheard")


def call_of(on_stage: Stage) -> int:
    """The call of the ticket at window 5."""
    return int(on_stage.hall.view("counter", "5")["view"]["current"]["call"])


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
    """* and the window's number (looks 1.2); ten seconds to undo. Then the page has the focus again."""
    first = called(desk)
    desk.keyboard.press("*")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("1")
    expect(desk.locator(".ticket-none")).to_be_visible()
    desk.locator(".undo").click()
    expect(desk.locator(".ticket-number")).to_have_text(first)
    desk.locator("[data-act=hold]").click()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    enter_again(desk)
    expect(desk.locator(".ticket-serving")).to_be_visible()


def test_a_scanned_slip_far_back_in_the_queue_is_found(desk: Page, on_stage: Stage) -> None:
    """Behind the thirty that the page shows; before, it was said not to be there. One of another line is."""
    hall = on_stage.hall
    for _ in range(40):
        hall.do("ticket.issue", line="E")
    _, token = hall.device("kiosk")
    far, other = (hall.do("ticket.issue", token=f"Device {token}", line=line) for line in "EA")
    jobs = hall.view("kiosk", token=f"Device {token}")["view"]["jobs"]
    code = {job["slip"]["number"]: job["slip"]["qr"] for job in jobs}
    assert far["number"] not in [one["number"] for one in hall.view("counter", "5")["view"]["queue"]]
    burst(desk, code[other["number"]])
    expect(desk.locator(".said")).to_contain_text("不在本窗口")
    desk.wait_for_timeout(350)
    burst(desk, code[far["number"]].upper())
    expect(desk.get_by_role("dialog")).to_contain_text(far["number"])
    desk.wait_for_timeout(350)
    desk.keyboard.press("1")
    expect(desk.locator(".ticket-called")).to_contain_text(far["number"])


def test_a_scanner_shows_a_ticket_and_calls_nobody(desk: Page, on_stage: Stage) -> None:
    """Defect 62: a slip's code brings its ticket up, on the page and in the field of F2; a press calls it."""
    before = on_stage.hall.where()[1]
    third = on_stage.hall.view("counter", "5")["view"]["queue"][2]
    burst(desk, "6901234567892")
    expect(desk.locator(".said")).to_contain_text("不在本窗口")
    desk.wait_for_timeout(350)  # behind a scan keys are deaf
    desk.keyboard.press("F2")
    expect(desk.locator("#number")).to_be_focused()
    burst(desk, third["ticket"] + "0" * 32)
    expect(desk.get_by_role("dialog")).to_contain_text(third["number"])
    assert on_stage.hall.where()[1] == before
    desk.wait_for_timeout(350)
    desk.keyboard.press("1")
    expect(desk.locator(".ticket-called")).to_contain_text(third["number"])


def test_what_cannot_be_called_is_said_and_stays_in_the_field(desk: Page) -> None:
    """Looks 1.4, defect 63: C099 failed silently, Esc did not leave."""
    desk.keyboard.press("F2")
    field = desk.locator("#number")
    expect(field).to_be_focused()
    for text, told in (("C099", "没有找到"), ("十二", "看不懂"), ("X1", "没有字母为 X")):
        field.fill(text)
        desk.keyboard.press("Enter")
        expect(desk.locator(".said")).to_contain_text(told)
    expect(field).to_be_focused()
    desk.keyboard.press("Escape")
    expect(field).not_to_be_focused()
    expect(field).to_have_value("")
    second = desk.locator(".list", has_text="接下来").locator("li b").nth(1).inner_text()
    field.fill(f"{second[1:].lstrip('0')}号".translate(str.maketrans("0123456789", "０１２３４５６７８９")))
    enter_again(desk)
    expect(desk.locator(".ticket-called")).to_contain_text(second)


def test_the_outcome_is_chosen_before_the_press_that_finishes(desk: Page, on_stage: Stage) -> None:
    """Defect 73: emptied days are refused in place, what was typed stays. Enter then finishes and calls."""
    first = called(desk)
    before = on_stage.hall.view("counter", "5")["view"]["window"]["done"]
    enter_again(desk)
    expect(desk.locator(".ticket-serving")).to_be_visible()
    desk.keyboard.press("0")
    desk.keyboard.press("*")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.locator(".field-reference").fill("桃自然资〔2026〕12号")
    desk.locator(".field-days").fill("")
    desk.get_by_role("button", name="承诺件").click()
    expect(desk.locator(".wrong")).to_contain_text("承诺工作日")
    expect(desk.locator(".field-days")).to_be_focused()
    expect(desk.locator(".field-reference")).to_have_value("桃自然资〔2026〕12号")
    desk.locator(".field-days").fill("15")
    desk.get_by_role("button", name="承诺件").click()
    expect(desk.locator(".ticket-outcome")).to_contain_text("承诺件 · 15 个工作日 · 桃自然资〔2026〕12号")
    desk.keyboard.press("Enter")
    expect(desk.locator(".ticket-called")).to_be_visible()
    assert number(desk) != first
    assert on_stage.hall.view("counter", "5")["view"]["window"]["done"] == before + 1


SIZES = [(683, 384), (1093, 614), (1366, 768), (1920, 1080)]


def test_refusals_undo_and_the_main_button_are_always_in_sight(desk: Page) -> None:
    """Looks 1.7, defect 80: at 200 % and 125 % too; two rows of acts without a hidden edge."""
    called(desk)
    for width, height in SIZES:
        desk.set_viewport_size({"width": width, "height": height})
        still(desk)
        desk.keyboard.press("F4")
        expect(desk.locator(".said")).to_contain_text("没有过号")
        head = desk.locator(".head").bounding_box()
        assert head is not None and head["height"] <= height / 6
        for part in (".primary", ".said", ".undo", "[data-act=outcome]"):
            box = desk.locator(part).bounding_box()
            assert box is not None, part
            assert box["x"] >= 0 and box["x"] + box["width"] <= width, (part, width)
            assert box["y"] >= 0 and box["y"] + box["height"] <= height, (part, width)
            seen = desk.locator(part).evaluate(
                "e => { const b = e.getBoundingClientRect();"
                "return e.contains(document.elementFromPoint(b.x + b.width / 2, b.bottom - 3)); }"
            )
            assert seen, (part, width)
        picture(desk, f"counter-{width}")


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


def test_a_double_click_does_one_thing(desk: Page, on_stage: Stage) -> None:
    """Looks 1.1, 1.5: a double click on 叫下一位 called and started; one on 关闭窗口 asks, as people wait."""
    before = on_stage.hall.where()[1]
    desk.locator(".primary").dblclick()
    expect(desk.locator(".ticket-called")).to_be_visible()
    desk.wait_for_timeout(550)
    desk.locator("[data-act=close]").dblclick()
    expect(desk.get_by_role("dialog")).to_contain_text("3 人等候")
    assert on_stage.hall.where()[1] == before + 1


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
