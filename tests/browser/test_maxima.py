"""Every face while the settings stand at their own maxima: nothing cut, covered, small or out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.audit import hidden
from tests.browser.inside import Inside
from tests.browser.maxima import ZONE, largest_hall
from tests.browser.stage import PROOF, Stage, picture, stage, still
from tests.hall.largest import LETTERS

SIZES = (
    (683, 384), (800, 480), (960, 540), (1024, 600), (1093, 614), (1280, 1024), (1366, 768), (1080, 1920),
    (1920, 1080),
)  # fmt: skip
DESKS = ((683, 384), (1024, 600), (1093, 614), (1366, 768), (1080, 1920), (1920, 1080))
MODES = ("zh", "zh-large", "en", "en-large")


@pytest.fixture(scope="module")
def hall() -> Iterator[Inside]:
    """24 lines, 99 windows, 20 classes, the longest words, 40 windows busy."""
    with largest_hall() as made:
        yield made


@pytest.fixture
def on_stage(hall: Inside, browser: Browser) -> Iterator[Stage]:
    """Its pages."""
    with stage(hall, browser) as made:  # type: ignore[arg-type]
        yield made


def pairs(*lists: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Of all combinations so many that each two values of two lists meet (greedy); with --proof all."""
    every = list(product(*lists))
    if PROOF:
        return every
    wanted = {pair for one in every for pair in _met(one)}
    chosen = []
    while wanted:
        best = max(every, key=lambda one: len(_met(one) & wanted))
        chosen.append(best)
        wanted -= _met(best)
    return chosen


def _met(one: tuple[Any, ...]) -> set[tuple[int, Any, int, Any]]:
    return {(i, one[i], j, one[j]) for i in range(len(one)) for j in range(i)}


def resize(page: Page, size: tuple[int, int]) -> None:
    """Another screen under a living page."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_function("([w, h]) => innerWidth === w && innerHeight === h", arg=list(size))
    still(page)


def wrong(page: Page, face: str, name: str) -> list[str]:
    """What cannot be seen, read or touched now."""
    picture(page, f"maxima-{face}-{name}")
    return [f"{name}: {each}" for each in hidden(page, face)]


def set_mode(page: Page, name: str) -> None:
    """Language and size of letters, as somebody sets them on the first screen."""
    now = page.evaluate("[document.documentElement.lang, document.documentElement.dataset.scale]")
    if (now[1] == "elder") != name.endswith("large"):
        page.locator(".switches button").nth(1).click()
    if (now[0] == "en") != name.startswith("en"):
        page.locator(".switches button").nth(0).click()


def home(page: Page) -> None:
    """The first screen as it is."""


def last(page: Page) -> None:
    """The last screen of lines."""
    page.evaluate(
        """async () => {
          const next = () => document.querySelector(".pager button:last-child:enabled");
          while (next()) {
            next().click();
            await new Promise(requestAnimationFrame);
          }
        }"""
    )


def classes(page: Page) -> None:
    """All classes over the screen."""
    page.locator(".class-more").click()
    page.locator(".card-classes").wait_for()


def number(page: Page) -> None:
    """A ticket of the line that all windows serve."""
    page.locator("[data-line=A]").click()
    page.locator(".slip-number").wait_for()


STATES = {"home": home, "last": last, "classes": classes, "number": number}


def begin(page: Page) -> None:
    """Whatever stands there is left, as the next person finds it."""
    if page.locator(".card-classes").count():
        page.locator(".card-classes .pager button").first.click()
    if page.locator(".slip, .pager button:first-child:enabled").count():
        page.reload()
        page.wait_for_selector(".tile")


def test_a_kiosk(on_stage: Stage) -> None:
    """Home, the last screen of lines, all classes, a number."""
    page, _ = on_stage.kiosk()
    found = []
    every = sorted(pairs(tuple(STATES), tuple(MODES), SIZES))
    for (state, mode), same in groupby(every, key=lambda one: one[:2]):
        for n, (*_, size) in enumerate(same):
            if n == 0:
                begin(page)
                set_mode(page, mode)
                resize(page, size)
                STATES[state](page)
                still(page)
            else:
                resize(page, size)
            found += wrong(page, "kiosk", f"{state}-{mode}-{size[0]}x{size[1]}")
    assert found == []


@pytest.mark.parametrize("size", SIZES if PROOF else ((683, 384), (1080, 1920)), ids=str)
def test_every_line_and_class_is_reached_and_the_way_home_is_short(
    on_stage: Stage, size: tuple[int, int]
) -> None:
    """By touches alone: each of 24 lines, each of 20 classes; home again with one."""
    page, _ = on_stage.kiosk()
    resize(page, size)
    seen: set[str] = set()
    while True:
        seen |= set(
            page.locator(".tile[data-line]").evaluate_all("tiles => tiles.map((t) => t.dataset.line)")
        )
        if not page.locator(".pager button").last.is_enabled():
            break
        page.locator(".pager button").last.click()
    assert seen == set(LETTERS)
    page.get_by_role("button", name="首页").click()
    expect(page.locator(".tile[data-line=A]")).to_be_visible()
    classes(page)
    reached = 0
    while True:
        reached += page.locator(".class-grid .class").count()
        if page.locator(".card-classes .pager span:not(.icon)").count() == 0 or reached >= 20:
            break
        page.get_by_role("button", name="下一页").click()
    assert reached == 20


def test_a_wall(on_stage: Stage) -> None:
    """40 busy windows, 24 lines, nine missed."""
    page, _, _ = on_stage.enrol("board", "wall", zone=ZONE)
    page.wait_for_selector(".rows")
    found = []
    for size in SIZES:
        resize(page, size)
        found += wrong(page, "board", f"{size[0]}x{size[1]}")
    assert found == []


def test_a_sign(on_stage: Stage) -> None:
    """A number, and nobody."""
    found = []
    for window in (1, 60):
        page, _, _ = on_stage.enrol("sign", "wall", window=window)
        page.wait_for_selector(".sign-head")
        for size in SIZES:
            resize(page, size)
            found += wrong(page, "sign", f"{window}-{size[0]}x{size[1]}")
    assert found == []


def test_a_counter(on_stage: Stage) -> None:
    """A called ticket, all its places to go, the outcomes: every act and the way back in sight."""
    page = on_stage.counter(1)
    found = []
    for state, sight in (
        ("called", "[data-act=outcome]"),
        ("transfer", ".panel-close"),
        ("outcome", ".panel-close"),
    ):
        if state != "called":
            page.locator(f"[data-act={state}]").click()
            page.locator(".panel").wait_for()
        for size in DESKS:
            resize(page, size)
            found += wrong(page, "counter", f"{state}-{size[0]}x{size[1]}")
            expect(page.locator(sight)).to_be_in_viewport(ratio=0.95)
        if state != "called":
            page.locator(".panel-close").click()
    assert found == []
