"""A hall for tests of the engine: started, clocks in the test's hand, in the mode of the process."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from server.bootstrap import House, build
from server.hall import calendar
from server.hall import commands as c
from server.journal.memory import MemoryJournal
from server.journal.protocol import Journal
from server.runtime import threads
from server.vault.memory import memory_vault
from server.wire.frames import Answer

MONDAY = "2026-11-23"
KIOSK = c.Origin("kiosk-1", "kiosk", "kiosk-1", "")
DESK = c.Origin("clerk-1", "admin", None, "")
REQUEST = b"\1" * 32

_keys = itertools.count()


def key() -> str:
    """A new idempotency key."""
    return f"test-{next(_keys):08d}"


class Clocks:
    """Wall and monotonic time that go on together unless a test says otherwise (ms)."""

    def __init__(self, day: str = MONDAY, time: str = "09:00") -> None:
        self.wall, self.steady = calendar.moment(day, time), 1_000_000

    def go(self, ms: int) -> None:
        """Time passes."""
        self.wall += ms
        self.steady += ms

    def step(self, ms: int) -> None:
        """Somebody sets the wall clock."""
        self.wall += ms


class Room:
    """A started hall. fatal: what the engine gave up with."""

    def __init__(self, journal: Journal, clocks: Clocks, **more: Any) -> None:
        self.journal, self.clocks = journal, clocks
        self.fatal: list[str] = []
        emit = more.pop("emit", lambda room, name, struct: None)
        self.house: House = build(
            journal,
            more.pop("vault", None) or memory_vault(),
            wall=lambda: clocks.wall,
            elapsed=lambda: clocks.steady,
            on_fatal=self.fatal.append,
            **more,
        )
        self.engine = self.house.engine
        self.engine.start(emit)

    def do(
        self, command: c.Command, key_: str = "", origin: c.Origin = DESK, request: bytes = REQUEST
    ) -> Answer:
        """One command. Raises: Refused, Rejected."""
        return self.engine.submit(command, key_ or key(), request, origin)

    def issue(self, line: str = "B", key_: str = "", request: bytes = REQUEST) -> Answer:
        """A number."""
        return self.do(c.IssueTicket(line=line), key_, KIOSK, request)

    @property
    def hall(self) -> Any:
        """The durable state."""
        return self.house.day.hall


@contextlib.contextmanager
def room(journal: Journal | None = None, clocks: Clocks | None = None, **more: Any) -> Iterator[Room]:
    """A hall on a Monday morning."""
    made = Room(journal or MemoryJournal(), clocks or Clocks(), **more)
    try:
        yield made
    finally:
        made.engine.stop()
        threads.sleep(0.01)


def crowd(*calls: Callable[[], Any]) -> list[Any]:
    """Run all at once; what each returned or raised."""
    futures = [threads.Future() for _ in calls]

    def run(call: Callable[[], Any], future: threads.Future) -> None:
        try:
            future.set(call())
        except Exception as error:
            future.set(error)

    for call, future in zip(calls, futures, strict=True):
        threads.spawn(run, call, future)
    return [future.wait(60) for future in futures]
