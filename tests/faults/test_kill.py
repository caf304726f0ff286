"""kill -9 under load, again and again: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import threading
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faults.crew import PROOF, Server, Worker, check, figures
from tests.ports import lasting
from tests.stopwatch import Stopwatch

KILLS = 200 if PROOF else 4  # two of either kind
BACK_SECONDS = 3.0


@pytest.mark.timeout(1800)
def test_no_kill_loses_or_doubles_anything(tmp_path: Path) -> None:
    """Half of the kills come from outside at a random moment, half between a commit and its answer."""
    random = Random(20261123)
    server = Server(tmp_path, lasting())
    server.start()
    server.prepare()
    kiosks = [server.admin("device.add", name=f"kiosk-{n}", role="kiosk")["token"] for n in range(4)]
    clerks = [server.admin("token.add", name=f"desk-{n}", role="clerk", window=n)["token"] for n in (1, 2, 7)]
    workers = [Worker(server, f"Device {token}", None, n) for n, token in enumerate(kiosks)]
    workers += [
        Worker(server, f"Bearer {token}", n, 10 + n) for n, token in zip((1, 2, 7), clerks, strict=True)
    ]
    threads = [threading.Thread(target=worker.run, daemon=True) for worker in workers]
    for thread in threads:
        thread.start()
    for n in range(KILLS):
        if n % 2:
            server.kill_after(random.uniform(0.05, 0.5))
            server.start()
        else:
            server.kill()
            server.start("tests.frail", "eventlet", "0", str(random.randint(1, 60)))
            assert server.process is not None
            assert server.process.wait(timeout=60) == -9
            server.start()
    for worker in workers:
        worker.stop.set()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    server.stop()
    acked: dict[str, dict[str, Any]] = {}
    for worker in workers:
        acked |= worker.acked
    found = check(tmp_path, acked)
    retries = sum(worker.retries for worker in workers)
    figures("kill -9", kills=KILLS, retries=retries, slowest_back_s=round(server.slowest, 2), **found)
    assert (found["lost"], found["doubled"], found["gaps"]) == (0, 0, 0)
    assert found["acknowledged"] > 10 * KILLS


@pytest.mark.alone
def test_a_killed_server_is_back_within_three_seconds(tmp_path: Path) -> None:
    """From the start to the first answer, with a day to read."""
    server = Server(tmp_path, lasting())
    server.start()
    server.prepare()
    for _ in range(200):
        server.admin("ticket.issue", line="B")
    server.kill()
    watch = Stopwatch()
    server.start()
    seconds = watch.seconds
    figures("killed", back_s=round(seconds, 2))
    assert seconds <= BACK_SECONDS
    server.stop()
