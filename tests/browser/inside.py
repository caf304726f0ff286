"""A hall in this very process, so that a test has its clocks in hand; served over real sockets."""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import msgspec
from werkzeug.serving import make_server

from server.bootstrap import House, build
from server.journal.memory import MemoryJournal
from server.vault.memory import memory_vault
from server.web.app import create
from server.web.options import Options
from server.wire.envelope import from_object
from server.wire.frames import Room
from tests.engine.room import Clocks


class Inside:
    """Looks to a stage like tests.web.house.House: a url, and commands of the machine itself."""

    def __init__(self, room: House, clocks: Clocks, url: str) -> None:
        self.room, self.clocks, self.url = room, clocks, url

    def do(self, do: str, **fields: Any) -> dict[str, Any]:
        """The result of a command that must work."""
        command, digest = from_object({"do": do} | fields)
        return self.room.do(command, str(uuid.uuid4()), digest)

    def view(self, role: str, arg: str = "") -> dict[str, Any]:
        """A frame."""
        frame = msgspec.json.encode(self.room.engine.frame(Room(role, arg)))
        found: dict[str, Any] = msgspec.json.decode(frame)
        return found


@contextlib.contextmanager
def inside(clocks: Clocks) -> Iterator[Inside]:
    """Serve a hall on an injected clock until the test is over."""
    room = build(MemoryJournal(), memory_vault(), wall=lambda: clocks.wall, elapsed=lambda: clocks.steady)
    app, sockets = create(room.rooms(), Options(mode="threading"))
    room.engine.start(sockets.emit)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Inside(room, clocks, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join(timeout=60)
        room.engine.stop()


@contextlib.contextmanager
def flowing(clocks: Clocks) -> Iterator[None]:
    """The hall's clock goes with ours."""
    over = threading.Event()

    def flow() -> None:
        before = time.monotonic()
        while not over.wait(0.02):
            now = time.monotonic()
            clocks.go(int((now - before) * 1000))
            before += int((now - before) * 1000) / 1000

    thread = threading.Thread(target=flow)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
