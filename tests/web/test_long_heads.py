"""Long heads: many screens and foreign cookies in one browser; what is over the limit is told in words."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from server.web.headers import HEADERS
from tests.web.house import House
from tests.web.test_pages import enrolled

LINE = 65_536  # bytes of one line of a head, without its end


def with_line(hall: House, size: int, path: str = "/") -> requests.Response:
    """A load with a cookie header of so many bytes, line end included."""
    cookie = "x=" + "y" * (size - len("Cookie: x=") - 2)
    return requests.get(hall.url + path, headers={"Cookie": cookie}, timeout=60)


@pytest.mark.parametrize("size", [8_000, 8_193, 20_000, LINE])
def test_a_line_of_a_head_may_have_64_kib(both: House, size: int) -> None:
    """Foreign cookies of the host: the page comes all the same."""
    assert with_line(both, size).status_code == 200


@pytest.mark.parametrize("case", ["line", "lines", "address"])
def test_what_is_longer_is_told_in_words_a_person_can_read(both: House, case: str) -> None:
    """431 or its kin, Chinese first, with the security headers; the server goes on."""
    if case == "line":
        told = with_line(both, LINE + 1)
    elif case == "lines":
        many = {f"X-{n}": "y" * 50_000 for n in range(4)} | {f"Y-{n}": "y" for n in range(99)}
        told = requests.get(both.url, headers=many, timeout=60)
    else:
        told = requests.get(f"{both.url}/?{'y' * LINE}", timeout=60)
    assert told.status_code == 431
    assert "请求太长" in told.text and "Cookie" in told.text and 'lang="zh-CN"' in told.text
    assert told.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    assert requests.get(f"{both.url}/healthz", timeout=60).status_code == 200


def jar_of(hall: House, count: int) -> tuple[requests.Session, list[str]]:
    """A browser with so many screens of the hall."""
    jar, screens = requests.Session(), []
    jar.headers["Origin"] = hall.url
    for _ in range(count):
        screen, browser = enrolled(hall, "board")
        jar.cookies.update(browser.cookies)
        screens.append(screen)
    return jar, screens


def test_a_browser_with_96_screens_opens_each_of_them(hall: House) -> None:
    """Page and socket."""
    jar, screens = jar_of(hall, 96)
    for screen in (screens[0], screens[-1]):
        assert jar.get(f"{hall.url}/s/{screen}", allow_redirects=False, timeout=60).status_code == 200
        cookie = "; ".join(f"{each.name}={each.value}" for each in jar.cookies)
        with hall.socket({"screen": screen}, headers={"Cookie": cookie}) as board:
            board.wait("view")


@pytest.mark.parametrize("where", ["/", "/enrol", "a screen", "an enrolment"])
def test_dead_screens_are_swept_out_of_the_browser(hall: House, where: str) -> None:
    """At the start page, the enrolment, a screen that failed; the living one stays, foreign cookies too."""
    jar, screens = jar_of(hall, 30)
    living, dead = screens[0], screens[1:]
    for screen in dead:
        hall.do("device.revoke", id=screen)
    jar.cookies.set("jh-abcdef-other", "of another hall", domain="127.0.0.1")
    jar.cookies.set("theme", "dark", domain="127.0.0.1")
    for _ in range(2):  # a few dozen a load: a proxy takes no endless head either
        load(hall, jar, where, dead[0])
    kept = {
        name for name in jar.cookies.get_dict() if name.startswith((f"jh-{hall.tag}", "jh-abcdef", "theme"))
    }
    assert {f"jh-{hall.tag}-{living}", "jh-abcdef-other", "theme"} <= kept
    assert not kept & {f"jh-{hall.tag}-{screen}" for screen in dead}
    assert jar.get(f"{hall.url}/s/{living}", allow_redirects=False, timeout=60).status_code == 200


def load(hall: House, jar: requests.Session, where: str, dead: str) -> Any:
    """Go where dead cookies are erased."""
    if where == "an enrolment":
        code = hall.do("device.add", name="late", role="board")["code"]
        return jar.post(f"{hall.url}/api/v1/enrol", json={"code": code}, timeout=60)
    path = f"/s/{dead}" if where == "a screen" else where
    return jar.get(hall.url + path, allow_redirects=False, timeout=60)


def test_a_dead_session_and_a_dead_cookie_of_before_go_too(hall: House) -> None:
    """Under the name of before only when the screen is one of ours: else it may be another hall's."""
    screen, browser = enrolled(hall, "board")
    browser.cookies.clear()
    for name in (f"jh-{hall.tag}-session", f"jh-{screen}", "jh-elsewhere-0a1b2c3d", "jh-session"):
        browser.cookies.set(name, f"{screen}.dead", domain="127.0.0.1")
    browser.get(hall.url, timeout=60)
    assert set(browser.cookies.get_dict()) == {"jh-elsewhere-0a1b2c3d", "jh-session"}
