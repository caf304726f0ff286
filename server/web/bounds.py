"""What Flask-SocketIO leaves open and a public address needs closed (measured: facts of the libraries).

Each function takes the `socketio.Server` of one app. They wrap private doors of the locked versions
(python-socketio 5.18, engineio 4.15); tests/web/test_sockets.py and tests/security hold them to it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Collection
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec

from server.runtime import threads
from server.wire import problems

log = logging.getLogger("jiaohao.web")

_PACKETS: Final = ("1", "2", "3", "4", "5")  # close, ping, pong, message, upgrade
_BINARY: Final = ("5", "6")  # packet types BINARY_EVENT, BINARY_ACK
MAX_FRAME: Final = 65_536  # bytes of one message, refused before it is buffered
TO_CONNECT_SECONDS: Final = 10.0


class _Text:
    """A websocket that hears text packets of Engine.IO; anything else counts as hanging up."""

    def __init__(self, ws: Any) -> None:
        self._ws = ws

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ws, name)

    def wait(self) -> str | None:
        heard = self._ws.wait()
        return heard if isinstance(heard, str) and heard[:1] in _PACKETS else None

    def close(self) -> None:
        """Said to the other end, if it is still there to hear it."""
        with contextlib.suppress(OSError):
            self._ws.close()


class _Reader(threading.Thread):
    """Reads one websocket in threading mode, and says when it is over: simple_websocket tells who waits for a
    message before it notes that none will come, and that one then waited on for ever, or not, by chance."""

    def __init__(self, target: Any) -> None:
        super().__init__(target=target, daemon=True)
        self._over = target.__self__.event

    def run(self) -> None:
        try:
            super().run()
        finally:
            self._over.set()


def bound_frames(server: Any, mode: str) -> None:
    """No message over 64 KiB is read, no packet without meaning is decoded, none is pressed: browsers offer
    it, and each frame would be pressed once for each of them.

    Threading mode looks at the size of a message when it has it, unless simple_websocket is told.
    """
    eio = server.eio
    plain = eio._async["websocket"]
    bound: dict[str, Any] = {}
    if mode == "threading":
        bound = {"max_message_size": MAX_FRAME, "thread_class": _Reader}

    def bounded(handler: Callable[[Any], Any], server: Any) -> Any:
        made = plain(lambda ws: handler(_Text(ws)), server, **bound)

        def begin(environ: dict[str, Any], start_response: Any) -> Any:
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
            return made(environ, start_response)

        return begin

    eio._async = {**eio._async, "websocket": bounded}


def events_only(server: Any, names: Collection[str]) -> None:
    """A client's event may be one of `names`: "connect" and "disconnect" are not for it to send."""
    handle = server._handle_event

    def known(eio_sid: str, namespace: str | None, id: int | None, data: Any) -> None:
        if isinstance(data, list) and data and data[0] in names:
            handle(eio_sid, namespace, id, data)

    server._handle_event = known


def once_connected(server: Any, welcome: Callable[[str], None]) -> None:
    """Call welcome(sid) right after the client was told that it is connected; one connection a socket."""
    handle = server._handle_connect

    def connect(eio_sid: str, namespace: str | None, data: Any) -> None:
        if server.manager.sid_from_eio_sid(eio_sid, namespace or "/") is not None:
            return
        handle(eio_sid, namespace, data)
        sid = server.manager.sid_from_eio_sid(eio_sid, namespace or "/")
        if sid is not None:
            welcome(sid)

    server._handle_connect = connect


def text_only(server: Any) -> None:
    """No message here is binary; what is, or has no meaning, ends its connection and nothing else."""
    handle = server._handle_eio_message

    def message(eio_sid: str, data: Any) -> Any:
        try:
            if not isinstance(data, str) or data[:1] in _BINARY:
                raise ValueError("binary")
            return handle(eio_sid, data)
        except (ValueError, TypeError, LookupError) as error:
            log.debug("a message without meaning, closing: %s", error)
            threads.spawn(close, server, eio_sid)

    server.eio.on("message", message)


def connect_in_time(server: Any) -> None:
    """A socket that does not say who it is within 10 s is closed."""
    begin = server._handle_eio_connect

    def opened(eio_sid: str, environ: dict[str, Any]) -> Any:
        threads.spawn(late, eio_sid)
        return begin(eio_sid, environ)

    def late(eio_sid: str) -> None:
        threads.sleep(TO_CONNECT_SECONDS)
        if server.manager.sid_from_eio_sid(eio_sid, "/") is None:
            close(server, eio_sid)

    server.eio.on("connect", opened)


def never_wait(server: Any) -> None:
    """Closing a connection waits for nobody: a client that does not read would hold the closer for ever."""
    eio = server.eio

    def disconnect(sid: str | None = None) -> None:
        for gone in list(eio.sockets) if sid is None else [sid]:
            socket = eio.sockets.pop(gone, None)
            if socket is not None:
                socket.close(wait=False, reason=eio.reason.SERVER_DISCONNECT)

    eio.disconnect = disconnect


def closed_is_gone(server: Any) -> None:
    """A poll of a session that is closed but still in the library's table is one of no session (400); of what
    a client then posts it made an error of the server (500)."""
    eio = server.eio
    handle = eio.handle_request

    def request(environ: dict[str, Any], start_response: Any) -> Any:
        for sid in parse_qs(environ.get("QUERY_STRING", "")).get("sid", []):
            socket = eio.sockets.get(sid)
            if socket is not None and socket.closed:
                eio.sockets.pop(sid, None)
        return handle(environ, start_response)

    eio.handle_request = request


def close(server: Any, eio_sid: str) -> None:
    """Close the transport itself, so that the client comes back with whatever rights are left."""
    server.eio.disconnect(eio_sid)


def bounded_polling(inner: Any) -> Any:
    """A polling body says its length, and it is not over the limit of a frame; else nothing reads it."""

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        if environ.get("REQUEST_METHOD") == "POST" and environ.get("PATH_INFO", "").startswith("/socket.io"):
            length = environ.get("CONTENT_LENGTH") or ""
            if not length.isdecimal() or int(length) > MAX_FRAME:
                problem = msgspec.json.encode(problems.plain("too_big"))
                start_response("413 Content Too Large", [("Content-Type", "application/problem+json")])
                return [problem]
        return inner(environ, start_response)

    return app
