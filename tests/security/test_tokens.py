"""A token works on every way, or is not made: no role is let in by HTTP and kept out by Socket.IO."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.security.test_rights import MAY, SEES, WHERE, body_of
from tests.web.house import HALL, House

NEEDS_A_DEVICE = {"kiosk"}  # its view, its paper and its print jobs are a device's


@pytest.mark.parametrize("role", sorted(MAY))
def test_a_token_of_a_role_works_everywhere_or_is_refused_when_it_is_made(hall: House, role: str) -> None:
    """Its commands and its view over HTTP and over a socket; else one sentence that names the other way."""
    named = {"name": f"p-{uuid.uuid4().hex[:8]}", "role": role, **WHERE.get(role, {})}
    made = hall.command("token.add", **named)
    if role in NEEDS_A_DEVICE:
        assert (made.status_code, made.json()["code"]) == (409, "device_needed")
        assert "设备" in made.json()["title"]
        return
    token = made.json()["result"]["token"]
    commands = [body_of(do) for do in sorted(MAY[role]) if not do.startswith(("settings", "device"))][:3]
    for body in commands:
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        path = f"/api/v1/halls/{HALL}/commands"
        told = hall.post(path, body, f"Bearer {token}", headers=headers)
        assert told.status_code not in (401, 403), (body, told.text)
    with hall.socket({"token": token}) as program:
        hello = program.wait("hello")
        for body in commands:
            ack: Any = program.call("command", body | {"key": str(uuid.uuid4())})
            assert ack["status"] not in (401, 403), (body, ack)
        if SEES.get(role, {("supervisor", "")}):
            assert hall.view(hello["role"], hello["arg"], f"Bearer {token}")["view"]
            program.wait("view")
        else:
            assert (hello["role"], hello["arg"]) == ("", "")
            program.client.emit("resync")
            assert program.command("ticket.cancel", ticket="A998")["status"] == 404
            assert not program.of("view")


@pytest.mark.parametrize("role", sorted(NEEDS_A_DEVICE))
def test_no_person_has_a_role_that_is_a_devices(hall: House, role: str) -> None:
    """Neither when the account is made nor later."""
    name = f"wang-{uuid.uuid4().hex[:6]}"
    for do, now in (("account.add", role), ("account.add", "guide"), ("account.set", role)):
        told = hall.command(do, name=name, role=now)
        assert (told.status_code == 200) == (now == "guide"), told.text
        assert now == "guide" or told.json()["code"] == "device_needed"
