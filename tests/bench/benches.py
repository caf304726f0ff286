"""What is measured. Each bench alternates product and floor and takes medians of the runs."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from server.day import look
from server.engine.publisher import Publisher
from server.hall import commands as c
from server.hall import events as e
from server.hall.errors import Refused
from server.hall.fold.apply import fold
from server.hall.model import Hall, fresh
from server.hall.settings.tree import Settings
from server.hall.views.build import View
from server.hall.views.common import Drawn
from server.journal.memory import MemoryJournal
from server.journal.sqlite import SqliteJournal
from server.settings.defaults.township import township
from server.wire.frames import Frame, Room
from tests.bench.figures import Figure, median_of, paired
from tests.bench.servers import COMMANDS, Measured, floor, load, product, result, settle, start
from tests.bench.walls import wall
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
    """A number over HTTP: p50 at one kiosk, rate at 8 and 32."""
    return _asked(runs, "issue", "issue", (">= 0.3x", ">= 0.5x", ">= 0.65x"))


def acks(runs: int) -> list[Figure]:
    """A number over the socket, as pages ask for it, beside a bare acknowledgement: while nobody takes the
    kiosks' paper, so that their views grow full, and with agents that take it, as in a hall."""
    goals = (">= 0.3x", ">= 0.5x", ">= 0.75x")
    return [
        *_asked(runs, "acks", "issue over the socket", goals),
        *_asked(runs, "acks", "issue and print over the socket", goals, prints=True),
    ]


def _asked(runs: int, what: str, name: str, goals: tuple[str, str, str], **more: bool) -> list[Figure]:
    figures = []
    with product() as ours, floor() as theirs:
        for clients, goal in zip((1, 8, 32), goals, strict=True):
            shape = {"clients": clients, "seconds": SECONDS} | more
            sides = _alternate(
                runs, partial(load, what, ours.issue | shape), partial(load, what, theirs.issue | shape)
            )
            if clients == 1:
                figures.append(paired(f"{name}, 1 kiosk, p50", "ms", "<= 1.3x", sides, "p50"))
            figures.append(paired(f"{name}, {clients} kiosks, rate", "1/s", goal, sides, "rate"))
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

            sides = _alternate(runs, busy, partial(load, "issue", theirs.issue | shape))
            got, name = sides[0], f"disk +{delay * 1000:.0f} ms"
            figures.append(paired(f"issue, 32 kiosks, {name}", "1/s", ">= 0.5x", sides, "rate"))
            figures.append(Figure(f"/healthz meanwhile, p99, {name}", "ms", median_of(got, "ping"), "<= 30"))
    return figures


def _queue(hall: House, count: int) -> None:
    """People in line B."""
    for _ in range(count):
        hall.do("ticket.issue", line="B")


def _act(do: str) -> str:
    return json.dumps({"do": do, "window": 2})


def call(runs: int) -> list[Figure]:
    """window.next → the last of 50 and of 500 boards has it, against the pipeline floor; also when a number
    was given out in the same 50 ms."""
    few, many = ("<= 1.3x", "<= 3x"), ("<= 1.8x", "<= 3x")
    return (
        _call(runs, 50, 30, few) + _call(runs, 500, 12, many)
        + _call(runs, 50, 30, few, issued=True) + _call(runs, 500, 12, many, issued=True)
    )  # fmt: skip


def _call(
    runs: int, boards: int, count: int, goals: tuple[str, str], *, issued: bool = False
) -> list[Figure]:
    with product(boards=boards) as ours, floor() as theirs:
        assert ours.hall is not None
        _queue(ours.hall, count * runs + 5)
        ours.hall.do("window.next", window=2)
        shape = {"count": count, "before": [], "just_before": []}
        spec = shape | {"port": ours.port, "path": COMMANDS, "boards": ours.boards, "clerk": ours.hall.key}
        spec |= {"before": [_act("window.finish")], "body": _act("window.next")}
        bare = shape | {"port": theirs.port, "path": "/next", "boards": [None] * boards, "body": "{}"}
        if issued:
            spec["just_before"] = [json.dumps({"do": "ticket.issue", "line": "C"})]
            bare["just_before"] = ["{}"]
        sides = _alternate(runs, lambda: load("boards", spec), lambda: load("boards", bare))
    also = ", a number just before" if issued else ""
    return [
        paired(f"call → last of {boards} boards{also}, {name}", "ms", goal, sides, name)
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
        sides = _alternate(
            runs,
            lambda: rate(lambda: _ours(folder, hall, day, settings)),
            lambda: rate(lambda: _bare(folder)),
        )
    return [paired("fold", "events/s", ">= 0.6x", sides, "rate")]


def fanout(runs: int) -> list[Figure]:
    """500 boards at two calls a second: the server's time beside the floor's, which only emits."""
    seconds = 8

    def used(side: Measured, spec: dict[str, Any]) -> dict[str, float]:
        process = start("hold", spec | {"seconds": seconds})
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(1.5)
        before = side.cpu_seconds()
        time.sleep(seconds - 2.5)
        part = (side.cpu_seconds() - before) / (seconds - 2.5) * 100
        result(process)
        return {"part": part}

    with product(boards=500) as ours, floor() as theirs:
        assert ours.hall is not None
        _queue(ours.hall, 2 * seconds * runs + 5)
        ours.hall.do("window.next", window=2)
        acts = [
            json.dumps({"do": "window.next", "window": 2, "finish": {"outcome": "direct"}})
        ]  # one entry for each call
        spec = {"port": ours.port, "path": COMMANDS, "boards": ours.boards, "clerk": ours.hall.key}
        spec |= {"acts": acts, "every": 0.5}
        bare = {"port": theirs.port, "path": "/next", "boards": [None] * 500, "acts": ["{}"], "every": 0.5}
        sides = _alternate(runs, lambda: used(ours, spec), lambda: used(theirs, bare))
    return [paired("500 boards, two calls a second", "% of a core", "<= 1.5x", sides, "part")]


def frames(runs: int) -> list[Figure]:
    """22 rooms at 40 commands a second: frames made for each that goes out, and views drawn."""
    found = [_made_per_sent(5.0) for _ in range(max(1, runs // 3))]
    made, drawn = (statistics.median(column) for column in zip(*found, strict=True))
    return [
        Figure("frames made for each sent, 22 rooms", "", made, "<= 1.2"),
        Figure("views drawn for each frame sent, 22 rooms", "", drawn, "<= 2.2"),  # nine are signs: small
    ]


def _made_per_sent(seconds: float) -> tuple[float, float]:
    """(frames made, views drawn) for each frame that went out."""
    drawn = made = sent = 0

    def emit(room: Room, name: str, struct: Any) -> None:
        nonlocal sent
        sent += name == "view"

    def draw(hall: Hall, role: str, arg: str, common: Drawn) -> View:
        nonlocal drawn
        drawn += 1
        return view(hall, role, arg, common)

    def frame(publisher: Publisher, room: Room) -> Frame:
        nonlocal made
        made += 1
        return whole(publisher, room)

    view, whole = look.view, Publisher.frame
    with room(MemoryJournal(), emit=emit) as hall:
        for where in _ROOMS:
            hall.engine.join(where)
        for window in range(1, 11):
            hall.do(c.OpenWindow(window=window))
        look.view, Publisher.frame = draw, frame  # type: ignore[assignment, method-assign]
        begun, n, sent = time.monotonic(), 0, 0
        try:
            while (passed := time.monotonic() - begun) < seconds:
                if passed * 40 < n:
                    time.sleep(0.002)
                    continue
                hall.clocks.go(25)
                n += 1
                hall.issue("ABCDEFGHJK"[n % 10]) if n % 2 else _work(hall, n // 2 % 10 + 1)
        finally:
            look.view, Publisher.frame = view, whole  # type: ignore[method-assign]
    return made / max(1, sent), drawn / max(1, sent)


_ROOMS = [
    Room("kiosk", "kiosk-1"), Room("board", "main"), Room("supervisor", ""),
    *(Room("counter", str(n)) for n in range(1, 11)), *(Room("window", str(n)) for n in range(1, 10)),
]  # fmt: skip


def _work(made: Any, window: int) -> None:
    """A window goes on: call, or finish who is there."""
    current = made.hall.windows[window].current
    with contextlib.suppress(Refused):
        made.do(c.CallNext(window=window) if current is None else c.FinishService(window=window))


BENCHES: dict[str, Callable[[int], list[Figure]]] = {
    "issue": issue,
    "acks": acks,
    "fanout": fanout,
    "frames": frames,
    "slow_disk": slow_disk,
    "call": call,
    "standing": standing,
    "wall": wall,
    "replay": replay,
}
