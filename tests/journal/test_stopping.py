"""A server told to stop while its disk is slow: it ends, and what it was writing is answered and kept."""

from __future__ import annotations

import signal
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from server.journal.sqlite import SqliteJournal
from tests.stopwatch import Stopwatch
from tests.web.house import HALL, House, house, until

DELAY_SECONDS = 1.0


def committing(folder: Path) -> bool:
    """Whether a transaction of the server holds the database now."""
    with closing(sqlite3.connect(folder / "journal.db", isolation_level=None, timeout=0)) as db:
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        db.execute("ROLLBACK")
    return False


def during_a_commit(hall: House, folder: Path) -> list[Any]:
    """SIGTERM arrives while a command is being committed; what its asker got."""
    got: list[Any] = []

    def ask() -> None:
        try:
            got.append(hall.command("day.open", key="key-of-the-last"))
        except OSError as error:
            got.append(error)

    asker = threading.Thread(target=ask)
    asker.start()
    until(lambda: committing(folder), what="the commit begins")
    hall.process.send_signal(signal.SIGTERM)
    asker.join(60)
    return got


@pytest.mark.alone
@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_sigterm_during_a_slow_commit_ends_the_server(tmp_path: Path, mode: str) -> None:
    """Exit 0 soon after the commit; the entry is there, and nobody was told that it is not."""
    slow = ("tests.frail", mode, str(DELAY_SECONDS), "0")
    with house(tmp_path, mode, plenty=False, day=False, program=slow) as hall:
        got = during_a_commit(hall, tmp_path)
        watch = Stopwatch()
        assert hall.process.wait(timeout=60) == 0
        assert watch.seconds <= DELAY_SECONDS + 2.0
    stored = SqliteJournal(tmp_path, readonly=True).known(HALL, "key-of-the-last")
    assert stored is not None
    assert isinstance(got[0], OSError) or got[0].status_code == 200
