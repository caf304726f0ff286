"""Socket.IO: identity before any room, rooms only from identity, frames out, commands in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import msgspec
from flask import Flask, request
from flask_socketio import SocketIO
from socketio.exceptions import ConnectionRefusedError as Refusal

from server.engine.live import Part
from server.hall.errors import Told
from server.presence.rates import Buckets
from server.runtime import threads
from server.web import bounds, headers
from server.web.beats import Beats
from server.web.commands import Commands, problem_of
from server.web.guests import OVER, Guest, Guests
from server.web.options import Options, Rooms
from server.wire import problems
from server.wire.frames import Hello, Problem, Room

log = logging.getLogger("jiaohao.web")

MOST_SOCKETS = 200  # open at once for one identity
_LOOK_SECONDS = 0.5  # at sessions that end by themselves


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


class Sockets:
    """The open sockets of one hall."""

    def __init__(self, app: Flask, rooms: Rooms, commands: Commands, beats: Beats, options: Options) -> None:
        self._engine, self._registry, self._identities = rooms.engine, rooms.registry, rooms.identities
        self._commands, self._beats, self._options = commands, beats, options
        self._guests: dict[str, Guest] = {}
        self._who = Guests(rooms.identities, options)
        self._watching = False
        self._looks = Buckets(lambda: rooms.settings.current.limits)
        self.io = SocketIO(
            app,
            async_mode=options.mode,
            json=_Json,
            async_handlers=False,  # a client's commands are executed in the order it sent them
            max_http_buffer_size=bounds.MAX_FRAME,
            ping_interval=5,
            ping_timeout=10,
            cors_allowed_origins=self._is_ours,
            cors_credentials=False,
            manage_session=False,
        )
        self.io.on_event("connect", self._connect)
        self.io.on_event("disconnect", self._disconnect)
        # Not by Flask-SocketIO, which makes a request context for each event: as much work as the command.
        self.io.server.on("command", self._command)
        self.io.server.on("resync", self._resync)
        self.io.server.on("beat", self._beat)
        bounds.bound_frames(self.io.server, options.mode)
        bounds.events_only(self.io.server, ("command", "resync", "beat"))
        bounds.once_connected(self.io.server, self._welcome)
        bounds.never_wait(self.io.server)
        bounds.text_only(self.io.server)
        bounds.connect_in_time(self.io.server)
        bounds.closed_is_gone(self.io.server)
        devices = beats.provider(self._devices)
        rooms.engine.parts.provide(Part("devices", frozenset({"supervisor"}), devices))
        rooms.registry.on_change = self._changed

    # -- coming and going ----------------------------------------------------------------------

    def _is_ours(self, origin: str, environ: dict[str, Any]) -> bool:
        scheme, host = environ.get("wsgi.url_scheme", "http"), environ.get("HTTP_HOST", "")
        return headers.is_ours(origin, scheme, host, self._options)

    def _connect(self, auth: Any = None) -> None:
        """Identity before anything else; raising refuses the connection."""
        try:
            guest = self._who.of(auth if isinstance(auth, dict) else {})
            if guest is None:
                raise _refusal(problems.plain("unauthorised"))
            if guest.room is not None:
                self._engine.frame(guest.room)  # Refused when the settings no longer have this window or zone
        except Told as told:
            raise _refusal(problem_of(told, "a connection")) from told
        same = sum(other.identity.id == guest.identity.id for other in list(self._guests.values()))
        if same >= MOST_SOCKETS:
            raise _refusal(problems.plain("too_fast"))
        self._guests[request.sid] = guest  # type: ignore[attr-defined]
        if guest.is_person and not self._watching:
            self._watching = True
            threads.spawn(self._watch_sessions)

    def _welcome(self, sid: str) -> None:
        """The client knows that it is connected: into its room, and the whole view at once."""
        guest = self._guests.get(sid)
        if guest is None:
            return
        if guest.room is not None:
            self._show(sid, guest, guest.room)
            return
        guest.joined = True
        self.io.emit("hello", self._hello(guest, Room("", ""), self._engine.clock.now()), to=sid)

    def _show(self, sid: str, guest: Guest, room: Room) -> None:
        self.io.server.enter_room(sid, _name(room))
        frame = self._engine.join(room)
        guest.joined = True
        if sid not in self._guests:  # gone meanwhile
            self._engine.leave(room)
            return
        self.io.emit("hello", self._hello(guest, room, frame.live.now), to=sid)
        self.io.emit("view", frame, to=sid)
        newest = self._engine.frame(room)
        if newest.hash != frame.hash:  # something happened in between: the last frame sent is the last one
            self.io.emit("view", newest, to=sid)

    def _hello(self, guest: Guest, room: Room, now: int) -> Hello:
        device, told = self._registry.devices.get(guest.identity.device or ""), self._options
        return Hello(
            told.build, self._engine.hall_id, room.role, room.arg, guest.screen, guest.identity.device,
            told.demo, now, told.plain_http, device.name if device else None,
        )  # fmt: skip

    def _disconnect(self, *_: Any) -> None:
        guest = self._guests.pop(request.sid, None)  # type: ignore[attr-defined]
        if guest is None:
            return
        if guest.joined and guest.room is not None:
            self._engine.leave(guest.room)

    # -- talking -------------------------------------------------------------------------------

    def _command(self, sid: str, payload: Any = None, *_: Any) -> Any:
        if not isinstance(payload, dict):
            return problems.plain("malformed")
        guest = self._guests.get(sid)
        try:
            identity = self._who.again(guest, use=True) if guest else None
        except Told as told:
            return problem_of(told, "a command")
        fields = {name: value for name, value in payload.items() if name != "key"}
        outcome = self._commands.handle(identity, fields, payload.get("key"))
        if isinstance(outcome, Problem):
            return outcome
        return {"status": 200, "day": outcome.day, "seq": outcome.seq, "result": outcome.result}

    def _resync(self, sid: str, *_: Any) -> None:
        guest = self._guests.get(sid)
        room = guest.room if guest is not None else None
        if guest is None or room is None or not self._looks.take(sid):  # the next tick makes it ask again
            return
        try:
            if self._who.again(guest) is not None:
                self.io.emit("view", self._engine.frame(room), to=sid)
        except Told as error:
            log.warning("no frame for %s: %s", _name(room), error)

    def _beat(self, sid: str, payload: Any = None, *_: Any) -> Any:
        guest = self._guests.get(sid)
        try:
            identity = self._who.again(guest) if guest else None
        except Told as told:
            return problem_of(told, "a beat")
        return self._beats.handle(identity, "page" if guest and guest.screen else "agent", payload)

    def _devices(self) -> set[str]:
        """Those with an open socket."""
        guests = list(self._guests.values())
        return {guest.identity.device for guest in guests if guest.joined and guest.identity.device}

    def emit(self, room: Room, name: str, struct: Any) -> None:
        """Where the hall's frames and ticks go; whose room is gone comes back and hears why."""
        if name == "gone":
            self._close(lambda guest: guest.room == room)
            return
        self.io.emit(name, struct, to=_name(room))

    # -- throwing out --------------------------------------------------------------------------

    def _changed(self, kind: str, id: str) -> None:
        """Grants of an identity changed: its sockets close and come back with what is left."""
        self._identities.forget()
        self._close(lambda guest: (guest.identity.kind, guest.identity.id) == (kind, id))

    def signed_out(self, cookie: str) -> None:
        """A session ended: its sockets close."""
        self._close(lambda guest: guest.came_by(cookie))

    def enrolled(self, screen: str) -> None:
        """A screen was enrolled anew: where it was before, it closes."""
        self._close(lambda guest: guest.screen == screen)

    def _watch_sessions(self) -> None:
        """Close what a session that ended by itself left open."""
        while True:
            now = self._engine.clock.now()
            for guest in list(self._guests.values()):
                if guest.is_person and guest.until <= now:
                    guest.until = self._who.until(guest.cookie or "", now)
            self._close(lambda guest: guest.is_person and guest.until == OVER)
            threads.sleep(_LOOK_SECONDS)

    def _close(self, gone: Callable[[Guest], bool]) -> None:
        server = self.io.server
        for sid, guest in list(self._guests.items()):
            eio_sid = server.manager.eio_sid_from_sid(sid, "/") if gone(guest) else None
            if eio_sid is not None:
                threads.spawn(bounds.close, server, eio_sid)


def _refusal(problem: Problem) -> Refusal:
    return Refusal(problem.code, problem)


def _name(room: Room) -> str:
    return f"{room.role}/{room.arg}"
