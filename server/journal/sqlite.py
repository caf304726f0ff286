"""The journal of one PC: SQLite in WAL with synchronous=FULL, one read-write connection.

Source of the choices: facts/traps.md section 3 (WAL-reset bug: exactly one writing connection per
file; readers are read-only; pragmas are read back).
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from itertools import starmap
from pathlib import Path
from typing import Any

from msgspec.structs import astuple

from server.hall.units import Ms
from server.journal import chain, schema
from server.journal.errors import Broken, JournalError, KnownKeys, Poisoned, UnsafeStore, Unwritable
from server.journal.protocol import GENESIS, Append, Draft, Entry, Kept, Stored
from server.runtime import database, files, threads

# A failed write is rolled back and may be tried again; a failed sync never (the kernel forgot the pages).
_RETRYABLE = {
    "SQLITE_FULL", "SQLITE_BUSY", "SQLITE_READONLY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR_WRITE",
}  # fmt: skip


class SqliteJournal:
    """Journal in `folder`/journal.db.

    after_commit: called between commit and return, for tests of a crash there.
    delay_seconds: sleeps inside each commit, for tests and benches of slow disks.
    readonly: look into a folder that a running server owns; nothing can be appended.
    """

    def __init__(
        self,
        folder: Path,
        *,
        busy_ms: int = 1500,
        readonly: bool = False,
    ) -> None:
        self.path = folder.absolute() / "journal.db"
        self._lock = threads.system_lock()  # calls come from real threads
        self._poisoned: str | None = None
        self._closed = False
        self._ends: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._days: dict[str, str] = {}  # hall -> the current day this process recorded
        self._rw = None if readonly else self._open(busy_ms)

    def _open(self, busy_ms: int) -> sqlite3.Connection:
        with _ours():
            files.private_database(self.path)
            version, empty = schema.inspect(self.path)
            db = sqlite3.connect(
                self.path, isolation_level=None, check_same_thread=False, timeout=busy_ms / 1000
            )
            try:
                _configure(db)
                schema.prepare(db, self.path, version, empty=empty)
            except BaseException:
                db.close()
                raise
        return db

    # -- writing -------------------------------------------------------------------------------

    def append(self, hall: str, appends: Sequence[Append]) -> list[Entry]:
        """See protocol.Journal.append."""
        with self._lock:
            self._require_sound()
            sealed = chain.seal_all(hall, appends, partial(self._end, hall))
            entries = [entry for _, entry in sealed]
            day = next((append.stream for append in reversed(appends) if append.head), None)
            if day == self._days.get(hall):
                day = None
            if sealed or day is not None:
                self._commit(hall, sealed, day)
            for entry in entries:
                self._ends[hall, entry.stream] = (entry.seq, entry.hash)
            if day is not None:
                self._days[hall] = day
        return entries

    def _require_sound(self) -> sqlite3.Connection:
        if self._closed:
            raise JournalError("the journal is closed")
        if self._poisoned is not None:
            raise Poisoned(self._poisoned)
        if self._rw is None:
            raise JournalError("the journal was opened for reading only")
        return self._rw

    def _end(self, hall: str, stream: str) -> tuple[int, bytes]:
        end = self._ends.get((hall, stream))
        if end is None:
            last = self.last(hall, stream)
            end = self._ends[hall, stream] = (last.seq, last.hash) if last else (0, GENESIS)
        return end

    def _commit(self, hall: str, sealed: Sequence[tuple[Draft, Entry]], day: str | None) -> None:
        db = self._require_sound()
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise self._failed(error) from error
        try:
            db.executemany(
                schema.INSERT_KNOWN,
                [(hall, d.key, e.stream, e.seq, d.at, d.request, d.answer) for d, e in sealed],
            )
            db.executemany(schema.INSERT_ENTRY, [astuple(entry) for _, entry in sealed])
            if day is not None:
                db.execute(schema.SET_META, (hall, "head", day, schema.seal(hall, "head", day)))
        except sqlite3.IntegrityError as error:
            self._rollback(db)
            raise self._known_among(hall, sealed) or Broken(str(error)) from error
        except sqlite3.Error as error:
            self._rollback(db)
            raise self._failed(error) from error
        try:
            db.execute("COMMIT")
        except sqlite3.Error as error:
            sure = self._rollback(db)
            raise self._failed(error, rolled_back=sure) from error

    def _known_among(self, hall: str, sealed: Sequence[tuple[Draft, Entry]]) -> KnownKeys | None:
        found = frozenset(draft.key for draft, _ in sealed if self.known(hall, draft.key) is not None)
        return KnownKeys(found) if found else None

    def _rollback(self, db: sqlite3.Connection) -> bool:
        try:
            if db.in_transaction:
                db.execute("ROLLBACK")
            return not db.in_transaction
        except sqlite3.Error:
            return False

    def _failed(self, error: sqlite3.Error, *, rolled_back: bool = True) -> JournalError:
        """Nothing written and worth another try, or poisoned: the outcome is unknown."""
        name = getattr(error, "sqlite_errorname", "") or ""
        retryable = any(name.startswith(start) for start in _RETRYABLE)
        if retryable and rolled_back:
            return Unwritable(f"{name}: {error}")
        self._poisoned = f"{name or type(error).__name__}: {error}"
        return Poisoned(self._poisoned)

    def forget(self, hall: str, stream: str, before: Ms) -> int:
        """See protocol.Journal.forget."""
        with self._lock:
            db = self._require_sound()
            try:
                return db.execute(
                    "DELETE FROM known WHERE hall=? AND stream=? AND at<?", (hall, stream, before)
                ).rowcount
            except sqlite3.Error as error:
                raise self._failed(error) from error

    def canary(self) -> None:
        """See protocol.Journal.canary."""
        with self._lock:
            db = self._require_sound()
            try:
                db.execute(
                    "INSERT INTO canary VALUES(1,?) ON CONFLICT(id) DO UPDATE SET at=excluded.at",
                    (time.time(),),
                )
            except sqlite3.Error as error:
                raise self._failed(error) from error

    # -- reading -------------------------------------------------------------------------------

    @contextmanager
    def _reader(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        """A short-lived read-only connection (readers never share state with the writer), and the version
        of what it reads."""
        if self._closed:
            raise JournalError("the journal is closed")
        with _ours(), closing(database.look(self.path)) as db:
            yield db, schema.VERSION if self._rw is not None else schema.version(db)

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._reader() as (db, _):
            return db.execute(sql, values).fetchall()

    def known(self, hall: str, key: str) -> Stored | None:
        """See protocol.Journal.known."""
        with self._reader() as (db, version):
            sql = "SELECT stream, seq, at, request, answer FROM known WHERE hall=? AND key=?"
            row = db.execute(sql, (hall, key)).fetchone()
            if row is None:
                return None
            stream, seq, at, request, answer = row
            entry = next(_entries(db, version, hall, stream, "seq=?", seq), None)
        if entry is None or not chain.fits(entry, _kept(seq, key, at, request, answer)):
            raise Broken(f"{hall}: what is kept under the key {key} does not fit its entry")
        return Stored(stream, seq, request, answer, entry.actor)

    def kept(self, hall: str, stream: str) -> Iterator[Kept]:
        """See protocol.Journal.kept."""
        with self._reader() as (db, _):
            rows = db.execute(
                "SELECT seq, key, at, request, answer FROM known WHERE hall=? AND stream=?", (hall, stream)
            )
            yield from starmap(_kept, rows)

    def read(self, hall: str, stream: str, after: int = 0) -> Iterator[Entry]:
        """See protocol.Journal.read."""
        with self._reader() as (db, version):
            yield from _entries(db, version, hall, stream, "seq>? ORDER BY seq", after)

    def last(self, hall: str, stream: str) -> Entry | None:
        """See protocol.Journal.last."""
        with self._reader() as (db, version):
            return next(_entries(db, version, hall, stream, "seq>? ORDER BY seq DESC LIMIT 1", 0), None)

    def halls(self) -> list[str]:
        """See protocol.Journal.halls."""
        return [row[0] for row in self._rows("SELECT DISTINCT hall FROM entry ORDER BY hall")]

    def streams(self, hall: str) -> list[str]:
        """See protocol.Journal.streams."""
        return [
            row[0]
            for row in self._rows("SELECT DISTINCT stream FROM entry WHERE hall=? ORDER BY stream", hall)
        ]

    def head(self, hall: str) -> str | None:
        """See protocol.Journal.head."""
        with self._reader() as (db, version):
            if version < schema.VERSION:
                return schema.newest_day(db, hall)
            return schema.meta(db, hall, "head")

    def epoch(self, hall: str) -> str:
        """See protocol.Journal.epoch."""
        with self._reader() as (db, version):
            found = schema.meta(db, hall, "epoch", sealed=version >= schema.VERSION)
        if found is not None:
            return found
        with self._lock:
            db, made = self._require_sound(), secrets.token_hex(8)
            try:
                db.execute(schema.ADD_META, (hall, "epoch", made, schema.seal(hall, "epoch", made)))
            except sqlite3.Error as error:
                raise self._failed(error) from error
        return self.epoch(hall)

    def check(self) -> list[str]:
        """What is damaged beside the chains, one sentence each: the file, its records, keys without their
        entry. [] when sound; chain.verify does the rest. Raises: JournalError."""
        with self._reader() as (db, version):
            damage = database.check(db)
            return damage or schema.damage(db, version)

    def close(self) -> None:
        """See protocol.Journal.close."""
        with self._lock:
            self._closed = True
            if self._rw is not None:
                self._rw.close()


def _entries(
    db: sqlite3.Connection, version: int, hall: str, stream: str, which: str, seq: int
) -> Iterator[Entry]:
    sql = f"SELECT {schema.columns(version)} FROM entry WHERE hall=? AND stream=? AND {which}"
    return schema.entries(hall, stream, db.execute(sql, (hall, stream, seq)))


def _kept(seq: int, key: str, at: Ms, request: Any, answer: Any) -> Kept:
    if type(request) is not bytes or type(answer) is not bytes:
        raise Broken(f"what is kept under the key {key} is no answer")
    return Kept(seq, key, at, chain.answer_hash(request, answer))


def _configure(db: sqlite3.Connection) -> None:
    """Raises: UnsafeStore when SQLite does not do as told."""
    mode = db.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    db.execute("PRAGMA synchronous=FULL")
    level = db.execute("PRAGMA synchronous").fetchone()[0]
    db.execute("PRAGMA wal_autocheckpoint=4000")
    db.execute("PRAGMA cache_size=-8000")  # KiB: the index of random keys of a busy day stays in it
    if (mode, level) != ("wal", 2):
        raise UnsafeStore(f"SQLite gave journal_mode={mode} synchronous={level}")


@contextmanager
def _ours() -> Iterator[None]:
    """Errors of the driver and of the files become the journal's."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(error) from error
    except UnicodeDecodeError as error:
        raise Broken(f"a text is not UTF-8: {error}") from error
    except OSError as error:
        raise Unwritable(str(error)) from error


def _translated(error: sqlite3.Error) -> JournalError:
    name = getattr(error, "sqlite_errorname", "") or ""
    if any(name.startswith(start) for start in _RETRYABLE):
        return Unwritable(f"{name}: {error}")
    return Broken(f"{name}: {error}")
