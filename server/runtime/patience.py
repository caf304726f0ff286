"""How long a client may take to say what it wants: the reading half of one HTTP connection.

A time-out of each read is no bound (one byte every few seconds holds a connection for ever), so whole things
have an end: the head of a request 10 s, its body 20 s, the silence between two requests 75 s.
"""

from __future__ import annotations

import contextlib
import io
import socket
import time
from typing import Any, Final

from server.runtime.connections import Connections

MOST_LINE: Final = 65_536  # bytes of the first line, or of one header; 96 screens in one browser are 10 kB
MOST_HEAD: Final = 2 * MOST_LINE
HEAD_SECONDS: Final = 10.0
BODY_SECONDS: Final = 20.0
BETWEEN_SECONDS: Final = 75.0
_LINGER_SECONDS: Final = 2.0  # to read the answer to a head that was too long
_LINGER_BYTES: Final = 1_048_576
_TOO_LONG: Final = (414, 431)


class Patient(io.RawIOBase):
    """Reads of a socket that end at one moment, however much comes."""

    def __init__(self, sock: Any) -> None:
        self._sock, self._end = sock, 0.0

    def give(self, seconds: float) -> None:
        """From here on the reads have so long together."""
        self._end = time.monotonic() + seconds

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Raises: TimeoutError."""
        left, usual = self._end - time.monotonic(), self._sock.gettimeout()
        if left <= 0:
            raise TimeoutError("the client took too long")
        self._sock.settimeout(left)
        try:
            return int(self._sock.recv_into(buffer))
        finally:
            with contextlib.suppress(OSError):
                self._sock.settimeout(usual)


class Watched:
    """Mixed into the request handler of eventlet or Werkzeug: patient reading, its place among the
    connections, and a word about a head that is too long. Who makes the server sets `server.connections`
    and `server.too_long`, a whole HTTP response."""

    connection: socket.socket
    server: Any
    rfile: Any
    wfile: Any
    close_connection: Any

    def setup(self) -> None:
        """Before the first request."""
        super().setup()  # type: ignore[misc]
        self._places: Connections = self.server.connections
        self._patient = Patient(self.connection)
        self.rfile = io.BufferedReader(self._patient)
        self._patient.give(HEAD_SECONDS)
        self._first = True

    def handle_one_request(self) -> None:
        """Wait for the first sign of a request, then for its whole head. Raises: TimeoutError."""
        if not self._first:
            self._places.idle(self.connection)
            self._patient.give(BETWEEN_SECONDS)
        if not self._peek():
            self.close_connection = True
            return
        if not self._first:
            self._patient.give(HEAD_SECONDS)
        self._first = False
        super().handle_one_request()  # type: ignore[misc]

    def _peek(self) -> bool:
        """Whether there is something to read; False when the other end is gone or too late."""
        with contextlib.suppress(OSError, ValueError):
            return bool(self.rfile.peek(1))
        return False

    def head_done(self) -> None:
        """The head is here: from now on it is being served."""
        self._places.busy(self.connection)
        self._patient.give(BODY_SECONDS)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The library gave up on a head."""
        if code in _TOO_LONG:
            self.too_long()
        else:
            with contextlib.suppress(OSError):  # it is gone, and hears nothing
                super().send_error(code, message, explain)  # type: ignore[misc]

    def too_long(self) -> None:
        """Say so, and read on for a moment: closing on unread bytes would take the answer away again."""
        self.close_connection = True
        with contextlib.suppress(OSError, ValueError):
            self.wfile.write(self.server.too_long)
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
            self._patient.give(_LINGER_SECONDS)
            buffer, left = bytearray(65_536), _LINGER_BYTES
            while left > 0 and (read := self._patient.readinto(buffer)):
                left -= read
