"""The only module that knows eventlet: spawn, sleep, offload, locks, queues, serving.

`patch(mode)` must run before anything else is imported (first lines of the command). Modes:
"eventlet" (shipped) and "threading" (tests; plain threads, Werkzeug's server). Source of the
choices: facts/traps.md section 1.
"""

from __future__ import annotations

import os
import queue
import signal
import socket
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MAX_FRAME = 65_536  # bytes of one websocket frame, refused before it is buffered
_MAX_CONNECTIONS = 4096  # one green thread for each open websocket
_BACKLOG = 1024

_mode = "threading"


def patch(mode: str = "eventlet") -> None:
    """Choose the mode of this process; for eventlet patch the standard library now."""
    global _mode
    _mode = mode
    if mode == "eventlet":
        os.environ.setdefault("EVENTLET_THREADPOOL_SIZE", "8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import eventlet

            eventlet.monkey_patch()
            import eventlet.wsgi
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


def mode() -> str:
    """ "eventlet" or "threading"."""
    return _mode


def spawn(target: Callable[..., object], *args: object) -> None:
    """Run target in the background; it handles its own errors."""
    if _mode == "eventlet":
        import eventlet

        eventlet.spawn(target, *args)
    else:
        threading.Thread(target=target, args=args, daemon=True).start()


def monotonic() -> float:
    """Seconds that only go forward."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    """Let others run for so long."""
    time.sleep(seconds)


def offload(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run something that blocks in a real thread and wait for it; everybody else goes on."""
    if _mode == "eventlet":
        from eventlet import tpool

        result: T = tpool.execute(function, *args, **kwargs)
        return result
    return function(*args, **kwargs)


def lock() -> Any:
    """A lock between green threads (between threads in threading mode); never for offloaded code."""
    return threading.Lock()


class Future:
    """One answer that somebody waits for; the first one counts."""

    def __init__(self) -> None:
        self._done = _event() if _mode == "eventlet" else _ThreadEvent()
        self._given = False

    def set(self, value: Any) -> None:
        """The answer."""
        self._give((value, None))

    def fail(self, error: BaseException) -> None:
        """No answer but this error."""
        self._give((None, error))

    def _give(self, found: tuple[Any, BaseException | None]) -> None:
        if not self._given:
            self._given = True
            self._done.send(found)

    def wait(self, seconds: float | None = None) -> Any:
        """The answer, or its error. Raises: TimeoutError."""
        found = self._done.wait(seconds)
        if found is None:
            raise TimeoutError
        value, error = found
        if error is not None:
            raise error
        return value


def _event() -> Any:
    from eventlet.event import Event

    return Event()


class _ThreadEvent:
    """eventlet's Event for plain threads: send once, wait for it, None when the time is over."""

    def __init__(self) -> None:
        self._sent = threading.Event()
        self._value: Any = None

    def send(self, value: Any) -> None:
        self._value = value
        self._sent.set()

    def wait(self, seconds: float | None = None) -> Any:
        return self._value if self._sent.wait(seconds) else None


def _queue() -> queue.Queue[Any]:
    if _mode == "eventlet":
        from eventlet.queue import LightQueue

        made: queue.Queue[Any] = LightQueue()
        return made
    return queue.Queue()


class Mailbox:
    """Many put, one takes all that is there; bounded."""

    def __init__(self, limit: int) -> None:
        self._items = _queue()
        self._limit = limit

    def put(self, item: Any) -> bool:
        """False when full."""
        if self._items.qsize() >= self._limit:
            return False
        self._items.put(item)
        return True

    def take(self, most: int, seconds: float | None = None) -> list[Any]:
        """Everything waiting, at most `most`; waits for the first; [] when the time is over."""
        try:
            items = [self._items.get(timeout=seconds)]
        except queue.Empty:
            return []
        while len(items) < most and self._items.qsize():
            items.append(self._items.get())
        return items


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
    if _mode == "eventlet":
        import eventlet
        import eventlet.wsgi

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


def _threaded(app: Any, listener: socket.socket) -> None:
    from werkzeug.serving import make_server

    host, port = listener.getsockname()[:2]
    server = make_server(host, port, app, threaded=True, fd=listener.fileno())
    server.daemon_threads = True  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()


def _signals() -> socket.socket:
    """SIGTERM and SIGINT make this socket readable; a green handler alone would wake up a minute late."""
    wake, written = socket.socketpair()
    wake.setblocking(_mode != "eventlet")
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
    if _mode == "eventlet":
        from eventlet import hubs

        hubs.trampoline(wake, read=True)
    else:
        wake.recv(1)
