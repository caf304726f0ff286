"""A network between a client and the hall that does something to WebSockets: a proxy, or an antivirus."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

How = Literal["reset", "refused", "swallowed", "mute", "short"]
_FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Cutter:
    """Listens on 127.0.0.1 and hands on what comes. how: a request for an upgrade is reset, refused or
    swallowed; "mute" lets it through and nothing that follows the first answer; "short" cuts the line once
    the client says something of its own. seen: upgrades asked for."""

    def __init__(self, upstream: str, how: How) -> None:
        self._upstream, self._how, self.seen = urlsplit(upstream), how, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._done = threading.Event()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def run(self) -> None:
        """Until the listener is closed."""
        with contextlib.suppress(OSError):
            while True:
                link, _ = self._listener.accept()
                threading.Thread(target=self._hand_on, args=(link,), daemon=True).start()

    def close(self) -> None:
        """No more connections."""
        self._done.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _hand_on(self, link: socket.socket) -> None:
        with link, contextlib.suppress(OSError):
            first = link.recv(65536)
            upgrade = b"upgrade: websocket" in first.lower()
            self.seen += upgrade
            if upgrade and self._how in ("reset", "refused", "swallowed"):
                self._end(link)
                return
            host = self._upstream.hostname, self._upstream.port or 80
            with socket.create_connection(host) as server:
                server.sendall(first)
                self._both_ways(link, server, self._how if upgrade else None)

    def _end(self, link: socket.socket) -> None:
        match self._how:
            case "reset":
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            case "refused":
                link.sendall(_FORBIDDEN)
            case "swallowed":
                self._done.wait(60)

    def _both_ways(self, link: socket.socket, server: socket.socket, how: How | None) -> None:
        answers = said = 0
        while True:
            for one in select.select([link, server], [], [])[0]:
                data = one.recv(65536)
                said += one is link
                answers += one is server
                if not data or (how == "short" and said > 1):
                    return
                if how != "mute" or answers <= 2:
                    (server if one is link else link).sendall(data)


@contextlib.contextmanager
def cutting(upstream: str, how: How) -> Iterator[Cutter]:
    """It stands between until the end of the block."""
    made = Cutter(upstream, how)
    threading.Thread(target=made.run, daemon=True).start()
    try:
        yield made
    finally:
        made.close()
