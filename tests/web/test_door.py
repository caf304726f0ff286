"""A command over HTTP is told the same by the door before Flask as by the route behind it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from server.hall.commands import OpenDay
from server.web import door
from tests.security.test_origin import COMMANDS, app_of

ISSUE = b'{"do":"ticket.issue","line":"A"}'
JSON = {"Content-Type": "application/json"}
ASKED: dict[str, tuple[int, dict[str, Any]]] = {
    "done": (200, {"data": ISSUE, "headers": JSON}),
    "done, with a charset": (200, {"data": ISSUE, "content_type": "application/json; charset=utf-8"}),
    "nobody": (401, {"data": ISSUE, "headers": JSON | {"Authorization": ""}}),
    "an unknown token": (401, {"data": ISSUE, "headers": JSON | {"Authorization": "Bearer nobody.knows"}}),
    "a foreign page": (
        403,
        {"data": ISSUE, "headers": JSON | {"Authorization": None, "Origin": "http://evil.example"}},
    ),
    "no key": (422, {"data": ISSUE, "headers": JSON | {"Idempotency-Key": None}}),
    "not JSON": (422, {"data": b"{", "headers": JSON}),
    "another kind of body": (415, {"data": ISSUE, "content_type": "text/plain"}),
    "an unknown command": (422, {"data": b'{"do":"ticket.eat"}', "headers": JSON}),
    "a refusal": (404, {"data": b'{"do":"ticket.issue","line":"Z"}', "headers": JSON}),
    "too big": (413, {"data": b'"' + b"x" * 70_000 + b'"', "headers": JSON}),
    "another hall": (404, {"data": ISSUE, "headers": JSON, "path": COMMANDS.replace("/halls/", "/halls/x")}),
    "another method": (405, {"method": "GET"}),
    "nearly the path": (404, {"data": ISSUE, "headers": JSON, "path": COMMANDS + "/"}),
}


@pytest.mark.parametrize("what", ASKED)
def test_both_say_the_same(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status, headers and body, but for what is made up anew each time."""
    said = _said(what)
    assert said == _said(what, monkeypatch)
    assert said[0] == ASKED[what][0]


def _said(what: str, monkeypatch: pytest.MonkeyPatch | None = None) -> tuple[int, list[Any], str]:
    """What a new hall answers; monkeypatch: with the door out of the way."""
    if monkeypatch is not None:
        monkeypatch.setattr(door, "_PATH", re.compile("nothing"))
    app, room = app_of()
    room.engine.start()
    try:
        room.do(OpenDay())
        asked = {"method": "POST", "path": COMMANDS} | ASKED[what][1]
        headers = {"Authorization": f"Bearer {room.identities.local_key}", "Idempotency-Key": "the same key"}
        headers |= asked.pop("headers", {})
        given = {name: value for name, value in headers.items() if value is not None}
        answer = app.test_client().open(headers=given, **asked)
    finally:
        room.close()
    body = re.sub(r'"[0-9a-f]{16}"|\d{13}', "…", answer.get_data(as_text=True))
    return answer.status_code, sorted(answer.headers), body
