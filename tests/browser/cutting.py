"""A network between pages and the hall, as small as one can be: it cuts WebSockets, or keeps answers back."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Literal

Sockets = Literal["pass", "cut", "cut once", "swallow"]


class Network:
    """Bytes both ways. sockets: what becomes of a request for a WebSocket: passed on, its connection cut, or
    taken and never answered; "cut once": passed from the second on. mute: nothing comes back. delay: seconds
    that each piece takes on its way back."""

    def __init__(self, upstream: str, sockets: Sockets) -> None:
        name, _, port = upstream.partition(":")
        self._upstream, self.sockets = (name, int(port)), sockets
        self.mute, self.delay = False, 0.0
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._open, daemon=True).start()

    def _open(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near = self._door.accept()[0]
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with contextlib.suppress(OSError), near, socket.create_connection(self._upstream) as far:
            self._ends += [near, far]
            threading.Thread(target=self._back, args=(far, near), daemon=True).start()
            while piece := near.recv(65_536):
                if b"\r\nupgrade: websocket" in piece.lower():
                    if self.sockets in ("cut", "cut once"):
                        self.sockets = "cut" if self.sockets == "cut" else "pass"
                        return
                    if self.sockets == "swallow":
                        continue
                far.sendall(piece)

    def _back(self, far: socket.socket, near: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := far.recv(65_536):
                time.sleep(self.delay)
                if not self.mute:
                    near.sendall(piece)
            near.shutdown(socket.SHUT_RDWR)

    def heal(self) -> None:
        """Answers come back again; what was open ends, as when a cable was out."""
        self.mute = False
        ends, self._ends = self._ends, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Its door and all it carries end."""
        self._door.close()
        self.heal()


@contextlib.contextmanager
def network(upstream: str, sockets: Sockets = "pass") -> Iterator[Network]:
    """A network in front of host:port."""
    made = Network(upstream, sockets)
    try:
        yield made
    finally:
        made.close()
