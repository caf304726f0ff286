"""HTTP: a listener, and a WSGI app served until told to stop (eventlet's server, or Werkzeug's)."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable
from typing import Any

from server.runtime import threads

MAX_FRAME = 65_536  # bytes of one websocket frame, refused before it is buffered
_MAX_CONNECTIONS = 4096  # one green thread for each open websocket
_BACKLOG = 1024


def listen(host: str, port: int) -> socket.socket:
    """A listening socket without Nagle (accepted ones inherit it). port 0 = any free one."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    made.bind((host, port))
    made.listen(_BACKLOG)
    return made


def serve(app: Any, listener: socket.socket, *, ready: Callable[[], None] | None = None) -> None:
    """Serve a WSGI app until SIGTERM or SIGINT; returns when told to stop."""
    stop = _signals()
    if threads.mode() == "eventlet":
        import eventlet
        import eventlet.wsgi

        _bound_frames()
        eventlet.spawn(
            eventlet.wsgi.server,
            listener,
            app,
            log_output=False,
            max_size=_MAX_CONNECTIONS,
            socket_timeout=90,
            debug=False,
        )
    else:
        _threaded(app, listener)
    if ready is not None:
        ready()
    _wait(stop)


def _bound_frames() -> None:
    """A frame over MAX_FRAME is refused before it is buffered."""
    from eventlet import websocket

    websocket.DEFAULT_MAX_FRAME_LENGTH = MAX_FRAME
    websocket.WebSocketWSGI.__init__.__defaults__ = (MAX_FRAME,)
    _bound_messages(websocket)


def _bound_messages(websocket: Any) -> None:
    """eventlet bounds each frame, but joins the frames of one message without end: bound the sum too."""

    class Message(websocket.RFC6455WebSocket.Message):  # type: ignore[misc]
        size = 0

        def push(self, data: bytes, final: bool = False) -> None:
            self.size += len(data)
            if self.size > self.max_frame_length:
                raise websocket.FailedConnectionError(1009, "The message is too long.")
            super().push(data, final)

    websocket.RFC6455WebSocket.Message = Message


def _threaded(app: Any, listener: socket.socket) -> None:
    from werkzeug.serving import make_server

    host, port = listener.getsockname()[:2]
    server = make_server(host, port, app, threaded=True, fd=listener.fileno())
    server.daemon_threads = True  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()


def _signals() -> socket.socket:
    """SIGTERM and SIGINT make this socket readable; a green handler alone would wake up a minute late."""
    wake, written = socket.socketpair()
    wake.setblocking(threads.mode() != "eventlet")
    written.setblocking(False)
    signal.set_wakeup_fd(written.fileno(), warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    _KEPT.append(written)
    _STOP.append(written)
    return wake


_KEPT: list[socket.socket] = []
_STOP: list[socket.socket] = []


def stop() -> None:
    """Make serve() return, as SIGTERM does."""
    for written in _STOP:
        written.send(b"\0")


def _wait(wake: socket.socket) -> None:
    if threads.mode() == "eventlet":
        from eventlet import hubs

        hubs.trampoline(wake, read=True)
    else:
        wake.recv(1)
