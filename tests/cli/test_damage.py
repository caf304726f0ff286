"""A damaged store is a sentence: verify names it with exit 1, a command that needs it ends with 4."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.cli.main import main
from tests.cli.test_wrong_words import one_sentence
from tests.journal.flips import flipped

FILES = ("journal.db", "vault.db")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with accounts, devices, settings and tickets, its files whole."""
    folder = tmp_path_factory.mktemp("made")
    for words in (
        "day open",
        "window open 2",
        "ticket issue B",
        "ticket issue B",
        "window next 2",
        "account add wang --role clerk --window 2",
        "device add wall --role board",
        "settings set rules.undo_seconds 20",
    ):
        assert main([*words.split(), "--data", str(folder)]) == 0
    for name in FILES:
        with closing(sqlite3.connect(folder / name)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def content(path: Path) -> list[object]:
    """Every row that means something, as bytes."""
    tables = ("record",) if path.name == "vault.db" else ("entry", "known", "meta")
    with closing(sqlite3.connect(path)) as db:
        db.text_factory = bytes
        return [row for table in tables for row in db.execute(f"SELECT * FROM {table}")]


def run(words: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) in this process."""
    capsys.readouterr()
    code = main([*words.split(), "--data", str(folder)])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize("name", FILES)
def test_verify_sees_every_flipped_bit_that_says_something_else(
    made: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It calls a folder sound only when the file says what was written."""
    folder = tmp_path / "hall"
    shutil.copytree(made, folder)
    written = content(made / name)
    seen = 0
    for copy in flipped(made / name, tmp_path / "copies"):
        shutil.copyfile(copy, folder / name)
        for beside in folder.glob(f"{name}-*"):
            beside.unlink()
        code, out, err = run("verify --json", folder, capsys)
        if code == 0:
            assert content(folder / name) == written
            continue
        seen += 1
        if code == 1:
            assert any(report["broken"] for report in json.loads(out))
        else:
            assert (code, one_sentence(err)) == (4, True), err
    assert seen > 0


@pytest.mark.parametrize("name", FILES)
def test_a_command_meets_a_flipped_bit_without_a_traceback(
    made: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is done, or refused as unsafe with one sentence."""
    folder = tmp_path / "hall"
    codes = set()
    for n, copy in enumerate(flipped(made / name, tmp_path / "copies")):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, folder)
        shutil.copyfile(copy, folder / name)
        words = ("device add sign --role sign --window 2", "account list", "settings show", "ticket issue B")
        code, _, err = run(words[n % len(words)], folder, capsys)
        assert code in (0, 4) and (code == 0 or one_sentence(err)), (code, err)
        codes.add(code)
    assert codes == {0, 4}


def test_verify_names_a_vault_that_is_missing_or_no_database(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And still tells how the streams are."""
    folder = tmp_path / "hall"
    shutil.copytree(made, folder)
    (folder / "vault.db").write_bytes(b"no database" * 500)
    code, out, _ = run("verify", folder, capsys)
    assert code == 1 and "vault.db  损坏" in out and "settings  1 条  完好" in out
    (folder / "vault.db").unlink()
    code, out, _ = run("verify", folder, capsys)
    assert code == 1 and "vault.db is missing" in out


def test_verify_decodes_each_kind_of_record(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a file without sums too."""
    folder = tmp_path / "hall"
    shutil.copytree(made, folder)
    with closing(sqlite3.connect(folder / "vault.db")) as db, db:
        records = db.execute("SELECT room, key, value, expires FROM record").fetchall()
        assert records
        db.execute("DROP TABLE record")
        db.execute("PRAGMA user_version=0")
        db.execute(
            "CREATE TABLE record(room TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, expires INTEGER,"
            " PRIMARY KEY(room, key)) WITHOUT ROWID"
        )
        db.executemany("INSERT INTO record VALUES(?,?,?,?)", records)
    assert run("verify", folder, capsys)[0] == 0
    for kind, value in (
        ("session", b"{"),
        ("seen", b"x"),
        ("code", b"\xff"),
        ("note", b"\xff"),
        ("credential", b"1"),
    ):
        with closing(sqlite3.connect(folder / "vault.db")) as db, db:
            db.execute("INSERT INTO record VALUES(?, 'k', ?, NULL)", (kind, value))
        code, out, _ = run("verify", folder, capsys)
        assert code == 1 and f"a record of the kind {kind} is damaged" in out
        with closing(sqlite3.connect(folder / "vault.db")) as db, db:
            db.execute("DELETE FROM record WHERE key='k'")


def test_verify_finds_entries_that_are_gone(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """head.json knows of more than the database holds."""
    folder = tmp_path / "hall"
    shutil.copytree(made, folder)
    (folder / "head.json").write_text('{"settings": 9}')
    code, out, _ = run("verify", folder, capsys)
    assert code == 1 and "head.json is ahead" in out
