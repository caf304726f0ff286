"""Ports of this machine that stay what a test needs them to be."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
from collections.abc import Iterator

_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
_next = itertools.count(20_000 + 2_000 * _WORKER)  # the system gives out those from 32,768 on


def lasting() -> int:
    """A port for a server that ends and begins again: nobody else gets it meanwhile."""
    while True:
        port = next(_next)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@contextlib.contextmanager
def refusing() -> Iterator[int]:
    """A port where nobody listens, for as long as the block lasts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield int(taken.getsockname()[1])
