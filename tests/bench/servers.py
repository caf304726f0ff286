"""The product and the floor as processes to be measured, and the load processes that measure them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.web.house import HALL, ROOT, House, house

COMMANDS = f"/api/v1/halls/{HALL}/commands"


@dataclass
class Measured:
    """A server under load. spec: what every load process needs to know of it."""

    pid: int
    port: int
    issue: dict[str, Any]
    hall: House | None = None
    boards: list[str] = field(default_factory=list)

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def pss_kib(self) -> int:
        """Proportional set size."""
        text = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        return int(next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1])


@contextlib.contextmanager
def product(*, delay: float = 0.0, kiosks: int = 32, boards: int = 0) -> Iterator[Measured]:
    """`jiaohao serve` on a fresh folder, limits raised, day and windows open."""
    program = ("tests.frail", "eventlet", str(delay), "0") if delay else ("server.cli",)
    with tempfile.TemporaryDirectory() as folder, house(Path(folder), program=program) as hall:
        tokens = [hall.device("kiosk")[1] for _ in range(kiosks)]
        walls = [hall.device("board")[1] for _ in range(boards)]
        port = int(hall.url.rpartition(":")[2])
        spec = {
            "port": port,
            "path": COMMANDS,
            "bodies": [json.dumps({"do": "ticket.issue", "line": line}) for line in "ABCDEFGHJK"],
            "tokens": tokens,
        }
        yield Measured(hall.process.pid, port, spec, hall, walls)


@contextlib.contextmanager
def floor(*, delay: float = 0.0) -> Iterator[Measured]:
    """floors/pipeline.py."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.bench.floors.pipeline", folder],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env=os.environ | {"FLOOR_DELAY": str(delay)},
        )
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            yield Measured(process.pid, port, {"port": port, "path": "/issue", "bodies": ["{}"]})
        finally:
            process.terminate()
            process.wait(timeout=10)


def start(what: str, spec: dict[str, Any]) -> subprocess.Popen[str]:
    """A load process."""
    command = [sys.executable, "-m", "tests.bench.load", what, json.dumps(spec)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def result(process: subprocess.Popen[str]) -> dict[str, float]:
    """What a load process found."""
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0, "the load process failed"
    found: dict[str, float] = json.loads(out.splitlines()[-1])
    return found


def load(what: str, spec: dict[str, Any]) -> dict[str, float]:
    """Run a load process to its end."""
    return result(start(what, spec))


def settle() -> None:
    """Let sockets close and caches calm down between two runs."""
    time.sleep(0.3)
