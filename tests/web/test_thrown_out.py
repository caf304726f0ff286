"""Being thrown out: revoked, rolled, signed out, changed: the sockets close within a second."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import requests
import socketio

from tests.stopwatch import Stopwatch
from tests.web.house import House, Socket


def gone_within_a_second(socket: Socket, act: Any) -> None:
    """The socket closes within 1 s of the act's answer."""
    act()
    watch = Stopwatch()
    socket.wait("disconnect")
    assert watch.seconds <= 1.0


def test_a_revoked_device_is_cut_and_stays_out(both: House) -> None:
    """device.revoke closes its sockets; its token opens nothing any more."""
    device, token = both.device("kiosk")
    with both.socket({"token": token}) as kiosk:
        kiosk.wait("view")
        gone_within_a_second(kiosk, lambda: both.do("device.revoke", id=device))
    assert both.command("ticket.issue", f"Device {token}", line="A").status_code == 401


def test_a_rolled_token_cuts_the_old_one(both: House) -> None:
    """device.roll: the socket of the old token closes, the new token works at once."""
    device, token = both.device("kiosk")
    with both.socket({"token": token}) as kiosk:
        kiosk.wait("view")
        new: dict[str, Any] = {}
        gone_within_a_second(kiosk, lambda: new.update(both.do("device.roll", id=device)))
    assert both.command("ticket.issue", f"Device {token}", line="A").status_code == 401
    assert both.command("ticket.issue", f"Device {new['token']}", line="A").status_code == 200


def test_a_revoked_program_is_cut(both: House) -> None:
    """token.revoke closes the sockets of the program."""
    made = both.do("token.add", name=f"p-{uuid.uuid4().hex[:6]}", role="supervisor")
    with both.socket({"token": made["token"]}) as program:
        program.wait("view")
        gone_within_a_second(program, lambda: both.do("token.revoke", id=made["id"]))


def signed_in(both: House, role: str, **where: Any) -> tuple[str, str, requests.Session]:
    """(name, Cookie header, session) of a person who just set a password and signed in."""
    name = f"{role}-{uuid.uuid4().hex[:6]}"
    code = both.do("account.add", name=name, role=role, **where)["code"]
    person = requests.Session()
    person.headers["Origin"] = both.url
    body = {"name": name, "code": code, "password": "correct horse battery"}
    assert person.post(f"{both.url}/api/v1/password", json=body, timeout=60).status_code == 200
    del body["code"]
    response = person.post(f"{both.url}/api/v1/session", json=body, timeout=60)
    assert response.status_code == 200, response.text
    return name, "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.cookies), person


def test_logging_out_closes_the_sockets_of_the_session(both: House) -> None:
    """After sign-out the open page acts for nobody."""
    _, cookie, person = signed_in(both, "clerk", window=6)
    headers = {"Cookie": cookie}  # the client adds our own Origin
    with both.socket({}, headers=headers) as clerk:
        assert clerk.wait("view")["role"] == "counter"
        assert clerk.command("window.recall", window=6)["code"] == "window_empty"
        gone_within_a_second(clerk, lambda: person.delete(f"{both.url}/api/v1/session", timeout=60))
    again = Socket()
    with pytest.raises(socketio.exceptions.ConnectionError):
        again.connect(both.url, {}, headers=headers)


@pytest.mark.parametrize("change", [{"role": "guide"}, {"window": 8}])
def test_a_changed_role_or_window_closes_the_sockets(both: House, change: dict[str, Any]) -> None:
    """account.set ends the sessions of the account."""
    name, cookie, _ = signed_in(both, "clerk", window=7)
    with both.socket({}, headers={"Cookie": cookie}) as clerk:
        clerk.wait("view")
        gone_within_a_second(clerk, lambda: both.do("account.set", name=name, **change))


def test_screens_of_a_window_that_is_gone_are_told_so(both: House) -> None:
    """Defect 72: a sign of window 9 showed its old number as fresh for ever; it comes back and hears why."""
    _, token = both.device("sign", window=9)
    with both.socket({"token": token}) as sign:
        sign.wait("view")
        gone_within_a_second(sign, lambda: both.do("settings.import", settings=without(9)))
    again = Socket()
    with pytest.raises(socketio.exceptions.ConnectionError):
        again.connect(both.url, {"token": token})
    (why,) = again.of("connect_error")
    assert why["message"] == "window_unknown"


def without(number: int) -> dict[str, Any]:
    """The settings without a window; the next one takes over its lines."""
    from server.settings.defaults.township import township
    from server.settings.validate import plain

    tree = plain(township())
    gone = next(window for window in tree["windows"] if window["number"] == number)
    tree["windows"].remove(gone)
    tree["windows"][-1]["serves"] += [serves for serves in gone["serves"] if not serves["penalty"]]
    return tree | {"limits": {"rate": 100_000, "burst": 100_000}}


def test_a_screen_that_is_enrolled_anew_closes_where_it_was_before(both: House) -> None:
    """The cookie of before opens nothing, and its open page hears nothing any more; the agent of the device
    stays, it has a token of its own."""
    made = both.do("device.add", name="wall", role="board")
    before = requests.post(f"{both.url}/api/v1/enrol", json={"code": made["code"]}, timeout=10).cookies
    code = both.do("device.code", id=made["id"])["code"]
    cookie = "; ".join(f"{each.name}={each.value}" for each in before)
    with (
        both.socket({"screen": made["id"]}, headers={"Cookie": cookie}) as page,
        both.socket({"token": made["token"]}) as agent,
    ):
        page.wait("view")
        agent.wait("view")
        enrol = {"json": {"code": code}, "timeout": 10}
        gone_within_a_second(page, lambda: requests.post(f"{both.url}/api/v1/enrol", **enrol))
        agent.client.emit("resync")
        agent.wait("view", 2)
        assert not agent.of("disconnect")
