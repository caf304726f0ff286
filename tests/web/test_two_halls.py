"""Two halls on two ports of one host, and what a browser kept before its names told them apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import socketio

from server.bootstrap import browser_tag
from server.vault.memory import memory_vault
from tests.security.test_cookies import attributes
from tests.web.house import HALL, House, Socket, house
from tests.web.test_pages import enrolled
from tests.web.test_thrown_out import signed_in


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A second hall on this host."""
    with house(tmp_path_factory.mktemp("other"), day=False) as made:
        yield made


def seen(hall: House, browser: requests.Session, view: str, screen: str | None = None) -> int:
    """Status of a look at a view by cookie."""
    headers = {"Jiaohao-Screen": screen} if screen else {}
    path = f"{hall.url}/api/v1/halls/{HALL}/views/{view}"
    return browser.get(path, headers=headers, timeout=60).status_code


def test_a_sign_in_and_an_enrolment_at_one_hall_end_nothing_at_the_other(hall: House, other: House) -> None:
    """One cookie jar (a browser keeps cookies by host, whatever the port): both people, both screens stay."""
    jar = requests.Session()
    screens = []
    for each in (hall, other):
        _, cookies, _ = signed_in(each, "supervisor")
        for name, value in re.findall(r"([^=;\s]+)=([^;]+)", cookies):
            jar.cookies.set(name, value, domain="127.0.0.1")
        screens.append(enrolled(each, "board"))
        jar.cookies.update(screens[-1][1].cookies)
    for each, (screen, _) in zip((hall, other), screens, strict=True):
        assert seen(each, jar, "supervisor") == 200
        assert seen(each, jar, "board", screen) == 200


def test_the_tag_is_made_with_the_hall_and_stays(tmp_path: Path) -> None:
    """Six hex digits on every page, the same after a restart, another in another folder."""
    tags = []
    for folder in ("one", "one", "two"):
        (tmp_path / folder).mkdir(exist_ok=True)
        with house(tmp_path / folder, plenty=False, day=False) as made:
            tags.append(made.tag)
    assert all(re.fullmatch("[0-9a-f]{6}", tag) for tag in tags)
    assert tags[0] == tags[1] != tags[2]


def test_servers_on_one_store_have_one_tag() -> None:
    """Whoever comes first makes it."""
    vault = memory_vault()
    assert browser_tag(vault) == browser_tag(vault)


# -- cookies of before ---------------------------------------------------------------------------


def before(hall: House, browser: requests.Session) -> str:
    """The Cookie header as it was when names did not tell halls apart."""
    return "; ".join(f"{each.name.replace(hall.tag + '-', '')}={each.value}" for each in browser.cookies)


def load(hall: House, path: str, cookie: str) -> tuple[int, dict[str, dict[str, str]]]:
    """(status, cookies set) of a page."""
    response = requests.get(hall.url + path, headers={"Cookie": cookie}, allow_redirects=False, timeout=60)
    return response.status_code, attributes(_Listed(response))


class _Listed:
    """A response whose headers can be asked for all of a name, as Werkzeug's can."""

    def __init__(self, response: requests.Response) -> None:
        self.headers = self
        self._raw: Any = response.raw.headers

    def getlist(self, name: str) -> list[str]:
        """Every header of this name."""
        return list(self._raw.getlist(name))


def test_a_screens_cookie_of_before_works_and_is_renamed_at_the_next_load(hall: House) -> None:
    """Its socket comes back by it; the page sets the new name with the same value and erases the old."""
    screen, browser = enrolled(hall, "board")
    (kept,) = browser.cookies
    old = before(hall, browser)
    assert old == f"jh-{screen}={kept.value}"
    with hall.socket({"screen": screen}, headers={"Cookie": old}) as board:
        board.wait("view")
    status, told = load(hall, f"/s/{screen}", old)
    assert status == 200 and set(told) == {f"jh-{screen}", f"jh-{hall.tag}-{screen}"}
    assert told[f"jh-{screen}"]["max-age"] == "0"
    assert int(told[f"jh-{hall.tag}-{screen}"]["max-age"]) > 30_000_000
    status, told = load(hall, f"/s/{screen}", f"jh-{hall.tag}-{screen}={kept.value}")
    assert status == 200 and set(told) == {f"jh-{hall.tag}-{screen}"}


def test_a_session_of_before_works_and_is_renamed_at_the_next_load(hall: House) -> None:
    """On any page; and signing out by it ends it under both names."""
    _, _, person = signed_in(hall, "supervisor")
    old = before(hall, person)
    for path in ("/", "/enrol"):
        status, told = load(hall, path, old)
        assert status == 200 and set(told) == {"jh-session", f"jh-{hall.tag}-session"}
        assert told["jh-session"]["max-age"] == "0"
    with hall.socket({}, headers={"Cookie": old}) as desk:
        desk.wait("view")
    told = requests.delete(
        f"{hall.url}/api/v1/session", headers={"Cookie": old, "Origin": hall.url}, timeout=60
    )
    assert "jh-session=;" in told.headers["Set-Cookie"]
    with pytest.raises(socketio.exceptions.ConnectionError):
        Socket().connect(hall.url, {}, headers={"Cookie": old})


def test_a_cookie_of_before_that_opens_nothing_here_is_left_alone(hall: House, other: House) -> None:
    """It may be the other hall's, which has not been loaded yet."""
    _, _, person = signed_in(other, "supervisor")
    screen, browser = enrolled(other, "board")
    old = f"{before(other, person)}; {before(other, browser)}"
    for path in ("/", "/enrol", f"/s/{screen}"):
        assert load(hall, path, old)[1] == {}
    assert load(other, f"/s/{screen}", old)[0] == 200
