"""Who is connected to a listener, and who gives way when places run out.

To open a connection one needs no identity, so places are counted (defect 35): in all, because each holds an
open file, and for each address, so that no machine takes them all. When they are taken, the connection
that has been silent longest is hung up on: first among those that never sent a whole request, then among
those that wait for their next one (a browser opens these again by itself). Who is being served stays.
"""

from __future__ import annotations

import contextlib
import ipaddress
import resource
import socket
import threading
from collections.abc import Iterable, Iterator
from typing import Any, Final

EACH: Final = 256  # of one address: a browser opens up to 255 websockets; 16 addresses fill the places
_FILES_WANTED: Final = 65_536
_FILES_KEPT: Final = 128  # for stores, pages and what the libraries open
_LOOPBACK: Final = ("127.0.0.0/8", "::1/128")
_V6_SITE: Final = 64  # bits of an IPv6 address that say whose it is; the rest he chooses

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def open_files() -> int:
    """How many files this process may have open, after asking for as many as it is allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES_WANTED if hard == resource.RLIM_INFINITY else min(hard, _FILES_WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return _FILES_WANTED if soft == resource.RLIM_INFINITY else soft


def places(most: int) -> int:
    """`most`, or fewer when fewer files may be open."""
    return max(1, min(most, open_files() - _FILES_KEPT))


def site(address: str) -> str:
    """Whose an address is: itself, or the 64 bits of an IPv6 address that its owner did not choose."""
    found = _plain(address)
    if found.version == 6:
        return str(ipaddress.ip_network((found, _V6_SITE), strict=False))
    return str(found)


def _plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Without its zone, and as IPv4 when it is one in the clothes of IPv6."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


class Connections:
    """The open connections of one listener. most: in all. each: of one address.

    shared: addresses ("10.0.0.5" or "10.0.0.0/24") behind which many stand: loopback, where a demo has all
    its screens, always is one; a named proxy is another. They have no share of their own.
    """

    def __init__(self, most: int, each: int = EACH, shared: Iterable[str] = ()) -> None:
        self._most, self._each = most, each
        self._shared: list[Network] = [ipaddress.ip_network(text) for text in (*_LOOPBACK, *shared)]
        self._owner: dict[Any, str] = {}  # socket -> whose it is
        self._silent: dict[Any, None] = {}  # never sent a whole request; longest first
        self._between: dict[Any, None] = {}  # waits for its next request; longest first
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def enter(self, sock: Any, address: str) -> bool:
        """A new connection of an IP address; False when there is no place for it, and none could be made."""
        owner = self._owner_of(address)
        with self._lock:
            if owner and self._counts.get(owner, 0) >= self._each and not self._hang_up(owner):
                return False
            if len(self._owner) >= self._most and not self._hang_up(None):
                return False
            self._owner[sock] = owner
            self._counts[owner] = self._counts.get(owner, 0) + 1
            self._silent[sock] = None
        return True

    def busy(self, sock: Any) -> None:
        """It sent a whole head: it is being served."""
        with self._lock:
            self._silent.pop(sock, None)
            self._between.pop(sock, None)

    def idle(self, sock: Any) -> None:
        """It was answered; its next request may come."""
        with self._lock:
            if sock in self._owner:
                self._between[sock] = None

    def leave(self, sock: Any) -> None:
        """It is over."""
        with self._lock:
            self._forget(sock)

    def shed(self) -> None:
        """Make room for one: no file could be opened."""
        with self._lock:
            self._hang_up(None)

    def _owner_of(self, address: str) -> str:
        """Whose an address is, or "" when it is shared."""
        found = _plain(address)
        return "" if any(found in network for network in self._shared) else site(address)

    def _hang_up(self, owner: str | None) -> bool:
        """End the connection that was silent longest, of an owner or of all; False when all are served."""
        for sock in self._waiting():
            if owner is None or self._owner[sock] == owner:
                self._forget(sock)
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)  # whoever reads from it hears that it is over
                return True
        return False

    def _waiting(self) -> Iterator[Any]:
        yield from self._silent
        yield from self._between

    def _forget(self, sock: Any) -> None:
        owner = self._owner.pop(sock, None)
        if owner is None:
            return
        self._silent.pop(sock, None)
        self._between.pop(sock, None)
        self._counts[owner] -= 1
        if not self._counts[owner]:
            del self._counts[owner]
