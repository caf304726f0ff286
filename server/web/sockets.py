"""Socket.IO: identity before any room, rooms only from identity, frames out, commands in."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from flask import Flask, request
from flask_socketio import SocketIO
from msgspec import Struct

from server.engine import concurrency
from server.engine.hall_engine import HallEngine
from server.engine.port import Room
from server.hall.errors import Refused
from server.registry import rights
from server.registry.credentials import digest
from server.registry.gate import Gate
from server.registry.model import Identity
from server.web import who
from server.web.commands import Commands
from server.web.options import Options
from server.wire import problems
from server.wire.frames import Problem

log = logging.getLogger("jiaohao.web")

MAX_FRAME = 65_536  # bytes, refused before they are buffered


class Hello(Struct, frozen=True):
    """First word to a page: who it is, and the build it should run."""

    build: str
    hall: str
    role: str
    arg: str
    screen: str | None
    device: str | None
    demo: bool
    now: int


class _Json:
    """msgspec as the json of Socket.IO: structs go out as they are, encoded once a room."""

    JSONDecodeError = ValueError

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        try:
            return msgspec.json.decode(text)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


class _Guest(Struct):
    """One open socket: how it is identified again at each command, and its room."""

    identity: Identity
    room: Room
    token: str | None
    screen: str | None
    cookie: str | None


class Sockets:
    """The open sockets of one hall."""

    def __init__(
        self, app: Flask, engine: HallEngine, gate: Gate, commands: Commands, options: Options, build: str
    ) -> None:
        self._engine, self._gate, self._commands = engine, gate, commands
        self._options, self._build = options, build
        self._guests: dict[str, _Guest] = {}
        if options.mode == "threading":
            _bound_frames()
        self.io = SocketIO(
            app,
            async_mode=options.mode,
            json=_Json,
            async_handlers=False,  # a client's commands are executed in the order it sent them
            max_http_buffer_size=MAX_FRAME,
            ping_interval=5,
            ping_timeout=10,
            cors_allowed_origins=sorted(options.origins) or None,
            manage_session=False,
        )
        self.io.on_event("connect", self._connect)
        self.io.on_event("disconnect", self._disconnect)
        self.io.on_event("command", self._command)
        self.io.on_event("resync", self._resync)
        engine.emit = self._emit
        gate.registry.on_change = self._changed

    # -- coming and going ----------------------------------------------------------------------

    def _connect(self, auth: Any = None) -> None:
        guest = self._guest(auth if isinstance(auth, dict) else {})
        if guest is None:
            raise ConnectionRefusedError({"code": "unauthorised"})
        try:
            frame = self._engine.join(guest.room)
        except Refused as refused:
            raise ConnectionRefusedError({"code": refused.code, "title": refused.zh}) from refused
        sid = request.sid  # type: ignore[attr-defined]
        self._guests[sid] = guest
        self.io.server.enter_room(sid, _name(guest.room))
        if guest.identity.device is not None:
            self._engine.device_seen(guest.identity.device, True)
        hello = Hello(
            self._build, self._engine.hall_id, guest.room.role, guest.room.arg, guest.screen,
            guest.identity.device, self._options.demo, frame.live.now,
        )  # fmt: skip
        self.io.emit("hello", hello, to=sid)
        self.io.emit("view", frame, to=sid)

    def _guest(self, auth: dict[str, Any]) -> _Guest | None:
        token, screen = auth.get("token"), auth.get("screen")
        if isinstance(token, str):
            identity = self._gate.device(token) or self._gate.program(token)
            cookie = None
        else:
            if "Origin" not in request.headers:
                return None  # only browsers act by cookie, and they say where they come from
            screen = screen if isinstance(screen, str) else None
            name = who.SESSION if screen is None else f"jh-{screen}"
            cookie = request.cookies.get(who.cookie_name(name, self._options))
            identity = who.by_cookie(self._gate, request.cookies, screen, self._options)
            token = None
        own = rights.own_view(identity) if identity else None
        if identity is None or own is None:
            return None
        return _Guest(identity, Room(*own), token, screen if isinstance(screen, str) else None, cookie)

    def _disconnect(self, *_: Any) -> None:
        guest = self._guests.pop(request.sid, None)  # type: ignore[attr-defined]
        if guest is None:
            return
        self._engine.leave(guest.room)
        device = guest.identity.device
        if device is not None and all(other.identity.device != device for other in self._guests.values()):
            self._engine.device_seen(device, False)

    def _again(self, guest: _Guest) -> Identity | None:
        """The identity now: a revoked device or an ended session is nobody any more."""
        if guest.token is not None:
            return self._gate.device(guest.token) or self._gate.program(guest.token)
        if guest.cookie is None:
            return None
        if guest.screen is not None:
            return self._gate.screen(guest.screen, guest.cookie)
        return self._gate.person(guest.cookie)

    # -- talking -------------------------------------------------------------------------------

    def _command(self, payload: Any = None) -> Any:
        guest = self._guests.get(request.sid)  # type: ignore[attr-defined]
        identity = self._again(guest) if guest else None
        if not isinstance(payload, dict):
            return problems.plain("malformed")
        fields = {name: value for name, value in payload.items() if name != "key"}
        outcome = self._commands.handle(identity, fields, payload.get("key"))
        if isinstance(outcome, Problem):
            return outcome
        return {"status": 200, "day": outcome.day, "seq": outcome.seq, "result": outcome.result}

    def _resync(self, *_: Any) -> None:
        guest = self._guests.get(request.sid)  # type: ignore[attr-defined]
        if guest is not None and self._again(guest) is not None:
            self.io.emit("view", self._engine.frame(guest.room), to=request.sid)  # type: ignore[attr-defined]

    def _emit(self, room: Room, name: str, struct: Any) -> None:
        self.io.emit(name, struct, to=_name(room))

    # -- throwing out --------------------------------------------------------------------------

    def _changed(self, kind: str, id: str) -> None:
        """Grants of an identity changed: its sockets close and come back with what is left."""
        self._gate.forget()
        gone = [
            sid
            for sid, guest in self._guests.items()
            if (guest.identity.kind, guest.identity.id) == (kind, id)
        ]
        concurrency.spawn(self._close, gone)

    def signed_out(self, cookie: str) -> None:
        """A session ended: its sockets close."""
        kept = digest(cookie)
        gone = [sid for sid, guest in self._guests.items() if guest.cookie and digest(guest.cookie) == kept]
        concurrency.spawn(self._close, gone)

    def _close(self, sids: list[str]) -> None:
        for sid in sids:
            self.io.server.disconnect(sid)


def _name(room: Room) -> str:
    return f"{room.role}/{room.arg}"


def _bound_frames() -> None:
    """Threading mode reads a whole frame before it looks at its size, unless simple_websocket is told."""
    from engineio.async_drivers import _websocket_wsgi

    plain = _websocket_wsgi.SimpleWebSocketWSGI
    if getattr(plain, "bounded", False):
        return
    begin = plain.__init__

    def bounded(self: Any, handler: Any, server: Any, **kwargs: Any) -> None:
        begin(self, handler, server, max_message_size=MAX_FRAME, **kwargs)

    plain.__init__ = bounded
    plain.bounded = True
