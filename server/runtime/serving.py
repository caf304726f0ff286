"""HTTP: a listener, and a WSGI app served until told to stop (eventlet's server, or Werkzeug's)."""

from __future__ import annotations

import contextlib
import errno
import logging
import signal
import socket
from collections.abc import Callable, Iterable
from typing import Any, Final

from server.runtime import threads
from server.runtime.connections import Connections, places
from server.runtime.patience import MOST_HEAD, MOST_LINE, Watched

log = logging.getLogger("jiaohao.runtime")

MAX_FRAME = 65_536  # bytes of one websocket frame, refused before it is buffered
_MOST: Final = {"eventlet": 4096, "threading": 1024}  # connections: a green thread each, or a real one
_BACKLOG = 1024
_WRITE_SECONDS: Final = 90  # for a client that does not read
_NO_FILE_SECONDS: Final = 0.1
# accept(2): no file could be opened; and what went wrong with that one connection only.
_NO_FILE: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_THAT_ONE: Final = (
    errno.ECONNABORTED, errno.EPROTO, errno.EPERM, errno.ENETDOWN, errno.ENOPROTOOPT, errno.EHOSTDOWN,
    errno.ENONET, errno.EHOSTUNREACH, errno.EOPNOTSUPP, errno.ENETUNREACH,
)  # fmt: skip

Begin = Callable[[Any, Any], None]
TOO_LONG: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket without Nagle (accepted ones inherit it). port 0 = any free one."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    made.bind((host, port))
    made.listen(_BACKLOG)
    return made


def serve(
    app: Any,
    listener: socket.socket,
    *,
    ready: Callable[[], None] | None = None,
    shared: Iterable[str] = (),
    too_long: bytes = TOO_LONG,
) -> bool:
    """Serve a WSGI app until SIGTERM, SIGINT or stop().

    shared: addresses behind which many clients stand (see Connections). too_long: the whole answer to a head
    that is too long. False: nobody told it to stop, serving ended by itself, and the process should end with
    an error.
    """
    wake = _signals()
    mode = threads.mode()
    connections = Connections(places(_MOST[mode]), shared=shared)
    server, begin = (_green if mode == "eventlet" else _plain)(app, listener)
    server.connections, server.too_long = connections, too_long
    ended: list[str] = []

    def ending(sock: Any, address: Any) -> None:
        try:
            begin(sock, address)
        finally:
            connections.leave(sock)

    def accepting() -> None:
        try:
            _accept(listener, connections, ending)
        except Exception as error:
            log.critical("no connection can be accepted any more, stopping", exc_info=error)
            ended.append(str(error))
            stop()

    threads.spawn(accepting)
    if ready is not None:
        ready()
    _wait(wake)
    return not ended


def _accept(listener: socket.socket, connections: Connections, begin: Begin) -> None:
    """Take connections for ever. A full table of files is waited out (defect 35). Raises: OSError."""
    while True:
        try:
            sock, address = listener.accept()
        except OSError as error:
            if error.errno in _NO_FILE:
                connections.shed()
                threads.sleep(_NO_FILE_SECONDS)
            elif error.errno not in _THAT_ONE:
                raise
            continue
        if connections.enter(sock, address[0]):
            threads.spawn(begin, sock, address)
        else:
            sock.close()
        if threads.mode() == "eventlet":
            threads.sleep(0)  # a full backlog never makes accept wait: let those begin who are in


def _green(app: Any, listener: socket.socket) -> tuple[Any, Begin]:
    """eventlet's HTTP for one connection, in a green thread of its own."""
    from eventlet import wsgi

    _bound_frames()
    wsgi.MAX_HEADER_LINE, wsgi.MAX_TOTAL_HEADER_SIZE = MOST_LINE + 1, MOST_HEAD

    class Handler(Watched, wsgi.HttpProtocol):  # type: ignore[misc]
        def _read_request_line(self) -> Any:
            line = super()._read_request_line()
            if len(line) <= MOST_LINE:
                return line
            self.too_long()
            return b""

        def parse_request(self) -> bool:
            try:
                return bool(super().parse_request())
            except (wsgi.HeaderLineTooLong, wsgi.HeadersTooLarge):
                self.too_long()
                return False

        def get_environ(self) -> Any:
            self.head_done()
            return super().get_environ()

    server = wsgi.Server(
        listener,
        listener.getsockname(),
        app,
        protocol=Handler,
        url_length_limit=MOST_LINE + 1,
        log_output=False,
        socket_timeout=_WRITE_SECONDS,
        capitalize_response_headers=False,  # they are written as they should be
        debug=False,
    )

    server.log = _Failures()

    def begin(sock: Any, address: Any) -> None:
        try:
            sock.settimeout(_WRITE_SECONDS)
            server.process_request([address, sock, wsgi.STATE_IDLE])
        except OSError as error:
            log.debug("a connection broke: %s", error)
        except Exception as error:
            log.error("a connection failed", exc_info=error)
        finally:
            _close(sock)

    return server, begin


class _Failures:
    """eventlet's log, which it writes to when an app fails: the client hears 500, our log has the cause."""

    def info(self, message: str, *_: Any) -> None:
        log.error("a request failed: %s", message)

    def error(self, message: str, *_: Any) -> None:
        log.warning("%s", message)

    def debug(self, message: str, *_: Any) -> None:
        log.debug("%s", message)


def _close(sock: Any) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        sock.close()


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


class _Lent:
    """The socket of a request, lent to a websocket: its close ends the connection both ways and leaves the
    file to the request's thread, which still reads and writes (EBADF, or the next connection's file)."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)


def _plain(app: Any, listener: socket.socket) -> tuple[Any, Begin]:
    """Werkzeug's HTTP for one connection, in a thread of its own."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Handler(Watched, WSGIRequestHandler):
        def make_environ(self) -> Any:
            self.head_done()
            return {**super().make_environ(), "werkzeug.socket": _Lent(self.connection)}

        def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
            """A websocket is over, or the client gone: what is left of its bytes is no next request, and
            stays unread, so that the peer hears at once that nobody takes any more."""
            self.close_connection = True

    host, port = listener.getsockname()[:2]
    server: Any = make_server(host, port, app, threaded=True, request_handler=Handler, fd=listener.fileno())
    return server, server.process_request_thread


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
