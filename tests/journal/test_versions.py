"""A folder of before is read, upgraded once with a copy kept; one of a newer program is not touched."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from server.journal import chain, schema
from server.journal.errors import Broken, JournalError, UnsafeStore
from server.journal.protocol import Append, Entry
from server.journal.sqlite import SqliteJournal
from tests import first_hall
from tests.journal import old_folder
from tests.journal.old_folder import DAYS, ENTRIES, HALL
from tests.journal.test_contract import draft

ROOT = Path(__file__).parents[2]
STREAMS = [*DAYS, "settings"]


def version(path: Path) -> int:
    """The number in the file."""
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def hashes(journal: SqliteJournal) -> list[tuple[str, int, bytes]]:
    """(stream, seq, hash) of every entry."""
    return [(e.stream, e.seq, e.hash) for stream in journal.streams(HALL) for e in journal.read(HALL, stream)]


def test_a_folder_of_before_is_read_as_it_is(tmp_path: Path) -> None:
    """verify and settings show beside or without its server: form 1, nothing upgraded."""
    made = old_folder.make(tmp_path)
    before = (tmp_path / "journal.db").read_bytes()
    journal = SqliteJournal(tmp_path, readonly=True)
    assert hashes(journal) == made
    assert [chain.verify(journal.read(HALL, s), journal.kept(HALL, s)) for s in STREAMS] == [ENTRIES] * 3
    assert journal.head(HALL) == DAYS[-1]
    assert journal.epoch(HALL) == "0123456789abcdef"
    assert journal.check() == []
    stored = journal.known(HALL, f"{DAYS[0]}-0007")
    assert stored is not None
    assert (stored.seq, stored.answer, stored.actor) == (7, b'{"n":7}', "kiosk-1")
    assert (tmp_path / "journal.db").read_bytes() == before
    assert version(tmp_path / "journal.db") == 0


@pytest.mark.parametrize("number", [0, 1])
def test_a_folder_of_before_is_upgraded_when_it_is_written_to(tmp_path: Path, number: int) -> None:
    """Entries keep their hashes, the newest day becomes the recorded one, new entries are of form 2."""
    made = old_folder.make(tmp_path)
    with closing(sqlite3.connect(tmp_path / "journal.db")) as db:
        db.execute(f"PRAGMA user_version={number}")
    journal = SqliteJournal(tmp_path)
    assert version(tmp_path / "journal.db") == schema.VERSION
    assert hashes(journal) == made
    assert journal.head(HALL) == DAYS[-1]
    assert journal.epoch(HALL) == "0123456789abcdef"
    journal.append(HALL, [Append(DAYS[-1], ENTRIES, [draft(1)], head=True)])
    entries = list(journal.read(HALL, DAYS[-1]))
    assert [entry.form for entry in entries] == [1] * ENTRIES + [2]
    assert chain.verify(entries, journal.kept(HALL, DAYS[-1])) == ENTRIES + 1
    assert journal.check() == []
    journal.close()


def test_the_copy_is_the_folder_of_before(tmp_path: Path) -> None:
    """journal.db.v1, for its owner alone: the program of then could go on with it."""
    made = old_folder.make(tmp_path)
    SqliteJournal(tmp_path).close()
    copy = tmp_path / "journal.db.v1"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert (version(copy), version(tmp_path / "journal.db")) == (0, schema.VERSION)
    back = tmp_path / "back"
    back.mkdir()
    shutil.copy(copy, back / "journal.db")
    assert hashes(SqliteJournal(back, readonly=True)) == made


def test_an_upgrade_happens_once(tmp_path: Path) -> None:
    """The copy of it is not made again, and a new folder has none."""
    old_folder.make(tmp_path)
    SqliteJournal(tmp_path).close()
    copied = (tmp_path / "journal.db.v1").stat()
    SqliteJournal(tmp_path).close()
    assert (tmp_path / "journal.db.v1").stat().st_mtime_ns == copied.st_mtime_ns
    new = tmp_path / "new"
    new.mkdir()
    SqliteJournal(new).close()
    assert sorted(path.name for path in new.iterdir()) == ["journal.db"]


@pytest.mark.parametrize("statement", range(10))
def test_an_upgrade_that_is_cut_off_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: int
) -> None:
    """At each of its statements, and between copy and upgrade: all or nothing, then all."""
    made = old_folder.make(tmp_path)
    (tmp_path / "journal.db.v1.new").write_bytes(b"half a copy")
    steps = [*schema._TABLES_1, *schema._TO_2]
    with monkeypatch.context() as cut:
        cut.setattr(schema, "_TABLES_1", tuple(steps[:statement]))
        cut.setattr(schema, "_TO_2", ("SELECT cut_off_here()",))
        with pytest.raises(JournalError):
            SqliteJournal(tmp_path)
    assert hashes(SqliteJournal(tmp_path, readonly=True)) == made
    assert version(tmp_path / "journal.db") == 0
    journal = SqliteJournal(tmp_path)
    assert hashes(journal) == made
    assert version(tmp_path / "journal.db.v1") == 0
    journal.close()


def test_a_folder_of_a_newer_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    """For writing and for looking, as a library and as a command: one sentence, exit 4."""
    SqliteJournal(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "journal.db")) as db:
        db.execute(f"PRAGMA user_version={schema.VERSION + 1}")
    before = (tmp_path / "journal.db").read_bytes()
    with pytest.raises(UnsafeStore, match="version 3"):
        SqliteJournal(tmp_path)
    with pytest.raises(UnsafeStore, match="version 3"):
        SqliteJournal(tmp_path, readonly=True).halls()
    for words in (["verify"], ["settings", "show"], ["ticket", "issue", "A"], ["serve", "--port", "0"]):
        done = subprocess.run(
            [sys.executable, "-m", "server.cli", *words, "--data", str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (done.returncode, "Traceback" in done.stderr) == (4, False), done.stderr
        assert "version 3" in done.stderr
    assert (tmp_path / "journal.db").read_bytes() == before
    assert not (tmp_path / "vault.db").exists()


def test_a_stream_never_goes_back_to_form_1(tmp_path: Path) -> None:
    """Somebody who copies an old program's entry behind a new one is found out."""
    old_folder.make(tmp_path)
    journal = SqliteJournal(tmp_path)
    journal.append(HALL, [Append("settings", ENTRIES, [draft(1)])])
    entries = list(journal.read(HALL, "settings"))
    last = entries[-1]
    forged = Entry(HALL, "settings", last.seq + 1, 9, "a", "k", 0, b"[]", last.hash, b"")
    forged = Entry(HALL, "settings", last.seq + 1, 9, "a", "k", 0, b"[]", last.hash, chain.digest(forged))
    with pytest.raises(Broken, match=f"entry {last.seq + 1} "):
        chain.verify([*entries, forged])
    journal.close()


def test_a_file_that_says_it_is_older_than_it_is_is_broken(tmp_path: Path) -> None:
    """A flipped bit in the marker: nothing is upgraded, no copy takes the place of the true one."""
    SqliteJournal(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "journal.db")) as db:
        db.execute("PRAGMA user_version=0")
    with pytest.raises(Broken, match="tables are newer"):
        SqliteJournal(tmp_path)
    assert version(tmp_path / "journal.db") == 0
    assert not (tmp_path / "journal.db.v1").exists()


def test_the_kept_hall_is_read_and_upgraded(tmp_path: Path) -> None:
    """What the first product wrote, before and after: the same hashes and the same current day."""
    folder = first_hall.copied(tmp_path)
    wanted = first_hall.EXPECTED["entries"]
    looked = SqliteJournal(folder, readonly=True)
    (hall,) = looked.halls()
    for journal in (looked, SqliteJournal(folder), looked):
        for stream, kept in wanted.items():
            entries = list(journal.read(hall, stream))
            assert [entry.hash.hex() for entry in entries] == kept
            assert chain.verify(entries, journal.kept(hall, stream)) == len(kept)
        assert (journal.head(hall), journal.check()) == (first_hall.DAYS[-1], [])
        journal.close() if journal is not looked else None
    assert version(folder / "journal.db") == schema.VERSION
