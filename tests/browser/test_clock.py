"""When the hall's time and the machine's part, everybody reads it, with both times, and why nothing opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from server.hall.units import DAY, HOUR
from tests.browser.inside import Inside, inside
from tests.browser.stage import Stage, picture, stage
from tests.engine.room import Clocks

BOTH = "大厅时间 11月23日星期一\u00a009:00，服务器时钟 11月23日星期一\u00a017:00，两者不一致"


@pytest.fixture
def hall() -> Iterator[Inside]:
    """A Monday morning, with the clocks in hand."""
    with inside(Clocks()) as made:
        yield made


@pytest.fixture
def on_stage(hall: Inside, browser: Browser) -> Iterator[Stage]:
    """Its pages."""
    with stage(hall, browser) as made:  # type: ignore[arg-type]
        yield made


def screens(on_stage: Stage) -> dict[str, Page]:
    """One of each."""
    sign, _, _ = on_stage.enrol("sign", "wall", window=2)
    return {
        "kiosk": on_stage.kiosk()[0],
        "counter": on_stage.counter(2),
        "board": on_stage.board(),
        "sign": sign,
    }


def test_every_page_tells_both_times_while_the_clock_is_in_doubt(hall: Inside, on_stage: Stage) -> None:
    """Defect 36: no page read `clock_unsure`. The queue goes on: the kiosk still gives numbers."""
    hall.do("window.open", window=2)
    hall.do("ticket.issue", line="B")
    pages = screens(on_stage)
    hall.clocks.step(8 * HOUR)
    for name, page in pages.items():
        page.get_by_text(BOTH).wait_for()
        picture(page, f"clock-{name}")
    assert pages["kiosk"].locator(".tile:not([disabled])").count() > 5
    hall.clocks.step(-8 * HOUR)
    for page in pages.values():
        page.get_by_text("两者不一致").wait_for(state="detached")


def test_a_day_that_does_not_open_says_why_on_kiosk_and_wall(hall: Inside, on_stage: Stage) -> None:
    """The next morning by a clock nobody trusts: no tile to press in vain, and where to go."""
    hall.do("ticket.issue", line="B")
    hall.do("day.close", confirm=True)
    pages = screens(on_stage)
    hall.clocks.step(45 * DAY)
    for name in ("kiosk", "board"):
        pages[name].get_by_text("服务器时间待核对，暂不能取号").first.wait_for()
        pages[name].get_by_text("服务器时钟 2027年1月7日星期四").wait_for()
        picture(pages[name], f"unsure-{name}")
    assert pages["kiosk"].locator(".tile:not([disabled]):not(.tile-more)").count() == 0
