"""A data folder as version 1 of the store left it: made by its own SQL, sealed by its own rule."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from msgspec import msgpack

HALL = "taohuajiang"
DAYS = ("2026-11-20", "2026-11-23")
ENTRIES = 20  # of each stream

JOURNAL = """
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


def make(folder: Path) -> list[tuple[str, int, bytes]]:
    """journal.db of version 1 with an epoch and three streams; (stream, seq, hash) of every entry."""
    made = []
    with closing(sqlite3.connect(folder / "journal.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.executescript(JOURNAL)
        db.execute("INSERT INTO meta VALUES(?,'epoch','0123456789abcdef')", (HALL,))
        for stream in (*DAYS, "settings"):
            prev = b"\0" * 32
            for seq in range(1, ENTRIES + 1):
                key, events = f"{stream}-{seq:04d}", b'[{"kind":"Noted","n":%d}]' % seq
                fields = (HALL, stream, seq, seq * 1_000, "kiosk-1", key, 0, events, prev)
                prev_now, prev = prev, sha256(msgpack.encode(fields)).digest()
                db.execute("INSERT INTO entry VALUES(?,?,?,?,?,?,?,?,?,?)", (*fields[:-1], prev_now, prev))
                known = (HALL, key, stream, seq, seq * 1_000, b"\1" * 32, b'{"n":%d}' % seq)
                db.execute("INSERT INTO known VALUES(?,?,?,?,?,?,?)", known)
                made.append((stream, seq, prev))
    return made
