"""What became of each print job, kept on disk before the first byte leaves for the printer.

A small SQLite file of the agent's own. A job found begun after a restart may be on paper or not: it becomes
`unknown` and is never printed again by itself.
"""

from __future__ import annotations

import sqlite3
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_KEEP_SECONDS: Final = 7 * 86_400
_ORDER: Final = {"queued": 0, "sent": 1, "unknown": 2, "failed": 2, "confirmed": 3}
_SPACE: Final = uuid.UUID("6a69616f-6861-6f00-8000-6a6f62730000")
_UNTOLD, _TOLD, _HELD = 0, 1, 2  # held: noted, and nothing left for the printer yet


@dataclass(frozen=True)
class Report:
    """A state of a job that the server does not know yet. key: the same at every try."""

    job: str
    state: str
    paper: str
    why: str = ""

    @property
    def key(self) -> str:
        """Idempotency key, stable per job and state."""
        return str(uuid.uuid5(_SPACE, f"{self.job}/{self.state}"))


class JobBook:
    """Jobs of one agent. Methods may be called from any thread. Raises: OSError, sqlite3.Error."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(folder / "jobs.db", check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS step (n INTEGER PRIMARY KEY, job TEXT NOT NULL, state TEXT NOT NULL,"
            " paper TEXT NOT NULL, told INTEGER NOT NULL DEFAULT 0, at INTEGER NOT NULL,"
            " why TEXT NOT NULL DEFAULT '', UNIQUE (job, state))"
        )
        if "why" not in [name for _, name, *_ in self._db.execute("PRAGMA table_info(step)")]:
            self._db.execute("ALTER TABLE step ADD COLUMN why TEXT NOT NULL DEFAULT ''")  # a book of before
        self._db.execute(
            "DELETE FROM step WHERE at < CAST(strftime('%s', 'now') AS INTEGER) - ?", (_KEEP_SECONDS,)
        )
        self._db.execute("UPDATE step SET told = ? WHERE told = ?", (_UNTOLD, _HELD))
        for job in self._cut_short():
            self.note(job, "unknown")

    def _cut_short(self) -> list[str]:
        rows = self._db.execute(
            "SELECT job FROM step GROUP BY job HAVING COUNT(*) = 1 AND MAX(state) = 'sent' ORDER BY MIN(n)"
        )
        return [job for (job,) in rows]

    def _do(self, words: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._db.execute(words, values).fetchall()

    def knows(self, job: str) -> bool:
        """Whether this job was ever begun or given up here."""
        return bool(self._do("SELECT 1 FROM step WHERE job = ? LIMIT 1", job))

    def note(self, job: str, state: str, paper: str = "unknown", why: str = "") -> None:
        """Durable when it returns."""
        self._note(job, state, paper, why, _UNTOLD)

    def _note(self, job: str, state: str, paper: str, why: str, told: int) -> None:
        self._do(
            "INSERT OR IGNORE INTO step (job, state, paper, why, told, at)"
            " VALUES (?, ?, ?, ?, ?, CAST(strftime('%s', 'now') AS INTEGER))",
            *(job, state, paper, why, told),
        )

    def begin(self, job: str, paper: str) -> None:
        """Its first byte is about to leave: `sent`, told to nobody before it did. Durable when it returns."""
        self._note(job, "sent", paper, "", _HELD)

    def took(self, job: str) -> None:
        """The printer took the first byte."""
        self._do("UPDATE step SET told = ? WHERE job = ? AND told = ?", _UNTOLD, job, _HELD)

    def take_back(self, job: str) -> None:
        """The printer took nothing: it was never begun."""
        self._do("DELETE FROM step WHERE job = ? AND told = ?", job, _HELD)

    def untold(self) -> list[Report]:
        """What the server should hear, oldest first."""
        rows = self._do("SELECT job, state, paper, why FROM step WHERE told = ? ORDER BY n", _UNTOLD)
        return [Report(*row) for row in rows]

    def told(self, report: Report) -> None:
        """The server has it, or will never take it."""
        self._do("UPDATE step SET told = ? WHERE job = ? AND state = ?", _TOLD, report.job, report.state)

    def tell_again(self, job: str, server_state: str) -> None:
        """The server, perhaps brought back from a backup, is behind what it was told: say it again."""
        behind = _ORDER.get(server_state, 0)
        for n, state in self._do("SELECT n, state FROM step WHERE job = ? AND told = ?", job, _TOLD):
            if _ORDER[state] > behind:
                self._do("UPDATE step SET told = ? WHERE n = ?", _UNTOLD, n)

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._db.close()
