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

HEAD_SECONDS: Final = 10.0
BODY_SECONDS: Final = 20.0
BETWEEN_SECONDS: Final = 75.0


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
    """Mixed into the request handler of eventlet or Werkzeug: patient reading, and its place among the
    connections. `server.connections` is set by who makes the server."""

    connection: socket.socket
    server: Any
    rfile: Any
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
