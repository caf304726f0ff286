"""What is measured. Each bench alternates product and floor and takes medians of the runs."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from server.hall import commands as c
from server.hall import events as e
from server.hall.fold.apply import fold
from server.hall.model import fresh
from server.hall.settings import Settings
from server.journal.sqlite import SqliteJournal
from server.settings.defaults.township import township
from tests.bench.figures import Figure, median_of
from tests.bench.servers import COMMANDS, Measured, floor, load, product, result, settle, start
from tests.engine.room import room
from tests.web.house import House

Runs = list[dict[str, float]]
SECONDS = 1.5


def _alternate(
    runs: int, ours: Callable[[], dict[str, float]], theirs: Callable[[], dict[str, float]]
) -> tuple[Runs, Runs]:
    """(product, floor), one after the other so that both see the same machine."""
    found: tuple[Runs, Runs] = ([], [])
    for _ in range(runs):
        for side, measure in zip(found, (ours, theirs), strict=True):
            side.append(measure())
            settle()
    return found


def issue(runs: int) -> list[Figure]:
    """A number: p50 at one kiosk, rate at 8 and 32."""
    figures = []
    with product() as ours, floor() as theirs:
        for clients in (1, 8, 32):
            shape = {"clients": clients, "seconds": SECONDS}
            got, least = _alternate(
                runs,
                partial(load, "issue", ours.issue | shape),
                partial(load, "issue", theirs.issue | shape),
            )
            if clients == 1:
                p50 = median_of(got, "p50")
                figures.append(Figure("issue, 1 kiosk, p50", "ms", p50, "<= 2x", median_of(least, "p50")))
            rate, least_rate = median_of(got, "rate"), median_of(least, "rate")
            goal = ">= 0.3x" if clients == 1 else ">= 0.5x"
            figures.append(Figure(f"issue, {clients} kiosks, rate", "1/s", rate, goal, least_rate))
    return figures


def slow_disk(runs: int) -> list[Figure]:
    """The same on a disk slowed by 10 and 30 ms; /healthz meanwhile."""
    figures = []
    for delay in (0.01, 0.03):
        with product(delay=delay) as ours, floor(delay=delay) as theirs:
            shape = {"clients": 32, "seconds": SECONDS}

            def busy(ours: Measured = ours, shape: dict[str, float] = shape) -> dict[str, float]:
                beside = start("ping", {"port": ours.port, "seconds": SECONDS})
                found = load("issue", ours.issue | shape)
                return found | {"ping": result(beside)["p99"]}

            got, least = _alternate(runs, busy, partial(load, "issue", theirs.issue | shape))
            name = f"disk +{delay * 1000:.0f} ms"
            rate = median_of(got, "rate")
            figures.append(
                Figure(f"issue, 32 kiosks, {name}", "1/s", rate, ">= 0.5x", median_of(least, "rate"))
            )
            figures.append(Figure(f"/healthz meanwhile, p99, {name}", "ms", median_of(got, "ping"), "<= 30"))
    return figures


def _queue(hall: House, count: int) -> None:
    """People in line B."""
    for _ in range(count):
        hall.do("ticket.issue", line="B")


def _act(do: str) -> str:
    return json.dumps({"do": do, "window": 2})


def call(runs: int) -> list[Figure]:
    """window.next → the last of 50 and of 500 boards has it, against the pipeline floor."""
    return _call(runs, 50, 30, ("<= 2x", "<= 3x")) + _call(runs, 500, 12, ("<= 2x", "<= 3x"))


def _call(runs: int, boards: int, count: int, goals: tuple[str, str]) -> list[Figure]:
    with product(boards=boards) as ours, floor() as theirs:
        assert ours.hall is not None
        _queue(ours.hall, count * runs + 5)
        ours.hall.do("window.next", window=2)
        spec = {
            "port": ours.port,
            "path": COMMANDS,
            "boards": ours.boards,
            "clerk": ours.hall.key,
            "count": count,
        }
        spec |= {"before": [_act("window.finish")], "body": _act("window.next")}
        bare = {
            "port": theirs.port,
            "path": "/next",
            "boards": [None] * boards,
            "count": count,
            "before": [],
            "body": "{}",
        }
        got, least = _alternate(runs, lambda: load("boards", spec), lambda: load("boards", bare))
    return [
        Figure(
            f"call → last of {boards} boards, {name}",
            "ms",
            median_of(got, name),
            goal,
            median_of(least, name),
        )
        for name, goal in zip(("p50", "p99"), goals, strict=True)
    ]


def standing(runs: int) -> list[Figure]:
    """50 boards at one frame a second: part of a core, memory idle and for each board."""
    seconds = 8 if runs < 5 else 20
    with product(boards=50) as ours:
        assert ours.hall is not None
        _queue(ours.hall, seconds + 5)
        idle = ours.pss_kib()
        acts = [_act("window.next"), _act("window.finish")]
        spec = {"port": ours.port, "path": COMMANDS, "boards": ours.boards, "clerk": ours.hall.key}
        process = start("hold", spec | {"acts": acts, "seconds": seconds})
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(2)
        with_boards = ours.pss_kib()
        before, begun = ours.cpu_seconds(), time.monotonic()
        time.sleep(seconds - 3)
        part = (ours.cpu_seconds() - before) / (time.monotonic() - begun) * 100
        result(process)
    return [
        Figure("50 boards, a frame a second", "% of a core", part, "<= 3"),
        Figure("memory, idle (PSS)", "MiB", idle / 1024, "<= 78"),
        Figure("memory, each board more", "KiB", max(0, with_boards - idle) / 50, "<= 100"),
    ]


def _busy_day(folder: Path, tickets: int) -> tuple[str, str]:
    """(hall, day) of a busy day in a journal on disk."""
    journal = SqliteJournal(folder)
    with room(journal) as made:
        for window in range(1, 11):
            made.do(c.OpenWindow(window=window))
        for n in range(tickets):
            made.clocks.go(5_000)
            made.issue("ABCDEF"[n % 6])
            made.do(c.CallNext(window=n % 6 + 1))
            made.do(c.FinishService(window=n % 6 + 1))
        found = made.engine.hall_id, str(made.hall.day)
    journal.close()
    return found


class _Seen(msgspec.Struct):
    number: str
    line: str
    state: str
    at: int
    window: int = 0
    calls: int = 0


def _bare(folder: Path) -> int:
    """The least replay: scan, typed decode, one struct a ticket kept up to date."""
    seen: dict[str, _Seen] = {}
    count = 0
    with contextlib.closing(sqlite3.connect(folder / "journal.db")) as db:
        for at, body in db.execute("SELECT at, events FROM entry WHERE stream GLOB '2*' ORDER BY seq"):
            for event in e.decode(body):
                count += 1
                match event:
                    case e.TicketIssued():
                        seen[event.ticket] = _Seen(event.number, event.line, "waiting", at)
                    case e.TicketCalled():
                        ticket = seen[event.ticket]
                        ticket.state, ticket.at, ticket.window = "called", at, event.window
                        ticket.calls += 1
                    case e.ServiceStarted() | e.ServiceFinished():
                        ticket = seen[event.ticket]
                        ticket.state, ticket.at = type(event).__name__, at
    return count


def _ours(folder: Path, hall: str, day: str, settings: Settings) -> int:
    """The journal's own reader, decode, and the whole fold."""
    journal = SqliteJournal(folder, readonly=True)
    state, count = fresh(hall, settings), 0
    entries = list(journal.read(hall, day))
    for entry, events in zip(entries, e.decode_all([entry.events for entry in entries]), strict=True):
        count += len(events)
        fold(state, entry.seq, entry.at, events)
    return count


def replay(runs: int) -> list[Figure]:
    """Events a second, from the file to the state."""

    def rate(work: Callable[[], int]) -> dict[str, float]:
        begun, count = time.perf_counter(), 0
        while time.perf_counter() - begun < 1.0:
            count += work()
        return {"rate": count / (time.perf_counter() - begun)}

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hall, day = _busy_day(folder, 2_000)
        settings = township()
        got, least = _alternate(
            runs,
            lambda: rate(lambda: _ours(folder, hall, day, settings)),
            lambda: rate(lambda: _bare(folder)),
        )
    return [Figure("fold", "events/s", median_of(got, "rate"), ">= 0.5x", median_of(least, "rate"))]


BENCHES: dict[str, Callable[[int], list[Figure]]] = {
    "issue": issue,
    "slow_disk": slow_disk,
    "call": call,
    "standing": standing,
    "replay": replay,
}
