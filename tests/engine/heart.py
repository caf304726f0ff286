"""A hall in eventlet mode while another process holds its database: prints what the hub felt, as JSON.

Arguments: data folder, seconds. Run as a script: patching comes before everything else.
"""

from __future__ import annotations

import sys

from server.runtime import threads

threads.patch("eventlet")

import json  # noqa: E402
import subprocess  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

from server.bootstrap import open_folder  # noqa: E402
from server.engine.errors import Rejected  # noqa: E402
from server.hall import commands as c  # noqa: E402
from tests.stopwatch import Stopwatch  # noqa: E402

_HOLD = """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
db.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
db.execute("ROLLBACK")
"""
_BEAT = 0.005


def main(folder: Path, seconds: float) -> None:
    """Issue a number before, during and after; count heart-beats meanwhile."""
    house = open_folder(folder)
    house.engine.start()
    house.do(c.OpenDay())
    house.do(c.IssueTicket(line="B"))
    gaps = [0.0]
    threads.spawn(_beat, gaps)
    threads.sleep(0.2)
    held = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder / "journal.db"), str(seconds)], stdout=subprocess.PIPE
    )
    assert held.stdout is not None
    threads.offload(held.stdout.readline)
    gaps[0] = 0.0
    statuses = []
    end = time.monotonic() + seconds - 0.2
    while time.monotonic() < end:
        try:
            house.do(c.IssueTicket(line="B"))
            statuses.append(200)
        except Rejected as rejected:
            statuses.append(rejected.status)
        assert len(house.day.hall.tickets) == 1 + statuses.count(200)  # readable
    worst = gaps[0]
    threads.offload(held.wait)
    after = house.do(c.IssueTicket(line="B"))["number"]
    print(json.dumps({"gap_ms": worst * 1000, "statuses": statuses, "after": after}), flush=True)
    house.close()


def _beat(gaps: list[float]) -> None:
    while True:
        watch = Stopwatch()
        threads.sleep(_BEAT)
        gaps[0] = max(gaps[0], watch.seconds - _BEAT)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
