"""Cookies, sessions, guessing: what a browser keeps for us and what a stranger can try."""

from __future__ import annotations

import statistics
import uuid
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.security.test_origin import COMMANDS, app_of
from tests.web.house import HALL, House
from tests.web.test_thrown_out import signed_in


def attributes(response: Any) -> dict[str, dict[str, str]]:
    """name -> attributes of the cookies a response sets."""
    made = {}
    for header in response.headers.getlist("Set-Cookie"):
        first, *rest = [part.strip() for part in header.split(";")]
        name = first.partition("=")[0]
        made[name] = {part.partition("=")[0].lower(): part.partition("=")[2] for part in rest}
        assert len(header) <= 4096
    return made


@pytest.mark.parametrize("tls", [False, True])
def test_cookies_are_bound_to_this_host_and_hidden_from_scripts(tls: bool) -> None:
    """HttpOnly, SameSite=Strict, Path=/, no Domain; under TLS Secure and __Host-."""
    app, room = app_of(tls=tls, tag="a1b2c3")
    room.engine.start()
    try:
        from server.registry.commands import AddAccount, AddDevice

        code = room.do(AddDevice(name="board", role="board"))["code"]
        secret = room.do(AddAccount(name="wang", role="guide"))["code"]
        client = app.test_client()
        enrolled = client.post("/api/v1/enrol", json={"code": code})
        body = {"name": "wang", "code": secret, "password": "correct horse battery"}
        assert client.post("/api/v1/password", json=body).status_code == 200
        session = client.post("/api/v1/session", json={"name": "wang", "password": body["password"]})
        cookies = attributes(enrolled) | attributes(session)
    finally:
        room.close()
    prefix = "__Host-" if tls else ""
    assert set(cookies) == {f"{prefix}jh-a1b2c3-{name}" for name in (enrolled.json["screen"], "session")}
    for told in cookies.values():
        assert told["path"] == "/" and told["samesite"] == "Strict" and "httponly" in told
        assert ("secure" in told) == tls and "domain" not in told


def test_only_the_cookie_of_the_named_screen_counts(hall: House) -> None:
    """A browser with two screens acts as the one its page names, and as nobody without a name."""
    browser = requests.Session()
    screens = []
    for window in (3, 4):
        made = hall.do("device.add", name=f"desk-{window}", role="clerk", window=window)
        browser.post(f"{hall.url}/api/v1/enrol", json={"code": made["code"]}, timeout=60)
        screens.append(made["id"])

    def status(screen: str | None, window: int) -> int:
        headers = {"Origin": hall.url, "Idempotency-Key": str(uuid.uuid4())}
        headers |= {"Jiaohao-Screen": screen} if screen else {}
        body = {"do": "window.recall", "window": window}
        return browser.post(hall.url + COMMANDS, json=body, headers=headers, timeout=60).status_code

    assert (status(screens[0], 3), status(screens[0], 4)) == (409, 403)
    assert (status(screens[1], 3), status(screens[1], 4)) == (403, 409)
    assert status(None, 3) == status("desk-9", 3) == 401


def test_a_session_cookie_is_new_at_each_login_and_dead_after_logout(hall: House) -> None:
    """Fixation: a cookie the attacker planted is never the session."""
    name, first, person = signed_in(hall, "clerk", window=5)
    body = {"name": name, "password": "correct horse battery"}
    planted = requests.Session()
    for planted_as in ("jh-session", f"jh-{hall.tag}-session"):
        planted.cookies.set(planted_as, "planted-by-somebody", domain="127.0.0.1")
    planted.post(f"{hall.url}/api/v1/session", json=body, headers={"Origin": hall.url}, timeout=60)
    values = {cookie.value for cookie in planted.cookies}
    assert first.partition("=")[2] not in values and len(max(values, key=len)) >= 32
    assert person.delete(f"{hall.url}/api/v1/session", timeout=60).status_code == 200
    view = f"{hall.url}/api/v1/halls/{HALL}/views/counter"
    assert requests.get(view, headers={"Cookie": first}, timeout=60).status_code == 401


# -- guessing ----------------------------------------------------------------------------------


def test_there_is_no_default_account(hall: House) -> None:
    """admin/admin and friends: 401."""
    for name in ("admin", "root", "jiaohao"):
        for password in ("admin", "12345678", "password", name):
            response = hall.post("/api/v1/session", {"name": name, "password": password})
            assert response.status_code in (401, 429)


def test_guessing_one_account_slows_only_that_account(hall: House) -> None:
    """From the fifth try on 429; another person signs in all the while."""
    name, _, _ = signed_in(hall, "clerk", window=6)
    other, _, _ = signed_in(hall, "clerk", window=7)
    tries = [
        hall.post("/api/v1/session", {"name": name, "password": f"guess-{n}"}).status_code for n in range(12)
    ]
    assert tries[:4] == [401] * 4 and set(tries[4:]) == {429}
    right = {"name": other, "password": "correct horse battery"}
    assert hall.post("/api/v1/session", right).status_code == 200


def test_an_unknown_name_answers_like_a_wrong_password(hall: House) -> None:
    """Same problem, and the server works as long for it: nobody learns by a clock who is known."""
    name, _, _ = signed_in(hall, "clerk", window=8)

    def ask(who: str) -> tuple[Any, float]:
        begun = hall.worked_seconds()
        answer = hall.post("/api/v1/session", {"name": who, "password": "not the password"}).json()
        return answer, hall.worked_seconds() - begun

    known = [ask(name) for _ in range(3)]
    unknown = [ask(f"nobody{n}") for n in range(3)]
    assert known[0][0] == unknown[0][0]
    of_known, of_unknown = (statistics.median(t for _, t in tries) for tries in (known, unknown))
    assert of_known >= 0.05  # argon2 is a tenth of a second and more
    assert 0.5 <= of_unknown / of_known <= 2


def test_no_secret_stands_in_the_log(hall: House) -> None:
    """After everything in this file: no token, cookie, password or local key was logged."""
    _, token = hall.device("kiosk")
    _, cookie, _ = signed_in(hall, "clerk", window=9)
    hall.command("ticket.issue", f"Device {token}", line="A")
    log = (Path(hall.folder) / "server.log").read_text()
    for secret in (token, cookie.partition("=")[2], hall.key, "correct horse battery"):
        assert secret not in log
