"""The demo's one-click screens and its paper roll. Only on loopback, only with --demo."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, send_from_directory
from msgspec import Struct

from server.hall.commands import Command, Origin
from server.hall.errors import Refused
from server.hall.settings.kinds import DEFAULT_ZONE
from server.registry import roles
from server.registry.commands import AddDevice, CodeDevice
from server.registry.model import Device
from server.web import who
from server.web.answers import answer, body_of, refuse
from server.web.options import Options, Rooms

_SHOWN = 12
_LOOPBACK = ("127.0.0.1", "::1", "[::1]")
_LOCAL_NAMES = ("localhost",)  # a foreign name that leads here (DNS rebinding) is not home


class _Open(Struct, forbid_unknown_fields=True):
    role: str
    arg: str = ""


class Demo:
    """Enrols one device per role and argument, and reuses it."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms, self._engine, self._identities = rooms, rooms.engine, rooms.identities
        self._cookies: dict[str, str] = {}  # device -> cookie of its screen, while this server lives

    def open(self, role: str, arg: str) -> tuple[str, str]:
        """(screen, cookie) of the demo's device for this role. Refused: window_unknown, not_available,
        code_wrong."""
        row = roles.row(role)
        if not row.demo:
            raise Refused("not_available")
        device = self._device(role, arg)
        if device is not None:
            kept = self._cookies.get(device.id)
            if kept is not None and self._identities.screen(device.id, kept) is not None:
                return device.id, kept
            code = self._do(CodeDevice(id=device.id))["code"]
        else:
            code = self._do(self._new(role, arg))["code"]
        found = self._rooms.admission.enrol(code)
        if found is None:
            raise Refused("code_wrong")
        self._cookies[found[0]] = found[1]
        return found

    def _new(self, role: Any, arg: str) -> AddDevice:
        """The command that makes its device. Refused: window_unknown."""
        needs_window = roles.row(role).needs == "window"
        window = int(arg) if needs_window and arg.isdecimal() else None
        if needs_window and (window is None or self._rooms.settings.current.window(window) is None):
            raise Refused("window_unknown")
        zone = (arg or DEFAULT_ZONE) if role == "board" else None
        return AddDevice(name=_name(role, arg), role=role, window=window, zone=zone)

    def _device(self, role: str, arg: str) -> Device | None:
        wanted = _name(role, arg)
        return next(
            (d for d in self._rooms.registry.devices.values() if d.name == wanted and d.role == role), None
        )

    def _do(self, command: Command) -> dict[str, Any]:
        key = secrets.token_hex(16)
        return self._engine.submit(command, key, b"", Origin("demo", "admin", None, "")).result


def _name(role: str, arg: str) -> str:
    return f"demo-{role}" + (f"-{arg}" if arg and role != "kiosk" else "")


def blueprint(rooms: Rooms, options: Options, paper_roll: Path) -> Blueprint:
    """Routes under /demo. paper_roll: folder of the pictures that its kiosk prints."""
    demo = Blueprint("demo", __name__, url_prefix="/demo")
    maker = Demo(rooms)

    @demo.before_request
    def at_home() -> Response | None:
        host = request.host.rpartition(":")[0] or request.host
        near = request.remote_addr in _LOOPBACK and (host in _LOOPBACK or host in _LOCAL_NAMES)
        return None if near else refuse("not_found")

    @demo.post("/open")
    def open_screen() -> Response:
        wanted = body_of(request, _Open)
        screen, cookie = maker.open(wanted.role, wanted.arg)
        response = answer({"url": f"/s/{screen}"})
        who.set_cookie(response, screen, cookie, options)
        return response

    @demo.get("/hall")
    def hall() -> Response:
        settings = rooms.settings.current
        windows = [
            {"window": w.number, "name": w.name, "name_en": w.name_en,
             "lines": [serves.line for serves in w.serves if not serves.penalty]}
            for w in settings.windows
        ]  # fmt: skip
        identity = settings.identity
        return answer(
            {"name": identity.name, "name_en": identity.name_en, "mark": identity.mark, "windows": windows}
        )

    @demo.get("/paper")
    def paper() -> Response:
        return answer({"tickets": _tickets(paper_roll)})

    @demo.get("/paper/<name>")
    def picture(name: str) -> Response:
        if not re.fullmatch(r"[0-9A-Za-z.\-]+\.png", name):
            return refuse("not_found")
        return send_from_directory(paper_roll, name)

    return demo


def _tickets(folder: Path) -> list[str]:
    """Names of the newest pictures on the roll, newest first."""
    if not folder.is_dir():
        return []
    return sorted((path.name for path in folder.glob("*.png")), reverse=True)[:_SHOWN]
