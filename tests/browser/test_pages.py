"""Start page, enrolment, and how pages keep themselves up to date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, expect

from tests.browser.stage import Stage, stage
from tests.web.house import HALL, House, house, until


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo hall as deploy/run starts it."""
    with house(tmp_path_factory.mktemp("demo"), "eventlet", "--demo", day=False) as made:
        yield made


def test_the_demo_leads_from_the_start_page_to_the_call(demo: House, browser: Browser) -> None:
    """Each screen one click away; the ticket rolls out; Enter puts it on the wall; 演示 everywhere."""
    with stage(demo, browser) as made:
        start = made.page("/")
        with start.expect_popup() as kiosk_tab:
            start.locator(".place-kiosk").click()
        with start.expect_popup() as wall_tab:
            start.locator(".place-board").click()
        with start.expect_popup() as counter_tab:
            start.get_by_role("button", name=re.compile("^2 B.*叫号页")).click()
        kiosk, wall, counter = kiosk_tab.value, wall_tab.value, counter_tab.value
        kiosk.get_by_role("button", name="社会事务").click()
        expect(kiosk.locator(".slip-number")).to_have_text("B001")
        expect(start.get_by_alt_text("号票 B001")).to_be_visible()
        assert start.get_by_alt_text("号票 B001").evaluate("image => image.naturalWidth") == 576
        expect(counter.locator(".primary")).to_be_enabled()
        counter.keyboard.press("Enter")
        expect(wall.locator(".featured-number")).to_have_text("B001")
        for page in (start, kiosk, wall, counter):
            expect(page.locator(".demo-mark").first).to_contain_text("演示")


def test_a_wrong_code_is_said_and_a_right_one_opens_the_screen(on_stage: Stage) -> None:
    """Small letters and spaces are fine; a code works once."""
    page = on_stage.page("/enrol")
    field, go = page.get_by_label("设备代码"), page.get_by_role("button", name="登记")
    field.fill("ABCD EFGH")
    go.click()
    expect(page.get_by_role("alert")).to_contain_text("代码有误")
    code = on_stage.hall.do("device.add", name="wall", role="board")["code"]
    field.fill(f"{code[:4]} {code[4:]}".lower())
    go.click()
    page.wait_for_url("**/s/wall-*")
    expect(page.locator(".counts")).to_be_visible()
    on_stage.complaints.clear()  # Chromium logs the 4xx of the wrong code


def test_a_revoked_screen_says_so(on_stage: Stage) -> None:
    """The page does not go on showing old numbers as if it belonged here."""
    page, device, _ = on_stage.enrol("board", "wall")
    expect(page.locator(".counts")).to_be_visible()
    on_stage.hall.do("device.revoke", id=device)
    expect(page.locator(".strip-bad")).to_contain_text("尚未登记")
    expect(page.locator(".counts")).to_have_count(0)
    on_stage.complaints.clear()


def test_a_page_of_an_older_build_reloads_once(on_stage: Stage) -> None:
    """At idle, and never in a circle."""
    on_stage.context.add_init_script(
        "document.addEventListener('readystatechange', () =>"
        " (document.documentElement.dataset.build = 'old'));"
        "if (location.host) sessionStorage.setItem('loads', Number(sessionStorage.getItem('loads')) + 1)"
    )
    page, _, _ = on_stage.enrol("board", "wall")
    loads = "Number(sessionStorage.getItem('loads'))"

    def reloaded() -> bool:  # /enrol, the screen, and its own reload
        try:
            return bool(page.evaluate(loads) == 3)
        except Error:  # in the midst of it
            return False

    until(reloaded, what="its own reload")
    expect(page.locator(".counts")).to_be_visible()
    page.reload()
    expect(page.locator(".counts")).to_be_visible()
    on_stage.hall.do("ticket.issue", line="K")
    expect(page.locator(".counts li", has_text="K").locator("strong")).to_have_text("1")  # it lives on
    assert page.evaluate(loads) == 4
    name = f"jh-reloaded-{on_stage.hall.tag}"
    assert page.evaluate("name => sessionStorage.getItem(name)", name) == page.evaluate(
        "fetch('/static/build.json').then((r) => r.json()).then((b) => b.build)"
    )


def test_two_halls_in_one_browser_keep_their_people_and_screens(
    hall: House, browser: Browser, tmp_path: Path
) -> None:
    """Two ports of one host share cookies: a sign-in and an enrolment here end nothing there."""
    ask = """async ([path, method, body]) => (await fetch(path, {method, body: body && JSON.stringify(body),
        headers: {"Content-Type": "application/json"}})).status"""
    view = [f"/api/v1/halls/{HALL}/views/supervisor", "GET", None]
    with house(tmp_path, day=False) as other, stage(hall, browser) as here:
        there = Stage(other, here.context)
        pages = [(each, each.enrol("board", "wall")[0]) for each in (here, there)]
        for each, page in pages:
            code = each.hall.do("account.add", name="chief", role="supervisor")["code"]
            words = {"name": "chief", "password": "correct horse battery"}
            assert page.evaluate(ask, ["/api/v1/password", "POST", words | {"code": code}]) == 200
            assert page.evaluate(ask, ["/api/v1/session", "POST", words]) == 200
        for _, page in pages:
            assert page.evaluate(ask, view) == 200
            page.reload()
            expect(page.locator(".counts")).to_be_visible()


def test_plain_http_in_a_network_is_said_on_each_page_of_the_staff(browser: Browser, tmp_path: Path) -> None:
    """Counter and enrolment; not to citizens, who can do nothing about it."""
    words = ["eventlet", "--host", "0.0.0.0"]
    with (
        house(tmp_path, *words, machine="plain_http = true", day=False) as exposed,
        stage(exposed, browser) as made,
    ):
        expect(made.page("/enrol").get_by_role("note")).to_contain_text("没有加密")
        counter, wall = made.counter(2), made.board()
        expect(counter.get_by_role("note")).to_contain_text("没有加密")
        expect(wall.get_by_role("note")).to_have_count(0)
