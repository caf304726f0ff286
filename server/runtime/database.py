"""What the stores' SQLite files have in common: version, the copy before an upgrade, the check.

Functions raise sqlite3.Error and OSError; each store makes its own errors of them.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from server.runtime import files

log = logging.getLogger("jiaohao.files")

_SENTENCES: Final = 10  # at most so many findings of one check
_STEPS: Final = 2_000  # instructions of SQLite between two looks at the clock: about 0.2 ms


def look(path: Path) -> sqlite3.Connection:
    """A connection that can change nothing; text that is no UTF-8 raises OperationalError."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=1.5)
    db.execute("PRAGMA query_only=1")
    return db


def version(db: sqlite3.Connection) -> int:
    """The file's own number, 0 when nobody gave it one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def is_empty(db: sqlite3.Connection) -> bool:
    """Whether nothing was ever made in it."""
    return not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def check(db: sqlite3.Connection, *, seconds: float | None = None) -> list[str]:
    """What SQLite's integrity_check finds, one sentence each; [] when sound.

    seconds: after so long it is given up, and what was not looked at counts as sound (the log says so).
    """
    end = time.monotonic() + seconds if seconds is not None else None
    if end is not None:
        db.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    factory, db.text_factory = db.text_factory, lambda raw: raw.decode(errors="replace")
    try:
        found = [str(row[0]) for row in db.execute(f"PRAGMA integrity_check({_SENTENCES})")]
    except sqlite3.OperationalError as error:
        if end is None or error.sqlite_errorname != "SQLITE_INTERRUPT":
            raise
        log.warning("the check of the data was given up after %s s; `jiaohao verify` looks at all", seconds)
        return []
    except sqlite3.DatabaseError as error:
        return [str(error)]
    finally:
        db.text_factory = factory
        db.set_progress_handler(None, 0)
    return [] if found == ["ok"] else found


def keep_copy(db: sqlite3.Connection, path: Path, number: int) -> None:
    """A whole copy of the database beside it, `<name>.v<number>`, synced, for its owner alone.

    One of an upgrade that was interrupted is replaced. The caller alone writes to the database.
    """
    copy = path.with_name(f"{path.name}.v{number}")
    scratch = copy.with_name(f"{copy.name}.new")
    scratch.unlink(missing_ok=True)
    files.private_file(scratch)
    db.execute("VACUUM INTO ?", (str(scratch),))
    files.sync(scratch)
    os.replace(scratch, copy)
    files.sync(path.parent)


def upgrade(
    db: sqlite3.Connection,
    number: int,
    statements: Iterable[str],
    finish: Callable[[sqlite3.Connection], None],
) -> None:
    """Make it the version `number` in one transaction: all of it, or nothing when it is cut off."""
    db.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements:
            db.execute(statement)
        finish(db)
        db.execute(f"PRAGMA user_version={number}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
