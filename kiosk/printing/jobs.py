"""What became of each print job, kept on disk before the first byte leaves for the printer.

A small SQLite file of the agent's own. A job found `sent` after a restart may be on paper or not: it
becomes `unknown` and is never printed again by itself.
"""

from __future__ import annotations

import sqlite3
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_KEEP_SECONDS: Final = 7 * 86_400
_ORDER: Final = {"queued": 0, "sent": 1, "unknown": 2, "failed": 2, "confirmed": 3}
_SPACE: Final = uuid.UUID("6a69616f-6861-6f00-8000-6a6f62730000")


@dataclass(frozen=True)
class Report:
    """A state of a job that the server does not know yet. key: the same at every try."""

    job: str
    state: str
    paper: str

    @property
    def key(self) -> str:
        """Idempotency key, stable per job and state."""
        return str(uuid.uuid5(_SPACE, f"{self.job}/{self.state}"))


class JobBook:
    """Jobs of one agent. Methods may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(folder / "jobs.db", check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS step (n INTEGER PRIMARY KEY, job TEXT NOT NULL, state TEXT NOT NULL,"
            " paper TEXT NOT NULL, told INTEGER NOT NULL DEFAULT 0, at INTEGER NOT NULL,"
            " UNIQUE (job, state))"
        )
        self._db.execute(
            "DELETE FROM step WHERE at < CAST(strftime('%s', 'now') AS INTEGER) - ?", (_KEEP_SECONDS,)
        )
        for job in self._cut_short():
            self.note(job, "unknown", "unknown")

    def _cut_short(self) -> list[str]:
        rows = self._db.execute(
            "SELECT job FROM step GROUP BY job HAVING COUNT(*) = 1 AND MAX(state) = 'sent' ORDER BY MIN(n)"
        )
        return [job for (job,) in rows]

    def knows(self, job: str) -> bool:
        """Whether this job was ever begun here."""
        with self._lock:
            row = self._db.execute("SELECT 1 FROM step WHERE job = ? LIMIT 1", (job,)).fetchone()
        return row is not None

    def note(self, job: str, state: str, paper: str = "unknown") -> None:
        """Durable when it returns."""
        with self._lock:
            self._db.execute(
                "INSERT OR IGNORE INTO step (job, state, paper, at)"
                " VALUES (?, ?, ?, CAST(strftime('%s', 'now') AS INTEGER))",
                (job, state, paper),
            )

    def untold(self) -> list[Report]:
        """What the server should hear, oldest first."""
        with self._lock:
            rows = self._db.execute("SELECT job, state, paper FROM step WHERE told = 0 ORDER BY n").fetchall()
        return [Report(*row) for row in rows]

    def told(self, report: Report) -> None:
        """The server has it, or will never take it."""
        with self._lock:
            self._db.execute(
                "UPDATE step SET told = 1 WHERE job = ? AND state = ?", (report.job, report.state)
            )

    def tell_again(self, job: str, server_state: str) -> None:
        """The server, perhaps brought back from a backup, is behind what it was told: say it again."""
        behind = _ORDER.get(server_state, 0)
        with self._lock:
            for n, state in self._db.execute("SELECT n, state FROM step WHERE job = ?", (job,)).fetchall():
                if _ORDER[state] > behind:
                    self._db.execute("UPDATE step SET told = 0 WHERE n = ?", (n,))

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._db.close()
