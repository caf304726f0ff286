"""axe-core on every page and state; the face that pages are written in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.stage import Stage, stage, still
from tests.web.house import ROOT, house

AXE = ROOT / "node_modules/axe-core/axe.min.js"


def violations(page: Page) -> list[str]:
    """What axe-core finds, one line each: rule, element, reason."""
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:160]} {json.dumps(node['any'][:1], ensure_ascii=False)[:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def _kiosk(*buttons: str) -> Callable[[Stage], Page]:
    def play(stage: Stage) -> Page:
        page, _ = stage.kiosk()
        for button in buttons:
            page.get_by_role("button", name=button).first.click()
        return page

    return play


def _result(stage: Stage) -> Page:
    page = _kiosk("社会事务")(stage)
    expect(page.locator(".slip-number")).to_be_visible()
    return page


def _counter(*, called: bool) -> Callable[[Stage], Page]:
    def play(stage: Stage) -> Page:
        stage.hall.command("window.open", window=5)
        for _ in range(3):
            stage.hall.do("ticket.issue", line="E")
        page = stage.counter(5)
        expect(page.locator(".primary")).to_be_enabled()
        if called:
            page.keyboard.press("Enter")
            expect(page.locator(".ticket-called")).to_be_visible()
        return page

    return play


def _board(stage: Stage) -> Page:
    page = stage.board()
    number = stage.hall.do("ticket.issue", line="A")["number"]
    stage.hall.do("window.next", window=1)
    expect(page.locator(".featured-number")).to_have_text(number)
    return page


STATES: dict[str, Callable[[Stage], Page]] = {
    "start": lambda stage: stage.page("/"),
    "enrol": lambda stage: stage.page("/enrol"),
    "kiosk": _kiosk(),
    "kiosk english": _kiosk("English"),
    "kiosk large": _kiosk("大字"),
    "kiosk contrast": _kiosk("高对比度"),
    "kiosk more": _kiosk("更多业务"),
    "kiosk result": _result,
    "counter ready": _counter(called=False),
    "counter called": _counter(called=True),
    "board": _board,
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(on_stage: Stage, state: str) -> None:
    """No violation of any rule that axe-core runs by default."""
    page = STATES[state](on_stage)
    still(page)
    assert violations(page) == []


@pytest.mark.parametrize("lang", ["中文", "English"])
def test_axe_finds_nothing_on_the_demos_start_page(tmp_path: Path, browser: Browser, lang: str) -> None:
    """The plan of the hall and the paper roll, in both languages."""
    with house(tmp_path, "eventlet", "--demo", day=False) as hall, stage(hall, browser) as made:
        page = made.page("/")
        page.wait_for_selector(".place-kiosk")
        if lang == "English":
            page.get_by_role("button", name="English").click()
        assert violations(page) == []


def test_pages_are_written_in_the_face_we_serve(on_stage: Stage) -> None:
    """Chinese from our own slices, digits all of one width."""
    page, _ = on_stage.kiosk()
    page.evaluate("document.fonts.ready")
    loaded = "[...document.fonts].filter((f) => f.family.includes('Jiaohao') && f.status === 'loaded').length"
    assert page.evaluate(loaded) > 3
    widths = page.evaluate(
        """() => {
          const span = document.body.appendChild(document.createElement("span"));
          span.style.fontSize = "100px";
          return [..."0123456789"].map((digit) => {
            span.textContent = digit;
            return span.getBoundingClientRect().width;
          });
        }"""
    )
    assert len(set(widths)) == 1
