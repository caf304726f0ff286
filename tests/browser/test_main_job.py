"""The main job, through everything: a touch, paper, a key, the wall."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.stage import Stage, agent
from tests.devices import camera
from tests.devices.printer_simulator import PrinterSimulator
from tests.web.house import until


def shown(board: Page) -> tuple[str, str]:
    """(number, window) of the featured call."""
    return board.locator(".featured-number").inner_text(), board.locator(".featured-window").inner_text()


def said(board: Page) -> str:
    """call/reading of what this board said last."""
    return str(board.evaluate("document.body.dataset.said || ''"))


def test_a_touch_becomes_paper_and_a_key_puts_it_on_both_walls(on_stage: Stage, tmp_path: Path) -> None:
    """Touch 社会事务 → ticket bytes at the printer → Enter at window 2 → number and window on two boards."""
    walls = [on_stage.board(), on_stage.board()]
    counter = on_stage.counter(2)
    kiosk, token = on_stage.kiosk()
    with PrinterSimulator() as printer, agent(on_stage.hall, token, printer.url, tmp_path):
        kiosk.get_by_role("button", name="社会事务").click()
        number = kiosk.locator(".slip-number").inner_text()
        (sheet,) = printer.wait(1)
        expect(kiosk.locator(".slip-paper-take")).to_be_visible()
    assert number == "B001"
    secret, _ = camera.read(sheet.picture)
    ticket = on_stage.hall.view("supervisor")["view"]["tickets"][0]
    assert secret.startswith(ticket["ticket"])

    expect(counter.locator(".primary")).to_be_enabled()
    counter.keyboard.press("Enter")
    for wall in walls:
        expect(wall.locator(".featured")).to_be_visible()
        assert shown(wall) == ("B001", "2")
    until(lambda: sum(said(wall).startswith("1/") for wall in walls) == 1, what="one of them says it")
    expect(counter.locator(".ticket-number")).to_have_text("B001")

    counter.wait_for_timeout(550)  # a second Enter within half a second is the same press
    counter.keyboard.press("Enter")
    expect(counter.locator(".ticket-serving")).to_be_visible()
    counter.keyboard.press("0")
    counter.keyboard.press("Enter")
    expect(counter.locator(".ticket-none")).to_be_visible()
    assert on_stage.hall.view("supervisor")["view"]["counts"] == {"done": 1}
