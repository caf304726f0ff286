"""The power goes at any moment: what was acknowledged is there, and the folder opens by itself.

Every write of a working hall is logged with its syncs; at random points the log is replayed onto a disk
that drops, keeps or tears what was not synced (facts: a cheap disk does all three).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

import pytest

from server.bootstrap import in_memory, open_folder
from server.hall import commands as c
from server.journal import chain
from tests.faults.crew import PROOF, figures
from tests.faults.disk import Disk, Record, records
from tests.web.house import HALL, ROOT

POINTS = 1_000 if PROOF else 60
COMMANDS = 400


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Record], str]:
    """(all changes of a working hall, its folder)."""
    made = tmp_path_factory.mktemp("power")
    preload, folder, log = made / "writelog.so", made / "hall", made / "log"
    folder.mkdir()
    source = Path(__file__).with_name("writelog.c")
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", preload, source, "-ldl"], check=True)
    env = os.environ | {"LD_PRELOAD": str(preload), "JIAOHAO_WATCH": str(folder), "JIAOHAO_LOG": str(log)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.writer", str(folder), str(COMMANDS)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return list(records(log)), str(folder)


def opens_with_everything(folder: Path, acks: bytes) -> int:
    """Open a folder as the server does; the acknowledged entries are there and numbers go on. Count."""
    room = open_folder(folder)
    try:
        acked = [line.split() for line in acks.decode().splitlines()]
        for day in {line[0] for line in acked}:
            entries = list(room.journal.read(HALL, day))
            assert chain.verify(entries) == len(entries)
            kept = {entry.seq: entry for entry in entries}
            for found_day, seq, number in acked:
                if found_day == day:
                    assert f'"{number}"'.encode() in kept[int(seq)].events
        room.engine.start()
        if room.day.hall.day is None:
            room.do(c.OpenDay())
        last = room.day.hall.queues["A"].last if "A" in room.day.hall.queues else 0
        assert room.do(c.IssueTicket(line="A"))["number"] == f"A{last + 1:03d}"
        return len(acked)
    finally:
        room.close()


def test_the_log_holds_syncs_and_answers(written: tuple[list[Record], str]) -> None:
    """The harness sees the real thing: writes to the WAL, syncs, and all answers at its end."""
    log, folder = written
    disk = Disk(folder)
    for record in log:
        disk.take(record)
    ops = {record.op for record in log}
    assert {"o", "w", "s"} <= ops
    assert len(disk.acks.splitlines()) == COMMANDS // 4 * 4


@pytest.mark.timeout(1800)
def test_no_power_cut_loses_what_was_acknowledged(written: tuple[list[Record], str]) -> None:
    """Points in order, so that the log is read once; each with its own luck."""
    log, folder = written
    random = Random(20261123)
    points = sorted(random.randrange(len(log)) for _ in range(POINTS))
    disk, at, most = Disk(folder), 0, 0
    for n, point in enumerate(points):
        while at <= point:
            disk.take(log[at])
            at += 1
        with tempfile.TemporaryDirectory() as left:
            disk.cut(Path(left), Random(n))
            try:
                most = max(most, opens_with_everything(Path(left), disk.acks))
            except Exception as error:
                raise AssertionError(f"point {point} of {len(log)}, luck {n}: {error!r}") from error
    figures("power cut", points=POINTS, changes=len(log), acknowledged=most, lost=0)
    assert most > COMMANDS // 2


def test_a_disk_that_lies_about_syncs_is_noticed_by_this_test(written: tuple[list[Record], str]) -> None:
    """The harness can fail: with the syncs taken out of the log, acknowledged entries are missing."""
    log, folder = written
    disk = Disk(folder)
    for record in log:
        if record.op != "s":
            disk.take(record)
    with tempfile.TemporaryDirectory() as left:
        disk.cut(Path(left), Random(1))
        with pytest.raises(Exception):  # noqa: B017 - unopenable or incomplete, both are caught
            opens_with_everything(Path(left), disk.acks)


def test_a_hall_in_memory_needs_no_disk() -> None:
    """The same code path without files, as the harness uses it."""
    room = in_memory()
    room.engine.start()
    room.do(c.OpenDay())
    assert room.do(c.IssueTicket(line="A"))["number"] == "A001"
    room.close()
