"""The vault of one PC: a SQLite file of its own that forgets for good.

Rollback journal with synchronous=EXTRA (a commit survives the power cut), secure_delete so that
erased bytes are overwritten.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from server.hall.units import Ms
from server.runtime import files
from server.vault.errors import VaultError

MEMORY = ":memory:"
_SCHEMA = """CREATE TABLE IF NOT EXISTS record(room TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
  expires INTEGER, PRIMARY KEY(room, key)) WITHOUT ROWID"""
_ALIVE = "(expires IS NULL OR expires > ?)"


class SqliteVault:
    """See protocol.Vault. One connection; SQLite itself serialises calls of several threads, and every
    call is a single statement, so no lock of ours is held (ours would be green in real threads)."""

    def __init__(self, path: Path | str) -> None:
        try:
            if path != MEMORY:
                files.private_database(Path(path))
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=1.5)
            self._db.execute("PRAGMA journal_mode=DELETE")
            self._db.execute("PRAGMA synchronous=EXTRA")
            self._db.execute("PRAGMA secure_delete=ON")
            self._db.execute(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise VaultError(str(error)) from error

    def _run(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise VaultError(str(error)) from error

    def put(self, room: str, key: str, value: bytes, expires: Ms | None) -> None:
        """See protocol.Vault.put."""
        self._run("INSERT OR REPLACE INTO record VALUES(?,?,?,?)", room, key, value, expires)

    def add(self, room: str, key: str, value: bytes, expires: Ms | None, now: Ms) -> bool:
        """See protocol.Vault.add."""
        sql = (
            "INSERT INTO record VALUES(?,?,?,?) ON CONFLICT(room, key) DO UPDATE SET "
            "value=excluded.value, expires=excluded.expires WHERE record.expires <= ? RETURNING 1"
        )
        return bool(self._run(sql, room, key, value, expires, now))

    def get(self, room: str, key: str, now: Ms) -> bytes | None:
        """See protocol.Vault.get."""
        rows = self._run(f"SELECT value FROM record WHERE room=? AND key=? AND {_ALIVE}", room, key, now)
        return _bytes(rows)

    def take(self, room: str, key: str, now: Ms) -> bytes | None:
        """See protocol.Vault.take."""
        rows = self._run(
            f"DELETE FROM record WHERE room=? AND key=? AND {_ALIVE} RETURNING value", room, key, now
        )
        return _bytes(rows)

    def delete(self, room: str, key: str) -> bool:
        """See protocol.Vault.delete."""
        return bool(self._run("DELETE FROM record WHERE room=? AND key=? RETURNING 1", room, key))

    def keys(self, room: str, now: Ms) -> list[str]:
        """See protocol.Vault.keys."""
        rows = self._run(f"SELECT key FROM record WHERE room=? AND {_ALIVE} ORDER BY key", room, now)
        return [str(row[0]) for row in rows]

    def purge(self, now: Ms) -> int:
        """See protocol.Vault.purge."""
        return len(self._run("DELETE FROM record WHERE expires <= ? RETURNING 1", now))

    def close(self) -> None:
        """See protocol.Vault.close."""
        self._db.close()


def _bytes(rows: list[tuple[object, ...]]) -> bytes | None:
    value = rows[0][0] if rows else None
    return value if isinstance(value, bytes) else None
