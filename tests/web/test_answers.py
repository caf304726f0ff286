"""How HTTP says no: the headers of RFC 9110, and what is no JSON (defect 54)."""

from __future__ import annotations

import json
import uuid

import pytest
import requests

from tests.web.house import HALL, House

COMMANDS = f"/api/v1/halls/{HALL}/commands"
JSON = (COMMANDS, "/api/v1/me/beat", "/api/v1/enrol", "/api/v1/session", "/api/v1/password")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/me"),
        ("GET", f"/api/v1/halls/{HALL}/views/board"),
        ("GET", f"/api/v1/halls/{HALL}/tickets"),
        ("GET", "/media/x"),
        ("POST", COMMANDS),
        ("POST", "/api/v1/me/beat"),
        ("POST", "/api/v1/me/orders/x/screenshot"),
        ("POST", "/api/v1/enrol"),
        ("POST", "/api/v1/session"),
        ("POST", "/api/v1/password"),
    ],
)
def test_who_is_nobody_is_told_how_to_be_somebody(hall: House, method: str, path: str) -> None:
    """Every 401 names the schemes there are."""
    body = {"code": "AAAAAAAA", "name": "nobody", "password": "nothing-right"}
    fields = {"enrol": ("code",), "session": ("name", "password"), "password": ("name", "code", "password")}
    wanted = {name: body[name] for name in fields.get(path.rpartition("/")[2], ())}
    response = requests.request(method, hall.url + path, json=wanted, timeout=60)
    assert response.status_code == 401
    schemes = [part.split()[0] for part in response.headers["WWW-Authenticate"].split(", ")]
    assert schemes == ["Bearer", "Device"]


@pytest.mark.parametrize("spell", ["{} {}", "{}  {}"], ids=["one-space", "two-spaces"])
@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
def test_a_scheme_is_known_in_any_case(hall: House, spell: str, case: object) -> None:
    """bearer, BEARER, Bearer: one scheme (RFC 9110, 11.1); spaces before the token are one or more."""
    assert callable(case)
    _, token = hall.device("kiosk")
    for scheme, secret in (("Bearer", hall.key), ("Device", token)):
        told = {"Authorization": spell.format(case(scheme), secret)}
        assert requests.get(f"{hall.url}/api/v1/me", headers=told, timeout=60).status_code == 200


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "image/png"])
@pytest.mark.parametrize("path", JSON)
def test_a_body_must_say_that_it_is_json(hall: House, path: str, kind: str | None) -> None:
    """415 with a code of its own, and nothing happens."""
    before = hall.entries()
    headers = {"Authorization": f"Bearer {hall.key}", "Idempotency-Key": str(uuid.uuid4())}
    body = json.dumps({"do": "ticket.issue", "line": "A"}).encode()
    told = headers | ({"Content-Type": kind} if kind else {})
    response = requests.post(hall.url + path, data=body, headers=told, timeout=60)
    assert (response.status_code, response.json()["code"]) == (415, "media_type")
    assert hall.entries() == before


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "Application/JSON", "application/x+json"]
)
def test_json_may_be_said_in_many_ways(hall: House, kind: str) -> None:
    """Parameters, case, a subtype that is JSON."""
    headers = {
        "Authorization": f"Bearer {hall.key}",
        "Idempotency-Key": str(uuid.uuid4()),
        "Content-Type": kind,
    }
    body = json.dumps({"do": "ticket.issue", "line": "A"})
    response = requests.post(hall.url + COMMANDS, data=body, headers=headers, timeout=60)
    assert response.status_code == 200, response.text


def test_who_is_too_fast_is_told_when_to_come_again(hall: House) -> None:
    """429 and 503 carry Retry-After in whole seconds."""
    body = {"build": "b"}
    _, token = hall.device("board")
    answers = [hall.post("/api/v1/me/beat", body, f"Device {token}") for _ in range(15)]
    slow = [answer for answer in answers if answer.status_code == 429]
    assert slow and all(int(answer.headers["Retry-After"]) >= 1 for answer in slow)
