"""The tables of journal.db, their versions, and what a row must be.

`PRAGMA user_version`: 0 or 1 = entries of form 1 only, no recorded head; 2 = form 2, `meta` sealed. Opened
for writing, a file of before is copied (journal.db.v1) and upgraded in one transaction; a newer one is
refused and not touched. Looked into, a file of before is read as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from hashlib import sha256
from itertools import starmap
from pathlib import Path
from types import NoneType
from typing import Any, Final

import msgspec

from server.journal.errors import Broken, UnsafeStore
from server.journal.protocol import Entry
from server.runtime import database

VERSION: Final = 2
_CHECK_SECONDS: Final = 2.0  # at start; 200 MB took 2.8 s cold and 1.0 s warm on the reference machine

_TABLES_1: Final = (
    """CREATE TABLE IF NOT EXISTS meta(hall TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY(hall, name)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS entry(hall TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL,
      at INTEGER NOT NULL, actor TEXT NOT NULL, key TEXT NOT NULL, settings_seq INTEGER NOT NULL,
      events BLOB NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL,
      PRIMARY KEY(hall, stream, seq)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS known(hall TEXT NOT NULL, key TEXT NOT NULL, stream TEXT NOT NULL,
      seq INTEGER NOT NULL, at INTEGER NOT NULL, request BLOB NOT NULL, answer BLOB NOT NULL,
      PRIMARY KEY(hall, key)) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS known_age ON known(hall, stream, at)",
    "CREATE TABLE IF NOT EXISTS canary(id INTEGER PRIMARY KEY CHECK (id = 1), at REAL NOT NULL)",
)
_TO_2: Final = (
    "ALTER TABLE entry ADD COLUMN form INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE entry ADD COLUMN by TEXT",
    "ALTER TABLE entry ADD COLUMN answer_hash BLOB",
    "ALTER TABLE meta ADD COLUMN seal BLOB NOT NULL DEFAULT x''",
)
_IS_2: Final = "SELECT count(*) FROM pragma_table_info('entry') WHERE name='form'"

INSERT_ENTRY: Final = "INSERT INTO entry VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"
INSERT_KNOWN: Final = "INSERT INTO known VALUES(?,?,?,?,?,?,?)"
SET_META: Final = "INSERT OR REPLACE INTO meta VALUES(?,?,?,?)"
ADD_META: Final = "INSERT OR IGNORE INTO meta VALUES(?,?,?,?)"
_STRAY_KEYS: Final = """SELECT hall, key FROM known k WHERE NOT EXISTS (SELECT 1 FROM entry e
  WHERE e.hall=k.hall AND e.stream=k.stream AND e.seq=k.seq AND e.key=k.key AND e.at=k.at)"""
_COLUMNS_1: Final = "seq, at, actor, key, settings_seq, events, prev, hash"
_TYPES: Final[tuple[frozenset[type], ...]] = (
    *(frozenset([kind]) for kind in (int, int, str, str, int, bytes, bytes, bytes, int)),
    frozenset([str, NoneType]),
    frozenset([bytes, NoneType]),
)  # of each column
_AT_ONCE: Final = 500  # rows


def columns(version: int) -> str:
    """What to select of `entry`, in the order of Entry after hall and stream."""
    return f"{_COLUMNS_1}, form, by, answer_hash" if version >= VERSION else f"{_COLUMNS_1}, 1, NULL, NULL"


def entries(hall: str, stream: str, rows: sqlite3.Cursor) -> Iterator[Entry]:
    """The entries in rows of `columns`. Raises: Broken at a row that a flipped bit made something else."""
    made = partial(Entry, hall, stream)
    while some := rows.fetchmany(_AT_ONCE):
        if _sound(some):
            yield from starmap(made, some)
            continue
        for row in some:
            if not _sound([row]):
                raise Broken(f"{hall}/{stream} holds a row that is no entry")
            yield made(*row)


def _sound(rows: list[tuple[Any, ...]]) -> bool:
    """Looked at by column, which costs a fifth."""
    columns = zip(*rows, strict=True)
    return all(kinds.issuperset(map(type, column)) for kinds, column in zip(_TYPES, columns, strict=True))


def seal(hall: str, name: str, value: str) -> bytes:
    """What a row of `meta` is kept with, so that a flipped bit names no other day: SHA-256 of the three."""
    return sha256(msgspec.msgpack.encode((hall, name, value))).digest()


def meta(db: sqlite3.Connection, hall: str, name: str, *, sealed: bool = True) -> str | None:
    """A value of `meta`. sealed: since version 2. Raises: Broken when it is not what was written."""
    row = db.execute("SELECT * FROM meta WHERE hall=? AND name=?", (hall, name)).fetchone()
    if row is None:
        return None
    value = str(row[2])
    if sealed and row[3] != seal(hall, name, value):
        raise Broken(f"{hall}: the record of its {name} is damaged")
    return value


def newest_day(db: sqlite3.Connection, hall: str) -> str | None:
    """The current day of a file of version 1: the newest name."""
    sql = "SELECT max(stream) FROM entry WHERE hall=? AND stream GLOB '[0-9]*'"
    day: str | None = db.execute(sql, (hall,)).fetchone()[0]
    return day


def damage(db: sqlite3.Connection, version: int) -> list[str]:
    """What fits no more beside the chains, one sentence each: rows of `meta`, keys without their entry."""
    found = [f"{hall}: the key {key} has no entry" for hall, key in db.execute(_STRAY_KEYS)]
    return found + (_damaged_meta(db) if version >= VERSION else [])


def _damaged_meta(db: sqlite3.Connection) -> list[str]:
    rows = db.execute("SELECT hall, name, value, seal FROM meta")
    return [f"{hall}: the record of its {name} is damaged" for hall, name, value, kept in rows
            if kept != seal(hall, name, value)]  # fmt: skip


def version(db: sqlite3.Connection) -> int:
    """Raises: UnsafeStore when a newer program wrote the file."""
    found = database.version(db)
    if found > VERSION:
        raise UnsafeStore(
            f"journal.db has version {found}, this program knows {VERSION}: use the newer program"
        )
    return found


def inspect(path: Path) -> tuple[int, bool]:
    """(version, empty) of a file, before anything is written to it. Raises: UnsafeStore, Broken."""
    with closing(database.look(path)) as db:
        found, empty = version(db), database.is_empty(db)
        wrong = database.check(db, seconds=_CHECK_SECONDS)
        if not wrong and found < VERSION and db.execute(_IS_2).fetchone()[0]:
            wrong = [f"its version is {found} and its tables are newer"]
        if not wrong and found >= VERSION:
            wrong = _damaged_meta(db)
    if wrong:
        raise Broken(f"journal.db: {'; '.join(wrong)}")
    return found, empty


def prepare(db: sqlite3.Connection, path: Path, found: int, *, empty: bool) -> None:
    """Make the tables of VERSION, keeping a copy of what stood there. Tried again when interrupted."""
    if found >= VERSION:
        return
    if not empty:
        database.keep_copy(db, path, 1)
    database.upgrade(db, VERSION, (*_TABLES_1, *_TO_2), _seal_meta)


def _seal_meta(db: sqlite3.Connection) -> None:
    """Until now the current day was the newest one; from here on it is recorded."""
    for (hall,) in db.execute("SELECT DISTINCT hall FROM entry").fetchall():
        day = newest_day(db, hall)
        if day is not None:
            db.execute(SET_META, (hall, "head", day, b""))
    for hall, name, value in db.execute("SELECT hall, name, value FROM meta").fetchall():
        db.execute(SET_META, (hall, name, value, seal(hall, name, value)))
