"""The vault of one PC: a SQLite file of its own that forgets for good.

Rollback journal with synchronous=EXTRA (a commit survives the power cut), secure_delete so that
erased bytes are overwritten. Each record is kept with a sum over all of it: one that a flipped bit
changed is never given out.

`PRAGMA user_version`: 0 or 1 = without sums; 2 = with them. Opened for writing, a file of before is copied
(vault.db.v1) and upgraded in one transaction; the copy is erased after a week, for it forgets nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec

from server.hall.units import Ms
from server.runtime import database, files
from server.vault.errors import VaultBroken, VaultError, VaultUnsafe

MEMORY: Final = ":memory:"
VERSION: Final = 2
_CHECK_SECONDS: Final = 2.0
_COPY_KEPT_SECONDS: Final = 7 * 86_400
# `kind` is called room in the file, as version 1 named it.
_TABLE_1: Final = """CREATE TABLE IF NOT EXISTS record(room TEXT NOT NULL, key TEXT NOT NULL,
  value BLOB NOT NULL, expires INTEGER, PRIMARY KEY(room, key)) WITHOUT ROWID"""
_TO_2: Final = "ALTER TABLE record ADD COLUMN sum BLOB NOT NULL DEFAULT x''"
_IS_2: Final = "SELECT count(*) FROM pragma_table_info('record') WHERE name='sum'"
_ALIVE: Final = "(expires IS NULL OR expires > ?)"
_WHICH: Final = f"WHERE room=? AND key=? AND {_ALIVE}"
# Everything else may pass: disk full, read-only, locked by another process.
_DAMAGE: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_FORMAT")


class SqliteVault:
    """See protocol.Vault. One connection; SQLite itself serialises calls of several threads, and every
    call is a single statement, so no lock of ours is held (ours would be green in real threads).

    readonly: look beside the server that owns the file. Raises: VaultBroken, VaultUnsafe, VaultError.
    """

    def __init__(self, path: Path | str, *, readonly: bool = False) -> None:
        self._path = Path(path)
        self._copy = None if path == MEMORY else self._path.with_name(f"{self._path.name}.v1")
        with _ours():
            if path != MEMORY and not readonly:
                files.private_database(self._path)
            self._db = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=rw" if path != MEMORY else MEMORY,
                uri=path != MEMORY,
                isolation_level=None,
                check_same_thread=False,
                timeout=1.5,
            )
            try:
                self._version = self._look()
                if not readonly:
                    self._prepare()
            except BaseException:
                self._db.close()
                raise
            self._db.execute(f"PRAGMA query_only={int(readonly)}")
        self._sum = "sum" if self._version >= VERSION else "NULL"

    def _look(self) -> int:
        """The version of the file, before anything is written to it (but what SQLite rolls back)."""
        found = database.version(self._db)
        if found > VERSION:
            raise VaultUnsafe(f"{self._path.name} has version {found}, this program knows {VERSION}")
        wrong = database.check(self._db, seconds=_CHECK_SECONDS)
        if not wrong and found < VERSION and self._db.execute(_IS_2).fetchone()[0]:
            wrong = [f"its version is {found} and its table is newer"]
        if wrong:
            raise VaultBroken(f"{self._path.name}: {'; '.join(wrong)}")
        return found

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode=DELETE")
        self._db.execute("PRAGMA synchronous=EXTRA")
        self._db.execute("PRAGMA secure_delete=ON")
        if self._version < VERSION:
            if not database.is_empty(self._db):
                database.keep_copy(self._db, self._path, 1)
            database.upgrade(self._db, VERSION, (_TABLE_1, _TO_2), _add_sums)
            self._version = VERSION

    def _run(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with _ours():
            return self._db.execute(sql, values).fetchall()

    def put(self, kind: str, key: str, value: bytes, expires: Ms | None) -> None:
        """See protocol.Vault.put."""
        row = (kind, key, value, expires, _sum(kind, key, value, expires))
        self._run("INSERT OR REPLACE INTO record VALUES(?,?,?,?,?)", *row)

    def add(self, kind: str, key: str, value: bytes, expires: Ms | None, now: Ms) -> bool:
        """See protocol.Vault.add."""
        sql = (
            "INSERT INTO record VALUES(?,?,?,?,?) ON CONFLICT(room, key) DO UPDATE SET value=excluded.value, "
            "expires=excluded.expires, sum=excluded.sum WHERE record.expires <= ? RETURNING 1"
        )
        return bool(self._run(sql, kind, key, value, expires, _sum(kind, key, value, expires), now))

    def get(self, kind: str, key: str, now: Ms) -> bytes | None:
        """See protocol.Vault.get."""
        return self._one(f"SELECT value, expires, {self._sum} FROM record {_WHICH}", kind, key, now)

    def take(self, kind: str, key: str, now: Ms) -> bytes | None:
        """See protocol.Vault.take."""
        return self._one(f"DELETE FROM record {_WHICH} RETURNING value, expires, sum", kind, key, now)

    def _one(self, sql: str, kind: str, key: str, now: Ms) -> bytes | None:
        rows = self._run(sql, kind, key, now)
        if not rows:
            return None
        value, expires, kept = rows[0]
        if type(value) is not bytes or (kept is not None and kept != _sum(kind, key, value, expires)):
            raise VaultBroken(f"a record of the kind {kind} is damaged")
        return value

    def delete(self, kind: str, key: str) -> bool:
        """See protocol.Vault.delete."""
        return bool(self._run("DELETE FROM record WHERE room=? AND key=? RETURNING 1", kind, key))

    def keys(self, kind: str, now: Ms) -> list[str]:
        """See protocol.Vault.keys."""
        rows = self._run(f"SELECT key FROM record WHERE room=? AND {_ALIVE} ORDER BY key", kind, now)
        if not all(type(key) is str for (key,) in rows):
            raise VaultBroken(f"a record of the kind {kind} is damaged")
        return [key for (key,) in rows]

    def purge(self, now: Ms) -> int:
        """See protocol.Vault.purge."""
        with _ours():
            if self._copy is not None:
                files.erase(self._copy, older_seconds=_COPY_KEPT_SECONDS)
        return len(self._run("DELETE FROM record WHERE expires <= ? RETURNING 1", now))

    def check(self) -> list[str]:
        """What is damaged, one sentence each, naming no secret; [] when sound. Raises: VaultError."""
        with _ours():
            wrong = database.check(self._db)
            return wrong or self._wrong_records()

    def _wrong_records(self) -> list[str]:
        if self._version < VERSION:
            return []
        rows = self._db.execute("SELECT room, key, value, expires, sum FROM record")
        count = sum(kept != _sum(*record) for *record, kept in rows)
        return [f"{count} records of {self._path.name} are damaged"] if count else []

    def close(self) -> None:
        """See protocol.Vault.close."""
        self._db.close()


def _sum(kind: object, key: object, value: object, expires: object) -> bytes:
    """What a record is kept with: SHA-256 of all of it."""
    return sha256(msgspec.msgpack.encode((kind, key, value, expires))).digest()


def _add_sums(db: sqlite3.Connection) -> None:
    for record in db.execute("SELECT room, key, value, expires FROM record").fetchall():
        db.execute("UPDATE record SET sum=? WHERE room=? AND key=?", (_sum(*record), *record[:2]))


@contextmanager
def _ours() -> Iterator[None]:
    """Errors of the driver and of the files become the vault's."""
    try:
        yield
    except sqlite3.ProgrammingError as error:
        raise VaultError(str(error)) from error  # closed: says nothing about the file
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", None) or "SQLITE_ERROR"
        kind = VaultBroken if name.startswith(_DAMAGE) else VaultError
        raise kind(f"{name}: {error}") from error
    except UnicodeDecodeError as error:
        raise VaultBroken(f"a text is not UTF-8: {error}") from error
    except OSError as error:
        raise VaultError(str(error)) from error
