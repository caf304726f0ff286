"""The journal of one PC: SQLite in WAL with synchronous=FULL, one read-write connection.

Source of the choices: facts/traps.md section 3 (WAL-reset bug: exactly one writing connection per
file; readers are read-only; pragmas are read back).
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import starmap
from pathlib import Path

from server.hall.units import Ms
from server.journal import chain
from server.journal.errors import Broken, JournalError, KnownKeys, Poisoned, UnsafeStore, Unwritable
from server.journal.protocol import GENESIS, Append, Draft, Entry, Stored
from server.runtime import files, threads

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta(hall TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY(hall, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry(hall TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL,
  at INTEGER NOT NULL, actor TEXT NOT NULL, key TEXT NOT NULL, settings_seq INTEGER NOT NULL,
  events BLOB NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY(hall, stream, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS known(hall TEXT NOT NULL, key TEXT NOT NULL, stream TEXT NOT NULL,
  seq INTEGER NOT NULL, at INTEGER NOT NULL, request BLOB NOT NULL, answer BLOB NOT NULL,
  PRIMARY KEY(hall, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS known_age ON known(hall, stream, at);
CREATE TABLE IF NOT EXISTS canary(id INTEGER PRIMARY KEY CHECK (id = 1), at REAL NOT NULL);
"""
_INSERT_ENTRY = "INSERT INTO entry VALUES(?,?,?,?,?,?,?,?,?,?)"
_INSERT_KNOWN = "INSERT INTO known VALUES(?,?,?,?,?,?,?)"
_SELECT_KNOWN = """SELECT stream, seq, request, answer, actor FROM
  (SELECT * FROM known WHERE hall=? AND key=?) LEFT JOIN entry USING(hall, stream, seq)"""
_COLUMNS = "seq, at, actor, key, settings_seq, events, prev, hash"
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
        after_commit: Callable[[], None] | None = None,
        delay_seconds: float = 0.0,
        busy_ms: int = 1500,
        readonly: bool = False,
    ) -> None:
        self.path = folder.absolute() / "journal.db"
        self._lock = threads.system_lock()  # calls come from real threads
        self._after_commit = after_commit
        self._delay = delay_seconds
        self._poisoned: str | None = None
        self._closed = False
        self._heads: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._rw = None if readonly else self._open(busy_ms)

    def _open(self, busy_ms: int) -> sqlite3.Connection:
        try:
            files.private_database(self.path)
            db = sqlite3.connect(
                self.path, isolation_level=None, check_same_thread=False, timeout=busy_ms / 1000
            )
            mode = db.execute("PRAGMA journal_mode=WAL").fetchone()[0]
            db.execute("PRAGMA synchronous=FULL")
            level = db.execute("PRAGMA synchronous").fetchone()[0]
            db.execute("PRAGMA wal_autocheckpoint=4000")
            db.execute("PRAGMA cache_size=-8000")  # KiB: the index of random keys of a busy day stays in it
            if (mode, level) != ("wal", 2):
                raise UnsafeStore(f"SQLite gave journal_mode={mode} synchronous={level}")
            db.executescript(_SCHEMA)
        except OSError as error:
            raise Unwritable(str(error)) from error
        except sqlite3.DatabaseError as error:
            raise _translated(error) from error
        return db

    # -- writing -------------------------------------------------------------------------------

    def append(self, hall: str, appends: Sequence[Append]) -> list[Entry]:
        """See protocol.Journal.append."""
        with self._lock:
            self._require_sound()
            sealed = chain.seal_all(hall, appends, partial(self._head, hall))
            entries = [entry for _, entry in sealed]
            if sealed:
                self._commit(hall, sealed)
            for entry in entries:
                self._heads[hall, entry.stream] = (entry.seq, entry.hash)
        if self._after_commit is not None:
            self._after_commit()
        return entries

    def _require_sound(self) -> sqlite3.Connection:
        if self._closed:
            raise JournalError("the journal is closed")
        if self._poisoned is not None:
            raise Poisoned(self._poisoned)
        if self._rw is None:
            raise JournalError("the journal was opened for reading only")
        return self._rw

    def _head(self, hall: str, stream: str) -> tuple[int, bytes]:
        head = self._heads.get((hall, stream))
        if head is None:
            row = (
                self._require_sound()
                .execute(
                    "SELECT seq, hash FROM entry WHERE hall=? AND stream=? ORDER BY seq DESC LIMIT 1",
                    (hall, stream),
                )
                .fetchone()
            )
            head = self._heads[hall, stream] = (row[0], row[1]) if row else (0, GENESIS)
        return head

    def _commit(self, hall: str, sealed: Sequence[tuple[Draft, Entry]]) -> None:
        db = self._require_sound()
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise self._failed(error) from error
        try:
            db.executemany(
                _INSERT_KNOWN,
                [(hall, d.key, e.stream, e.seq, d.at, d.request, d.answer) for d, e in sealed],
            )
            db.executemany(
                _INSERT_ENTRY,
                [
                    (e.hall, e.stream, e.seq, e.at, e.actor, e.key, e.settings_seq, e.events, e.prev, e.hash)
                    for _, e in sealed
                ],
            )
        except sqlite3.IntegrityError as error:
            self._rollback(db)
            raise self._known_among(hall, sealed) or Broken(str(error)) from error
        except sqlite3.Error as error:
            self._rollback(db)
            raise self._failed(error) from error
        try:
            if self._delay:
                time.sleep(self._delay)
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
    def _reader(self) -> Iterator[sqlite3.Connection]:
        """A short-lived read-only connection: readers never share state with the writer."""
        if self._closed:
            raise JournalError("the journal is closed")
        try:
            db = sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=1.5)
            try:
                db.execute("PRAGMA query_only=1")
                yield db
            finally:
                db.close()
        except sqlite3.Error as error:
            raise _translated(error) from error

    def _rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with self._reader() as db:
            return db.execute(sql, values).fetchall()

    def known(self, hall: str, key: str) -> Stored | None:
        """See protocol.Journal.known."""
        rows = self._rows(_SELECT_KNOWN, hall, key)
        if rows and rows[0][-1] is None:
            raise Broken(f"{hall}: the entry of the key {key} is missing")
        return Stored(*rows[0]) if rows else None  # type: ignore[arg-type]

    def read(self, hall: str, stream: str, after: int = 0) -> Iterator[Entry]:
        """See protocol.Journal.read."""
        with self._reader() as db:
            rows = db.execute(
                f"SELECT {_COLUMNS} FROM entry WHERE hall=? AND stream=? AND seq>? ORDER BY seq",
                (hall, stream, after),
            )
            yield from starmap(partial(Entry, hall, stream), rows)

    def last(self, hall: str, stream: str) -> Entry | None:
        """See protocol.Journal.last."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM entry WHERE hall=? AND stream=? ORDER BY seq DESC LIMIT 1", hall, stream
        )
        return Entry(hall, stream, *rows[0]) if rows else None  # type: ignore[arg-type]

    def halls(self) -> list[str]:
        """See protocol.Journal.halls."""
        return [str(row[0]) for row in self._rows("SELECT DISTINCT hall FROM entry ORDER BY hall")]

    def streams(self, hall: str) -> list[str]:
        """See protocol.Journal.streams."""
        return [
            str(row[0])
            for row in self._rows("SELECT DISTINCT stream FROM entry WHERE hall=? ORDER BY stream", hall)
        ]

    def head(self, hall: str) -> str | None:
        """See protocol.Journal.head."""
        rows = self._rows("SELECT max(stream) FROM entry WHERE hall=? AND stream GLOB '[0-9]*'", hall)
        return str(rows[0][0]) if rows[0][0] is not None else None

    def epoch(self, hall: str) -> str:
        """See protocol.Journal.epoch."""
        rows = self._rows("SELECT value FROM meta WHERE hall=? AND name='epoch'", hall)
        if rows:
            return str(rows[0][0])
        with self._lock:
            db = self._require_sound()
            try:
                db.execute("INSERT OR IGNORE INTO meta VALUES(?,'epoch',?)", (hall, secrets.token_hex(8)))
            except sqlite3.Error as error:
                raise self._failed(error) from error
        return self.epoch(hall)

    def close(self) -> None:
        """See protocol.Journal.close."""
        with self._lock:
            self._closed = True
            if self._rw is not None:
                self._rw.close()


def _translated(error: sqlite3.Error) -> JournalError:
    name = getattr(error, "sqlite_errorname", "") or ""
    if any(name.startswith(start) for start in _RETRYABLE):
        return Unwritable(f"{name}: {error}")
    return Broken(f"{name}: {error}")
