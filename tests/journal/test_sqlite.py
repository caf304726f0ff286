"""The journal of one PC: what SQLite is told, what other processes do to it, what a flipped bit shows."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from server.journal import chain
from server.journal.errors import Broken, FolderInUse, JournalError, Unwritable
from server.journal.folder import FolderLock, HeadFile
from server.journal.protocol import Append
from server.journal.sqlite import SqliteJournal
from tests.journal.test_contract import DAY, HALL, draft, put

ROOT = Path(__file__).parents[2]


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Another process."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_commits_are_synced_to_the_disk(tmp_path: Path) -> None:
    """WAL with synchronous=FULL: NORMAL would lose acknowledged entries in a power cut."""
    journal = SqliteJournal(tmp_path)
    assert journal._rw is not None
    assert journal._rw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert journal._rw.execute("PRAGMA synchronous").fetchone() == (2,)
    journal.close()


def test_everything_is_there_after_a_reopen(tmp_path: Path) -> None:
    """Entries, keys, epoch."""
    first = SqliteJournal(tmp_path)
    put(first, 1, 2)
    entries, epoch = list(first.read(HALL, DAY)), first.epoch(HALL)
    first.close()
    second = SqliteJournal(tmp_path)
    assert list(second.read(HALL, DAY)) == entries
    assert second.known(HALL, "key-00000002") is not None
    assert second.epoch(HALL) == epoch
    put(second, 3)
    assert chain.verify(second.read(HALL, DAY)) == 3
    second.close()


def test_a_reader_looks_beside_the_running_server_and_writes_nothing(tmp_path: Path) -> None:
    """For verify and settings show."""
    server = SqliteJournal(tmp_path)
    put(server, 1)
    reader = SqliteJournal(tmp_path, readonly=True)
    assert len(list(reader.read(HALL, DAY))) == 1
    with pytest.raises(JournalError):
        put(reader, 2)
    put(server, 2)
    assert len(list(reader.read(HALL, DAY))) == 2
    server.close()


def test_another_process_that_holds_the_file_makes_it_unwritable_for_now(tmp_path: Path) -> None:
    """Nothing is written, and the same append works when it lets go."""
    journal = SqliteJournal(tmp_path, busy_ms=50)
    put(journal, 1)
    with closing(sqlite3.connect(tmp_path / "journal.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unwritable):
            put(journal, 2)
        assert len(list(journal.read(HALL, DAY))) == 1
        other.execute("ROLLBACK")
    put(journal, 2)
    assert chain.verify(journal.read(HALL, DAY)) == 2
    journal.close()


def test_a_full_disk_is_unwritable_and_the_queue_stays_readable(tmp_path: Path) -> None:
    """SQLITE_FULL: nothing half-written; with room again the append works."""
    journal = SqliteJournal(tmp_path)
    put(journal, 1)
    assert journal._rw is not None
    pages = journal._rw.execute("PRAGMA page_count").fetchone()[0]
    journal._rw.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(Unwritable):
        for n in range(2, 400):
            put(journal, n)
    kept = len(list(journal.read(HALL, DAY)))
    assert chain.verify(journal.read(HALL, DAY)) == kept
    journal._rw.execute("PRAGMA max_page_count=100000")
    journal.append(HALL, [Append(DAY, kept, [draft(1_000)])])
    assert chain.verify(journal.read(HALL, DAY)) == kept + 1
    journal.close()


def test_a_read_only_disk_is_unwritable(tmp_path: Path) -> None:
    """The pragma stands for a file system that was remounted read-only after errors."""
    journal = SqliteJournal(tmp_path)
    put(journal, 1)
    assert journal._rw is not None
    journal._rw.execute("PRAGMA query_only=1")
    with pytest.raises(Unwritable):
        put(journal, 2)
    journal._rw.execute("PRAGMA query_only=0")
    put(journal, 2)
    assert chain.verify(journal.read(HALL, DAY)) == 2
    journal.close()


@pytest.mark.parametrize(
    "column", ["at", "actor", "by", "key", "settings_seq", "events", "answer_hash", "prev", "hash"]
)
def test_a_changed_byte_in_any_column_breaks_the_chain(tmp_path: Path, column: str) -> None:
    """Nobody edits history unseen."""
    journal = SqliteJournal(tmp_path)
    put(journal, 1, 2, 3)
    journal.close()
    with closing(sqlite3.connect(tmp_path / "journal.db")) as db, db:
        old = db.execute(f"SELECT {column} FROM entry WHERE seq=2").fetchone()[0]
        new = {int: lambda: old + 1, bytes: lambda: old[:-1] + b"!", str: lambda: old + "!"}.get(
            type(old), lambda: "somebody"
        )()
        db.execute(f"UPDATE entry SET {column}=? WHERE seq=2", (new,))
    with pytest.raises(Broken, match="entry 2"):
        chain.verify(SqliteJournal(tmp_path, readonly=True).read(HALL, DAY))


def test_a_missing_entry_breaks_the_chain(tmp_path: Path) -> None:
    """Neither from the middle nor swapped."""
    journal = SqliteJournal(tmp_path)
    put(journal, 1, 2, 3)
    entries = list(journal.read(HALL, DAY))
    for wrong in (entries[:1] + entries[2:], entries[1:], [entries[1], entries[0], entries[2]]):
        with pytest.raises(Broken):
            chain.verify(wrong)
    journal.close()


def test_a_file_that_is_no_database_is_broken_not_overwritten(tmp_path: Path) -> None:
    """The technician reads it; the bytes stay for rescue."""
    (tmp_path / "journal.db").write_bytes(b"not a database, but somebody's data " * 200)
    before = (tmp_path / "journal.db").read_bytes()
    with pytest.raises(JournalError):
        SqliteJournal(tmp_path)
    assert (tmp_path / "journal.db").read_bytes() == before


# -- the folder --------------------------------------------------------------------------------


def test_a_folder_has_one_server(tmp_path: Path) -> None:
    """Here and from another process; free again after release."""
    lock = FolderLock(tmp_path)
    with pytest.raises(FolderInUse):
        FolderLock(tmp_path)
    code = "import sys; from pathlib import Path; from server.journal.folder import FolderLock; "
    code += "FolderLock(Path(sys.argv[1]))"
    assert "FolderInUse" in python(code, str(tmp_path)).stderr
    lock.release()
    assert python(code, str(tmp_path)).returncode == 0
    FolderLock(tmp_path).release()


def test_a_dead_server_holds_nothing(tmp_path: Path) -> None:
    """kill -9 frees the folder."""
    code = """
        import os, sys
        from pathlib import Path
        from server.journal.folder import FolderLock
        lock = FolderLock(Path(sys.argv[1]))
        os.kill(os.getpid(), 9)
    """
    assert python(code, str(tmp_path)).returncode == -9
    FolderLock(tmp_path).release()


def test_a_head_ahead_of_the_database_is_an_error(tmp_path: Path) -> None:
    """Somebody put back an old database: what was acknowledged would be given out twice."""
    HeadFile(tmp_path).note({DAY: 5, "settings": 1})
    HeadFile(tmp_path).check(lambda stream: {DAY: 5, "settings": 1}.get(stream, 0))
    HeadFile(tmp_path).check(lambda stream: {DAY: 9, "settings": 2}.get(stream, 0))
    with pytest.raises(Broken, match=DAY):
        HeadFile(tmp_path).check(lambda stream: {DAY: 4, "settings": 1}.get(stream, 0))


@pytest.mark.parametrize("torn", [b"", b'{"2026-11-23": 5', b"[]", b'{"2026-11-23": "x"}', b"\xff\xfe"])
def test_a_torn_head_file_stops_nobody(tmp_path: Path, torn: bytes) -> None:
    """It is not synced; a power cut may leave anything."""
    (tmp_path / "head.json").write_bytes(torn)
    HeadFile(tmp_path).check(lambda stream: {DAY: 1}.get(stream, 0))
