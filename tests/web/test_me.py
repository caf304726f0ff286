"""GET /api/v1/me: whoever has a credential learns hall, role, place and rights from it alone (defect 54)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from server.registry.roles import ROLES
from server.wire import schema
from tests.security.test_cookies import signed_in
from tests.web.contract import fits
from tests.web.house import HALL, House


def me(hall: House, authorization: str | None = None, **headers: str) -> requests.Response:
    """The answer to who I am."""
    told = headers | ({"Authorization": authorization} if authorization else {})
    return requests.get(f"{hall.url}/api/v1/me", headers=told, timeout=60)


def known(hall: House, authorization: str | None = None, **headers: str) -> dict[str, Any]:
    """It, as the contract says."""
    response = me(hall, authorization, **headers)
    assert response.status_code == 200, response.text
    fits({"$ref": "#/components/schemas/Me"}, response.json())
    found: dict[str, Any] = response.json()
    return found


@pytest.mark.parametrize(
    ("role", "where", "views"),
    [
        ("kiosk", {}, [("kiosk", "{id}")]),
        ("button", {"window": 3}, [("counter", "3")]),
        ("board", {"zone": "main"}, [("board", "main")]),
        ("sign", {"window": 3}, [("window", "3")]),
        ("clerk", {"window": 3}, [("counter", "3")]),
        ("guide", {}, []),
        ("supervisor", {}, [("board", None), ("counter", None), ("supervisor", None)]),
    ],
)
def test_a_device_learns_what_it_is(
    hall: House, role: str, where: dict[str, Any], views: list[tuple[str, str | None]]
) -> None:
    """Its hall, name, place; the commands of its role; the views it may see, and it may."""
    id, token = hall.device(role, **where)
    found = known(hall, f"Device {token}")
    assert (found["hall"], found["kind"], found["id"], found["device"]) == (HALL, "device", id, id)
    assert (found["role"], found["window"]) == (role, where.get("window"))
    assert found["zone"] == ("main" if role == "board" else None)
    assert id.startswith(found["name"] + "-")
    assert set(found["commands"]) == (ROLES[role].may or {}).keys() & schema.commands().keys()
    expected = [{"role": seen, "arg": arg and arg.format(id=id)} for seen, arg in views]
    assert found["views"] == expected
    for view in expected:
        some = {"board": "main", "counter": "1"}.get(view["role"], "")
        arg = some if view["arg"] is None else view["arg"]
        hall.view(view["role"], arg, f"Device {token}")
    assert found["view"] in (*expected, None, {"role": role, "arg": ""})


def test_a_program_learns_its_window(hall: House) -> None:
    """Role and window of an API token, the only way to them over HTTP."""
    found = known(hall, f"Bearer {hall.program('clerk', window=4)}")
    assert (found["kind"], found["role"], found["window"], found["device"]) == ("token", "clerk", 4, None)
    assert found["view"] == {"role": "counter", "arg": "4"} and found["tickets"] is True
    assert found["name"].startswith("p-")


def test_the_command_line_is_local(hall: House) -> None:
    """Every command, every view."""
    found = known(hall, f"Bearer {hall.key}")
    assert (found["kind"], found["name"], found["role"]) == ("local", "local", "admin")
    assert found["commands"] == list(schema.commands())


def test_a_person_learns_who_signed_in(hall: House) -> None:
    """By the cookie of the session; another page's request is no exception, for it changes nothing."""
    name, cookie, _ = signed_in(hall, "clerk", window=1)
    found = known(hall, Cookie=cookie)
    assert (found["kind"], found["role"], found["window"], found["name"]) == ("account", "clerk", 1, name)


def test_a_screen_learns_which_it_is(hall: House) -> None:
    """By its cookie and the header that names it, as its page sends them."""
    made = hall.do("device.add", name="desk", role="clerk", window=2)
    enrolled = requests.post(f"{hall.url}/api/v1/enrol", json={"code": made["code"]}, timeout=60)
    cookie = enrolled.headers["Set-Cookie"].partition(";")[0]
    found = known(hall, Cookie=cookie, **{"Jiaohao-Screen": enrolled.json()["screen"]})
    assert (found["device"], found["role"], found["window"]) == (made["id"], "clerk", 2)
    assert me(hall, Cookie=cookie).status_code == 401


def test_nobody_learns_nothing(hall: House) -> None:
    """Without a credential, with a wrong one, with one that was revoked."""
    made = hall.do("token.add", name="gone", role="guide")
    assert me(hall, f"Bearer {made['token']}").status_code == 200
    hall.do("token.revoke", id=made["id"])
    for authorization in (None, "Bearer nothing", "Device nothing", f"Bearer {made['token']}", "Basic YTpi"):
        response = me(hall, authorization)
        assert (response.status_code, response.json()["code"]) == (401, "unauthorised")
