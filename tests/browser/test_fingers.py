"""Random fingers: whatever they do, each page keeps its word (JIAOHAO_SEED=n replays a run)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.fingers import ACTS, Monkey, Net, focus_moves, monkey
from tests.browser.stage import Stage
from tests.web.house import House

Acts = dict[str, Callable[[Page], None]]
HOME_TOUCHES = 3
DRAWN = "#app > :not(noscript, .loading-page)"


def reloaded(page: Page) -> None:
    page.reload(wait_until="domcontentloaded")
    page.wait_for_selector(DRAWN)


def gone_back(page: Page) -> None:
    """The browser's back button, and on again where that left the screen."""
    url = page.url
    page.go_back(wait_until="domcontentloaded")
    if page.url != url:
        page.goto(url, wait_until="domcontentloaded")
    page.wait_for_selector(DRAWN)


def last_call(hall: House) -> int:
    """How many calls there were."""
    calls = hall.view("board", "main")["view"]["calls"]
    return max((call["call"] for call in calls), default=0)


def numbers(hall: House) -> set[str]:
    """All numbers given today to this hall's kiosks."""
    found, after = set(), ""
    while True:
        path = (
            f"{hall.url}/api/v1/halls/taohuajiang/tickets?after={after}"
            if after
            else f"{hall.url}/api/v1/halls/taohuajiang/tickets"
        )
        page = hall.http.get(path, headers={"Authorization": f"Bearer {hall.key}"}, timeout=60).json()
        found |= {ticket["number"] for ticket in page["tickets"]}
        after = page.get("next")
        if not after:
            return found


def test_a_touch_gives_one_ticket_or_says_why(on_stage: Stage) -> None:
    """At the kiosk: no number is given that no touch asked for or that was not shown; home is near."""
    hall = on_stage.hall
    before = numbers(hall)
    net = Net(on_stage)
    touches = [0]

    def acts(made: Monkey) -> Acts:
        def tile(page: Page, double: bool = False) -> None:
            touches[0] += made.touch(page, ".tile[data-line]", double=double)

        def offline(page: Page) -> None:
            net.set(True)
            tile(page)
            net.set(False)

        def at_once(page: Page) -> None:
            tile(page)
            reloaded(page)

        return {
            "touch": tile,
            "touch again": tile,
            "double": lambda page: tile(page, True),
            "reload at once": at_once,
            "close": lambda page: made.touch(page, ".card-main"),
            "switch": lambda page: made.touch(page, ".switches button"),
            "class": lambda page: made.touch(page, ".class"),
            "page": lambda page: made.touch(page, ".pager button, .tile-more"),
            "keys": lambda page: made.keys(page, ("Tab", "Escape", "ArrowDown", "a")),
            "back": gone_back,
            "offline": offline,
            "size": made.resize,
        }

    def rules(name: str, page: Page) -> None:
        if len(made.done) % 50 == 0:
            net.set(False)
            _settled(page)
            assert _home(made, page) <= HOME_TOUCHES
            assert focus_moves(page)

    with monkey(on_stage, lambda: [on_stage.kiosk()[0]], acts) as made:
        made.run(ACTS, rules)
        net.set(False)
        for page in made.pages:
            _settled(page)
        given = numbers(hall) - before
        assert given - made.shown("number") == set(), "given and never shown"
        assert made.shown("number") - given == set(), "shown and never given"
        assert len(given) <= touches[0]
        assert given


def _settled(page: Page) -> None:
    """Nothing is under way any more."""
    page.wait_for_function(
        "() => document.querySelector('.tile, .slip') && !document.querySelector('.card-wait, .prompt-cut')"
    )


def _home(made: Monkey, page: Page) -> int:
    """Touches to the first screen of lines with nothing over it."""
    for touches in range(HOME_TOUCHES + 1):
        page.wait_for_timeout(0)
        if page.locator(".cover").count():
            page.wait_for_timeout(850)  # a double touch closes nothing
            page.locator(".cover .card-main, .cover .pager button").first.click()
        elif page.locator(".pager button:first-child:enabled").count():
            page.locator(".pager button").first.click()
        elif page.locator("[data-line=A]").count() == 0:
            page.locator(".tile-more").click()
        else:
            return touches
    return HOME_TOUCHES + 1


def come(hall: House, people: int) -> None:
    """So many more wait for window 2."""
    for _ in range(people):
        hall.do("ticket.issue", line="B")


CALLING = {"Enter", "F9", "F8", "+", "click"}
KEYS = ("Enter", "Enter", "F9", "F8", "F7", "F10", "F6", *"037/*-+", "Escape", "Tab")


def test_nobody_is_called_whom_no_press_asked_for(on_stage: Stage) -> None:
    """Two pages of one window: each press that may call calls one person at most; held down, doubled, on both
    pages, before and after a load."""
    hall = on_stage.hall
    come(hall, 30)
    net = Net(on_stage)
    before, presses = last_call(hall), [0]

    def acts(made: Monkey) -> Acts:
        def key(page: Page) -> None:
            presses[0] += made.keys(page, KEYS) in CALLING

        def click(page: Page) -> None:
            presses[0] += made.touch(page, "button", double=made.random.random() < 0.3)

        def offline(page: Page) -> None:
            net.set(True)
            key(page)
            net.set(False)

        rare = {"reload": reloaded, "back": gone_back, "offline": offline}
        return {"key": key, "key again": key, "keys": key, "click": click, **rare}

    def rules(name: str, page: Page) -> None:
        assert last_call(hall) - before <= presses[0], name
        if len(made.done) % 50 == 0:
            page.keyboard.press("Escape")
            assert focus_moves(page)
            come(hall, 30)

    with monkey(on_stage, lambda: [on_stage.counter(2), on_stage.counter(2)], acts) as made:
        made.run(ACTS, rules)
    assert last_call(hall) > before


def test_nobody_can_do_anything_at_a_wall(on_stage: Stage) -> None:
    """Fingers and keys on board and sign change nothing in the hall, and both go on showing it."""
    hall = on_stage.hall
    net = Net(on_stage)

    def acts(made: Monkey) -> Acts:
        def offline(page: Page) -> None:
            net.set(True)
            made.resize(page)
            net.set(False)

        return {
            "touch": lambda page: page.mouse.click(made.random.randrange(600), made.random.randrange(300)),
            "keys": lambda page: made.keys(page, ("Enter", " ", "F9", "0", "Escape", "Tab")) and None,
            "reload": reloaded,
            "back": gone_back,
            "offline": offline,
            "size": made.resize,
        }

    def open_pages() -> list[Page]:
        sign, _, _ = on_stage.enrol("sign", "wall", window=3)
        sign.wait_for_selector(".sign-head")
        return [on_stage.board(), sign]

    with monkey(on_stage, open_pages, acts) as made:
        where = hall.where()
        made.run(ACTS, lambda name, page: None)
        net.set(False)
        assert hall.where() == where
        number = hall.do("ticket.issue", line="C")["number"]
        hall.do("window.call", window=3, ticket=number)
        made.pages[1].locator(".sign-number").get_by_text(number).wait_for()
        made.pages[0].locator(".featured-number").get_by_text(number).wait_for()
