"""Guessing passwords: a stranger is slowed and stands in nobody's way; the owner gets in all the while."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.stopwatch import Stopwatch
from tests.web.house import From, House, house
from tests.web.test_pages import enrolled
from tests.web.test_thrown_out import signed_in

PASSWORD = "correct horse battery"
FREE = 4  # wrong tries of one name from one address


def at(address: str) -> requests.Session:
    """A browser at an address."""
    browser = requests.Session()
    browser.mount("http://", From(address))
    return browser


def tried(
    hall: House, browser: requests.Session, name: str, password: str = "wrong one"
) -> requests.Response:
    """One sign-in."""
    return browser.post(f"{hall.url}/api/v1/session", json={"name": name, "password": password}, timeout=60)


@pytest.fixture
def quiet(tmp_path: Any) -> Iterator[House]:
    """A hall of which nobody guessed anything yet; its passwords cost it little."""
    with house(tmp_path, day=False, program=("tests.web.eased", "eventlet", "1")) as made:
        yield made


@pytest.fixture
def working(tmp_path: Any) -> Iterator[House]:
    """The same, with the whole work for each password."""
    with house(tmp_path, day=False) as made:
        yield made


def test_a_stranger_elsewhere_does_not_lock_the_owner_out(hall: House) -> None:
    """The stranger's address waits after four wrong tries; the owner's own does not."""
    owner, _, _ = signed_in(hall, "supervisor")
    stranger = at("127.0.0.2")
    codes = [tried(hall, stranger, owner).status_code for _ in range(12)]
    assert codes == [401] * FREE + [429] * (12 - FREE)
    assert [tried(hall, at("127.0.0.3"), owner, PASSWORD).status_code for _ in range(3)] == [200] * 3
    slow = tried(hall, stranger, owner, PASSWORD)
    assert slow.json()["code"] == "login_slow"
    assert int(slow.headers["Retry-After"]) == slow.json()["facts"]["seconds"] > 1


def test_at_a_screen_of_the_hall_the_right_password_waits_for_nobody(quiet: House) -> None:
    """The same address (a proxy that nobody named): strangers use up its tries and its lane, the screen's
    own stay; wrong words typed at the screen itself do not lock it either."""
    owner, _, _ = signed_in(quiet, "supervisor")
    _, screen = enrolled(quiet, "clerk", window=3)
    stranger = at("127.0.0.1")
    for number in range(31):
        tried(quiet, stranger, f"nobody{number}")
    for _ in range(6):
        tried(quiet, stranger, owner)
    assert tried(quiet, stranger, owner, PASSWORD).status_code == 429
    assert [tried(quiet, screen, owner).status_code for _ in range(6)] == [401] * 6
    watch = Stopwatch()
    assert tried(quiet, screen, owner, PASSWORD).status_code == 200
    assert watch.seconds <= 5.0


def test_ever_new_names_from_one_address_go_slower_and_are_not_refused(quiet: House) -> None:
    """After 30 wrong ones each takes a second; at another address nobody notices."""
    owner, _, _ = signed_in(quiet, "supervisor")
    stranger = at("127.0.0.2")
    first = [tried(quiet, stranger, f"name{number}").status_code for number in range(30)]
    begun = time.monotonic()
    slow = [tried(quiet, stranger, f"slow{number}").status_code for number in range(6)]
    seconds = time.monotonic() - begun
    assert {*first, *slow} == {401}
    assert seconds >= 4.9
    assert tried(quiet, at("127.0.0.3"), owner, PASSWORD).status_code == 200


def test_a_flood_of_sign_ins_is_bounded_and_starves_nobody(working: House) -> None:
    """Forty at once from each of three addresses: what cannot wait gets 503 busy; an owner elsewhere,
    and one at a screen, are in within seconds all the while."""
    owner, _, _ = signed_in(working, "supervisor")
    _, screen = enrolled(working, "clerk", window=3)
    strangers = [at(f"127.0.1.{number}") for number in range(3)]
    with ThreadPoolExecutor(120) as pool:
        flood = [
            pool.submit(tried, working, stranger, f"name{number}")
            for number in range(40)
            for stranger in strangers
        ]
        took = []
        for browser in (at("127.0.0.3"), screen, at("127.0.0.4")):
            watch = Stopwatch()
            assert tried(working, browser, owner, PASSWORD).status_code == 200
            took.append(watch.seconds)
        answers = [each.result() for each in flood]
    assert max(took) <= 10.0
    assert {answer.status_code for answer in answers} == {401, 503}
    busy = next(answer for answer in answers if answer.status_code == 503)
    assert busy.json()["code"] == "busy" and "Retry-After" in busy.headers
