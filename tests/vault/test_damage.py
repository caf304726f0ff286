"""A vault with one flipped bit, of before or of a newer program: one sentence, never a wrong record."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from server.vault.errors import VaultBroken, VaultError, VaultUnsafe
from server.vault.sqlite import VERSION, SqliteVault
from tests.journal.flips import PLACES, flipped

NOW = 1_000_000
ROOT = Path(__file__).parents[2]
KINDS = ("code", "credential", "note", "secret", "seen", "session")
OF_BEFORE = """CREATE TABLE IF NOT EXISTS record(room TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
  expires INTEGER, PRIMARY KEY(room, key)) WITHOUT ROWID"""


def fill(path: Path, *, keep: int = 200) -> None:
    """Records of every kind; a third was erased again."""
    random, vault = Random(7), SqliteVault(path)
    vault._db.execute("PRAGMA synchronous=OFF")  # the test needs the pages, not the disk
    for n in range(keep):
        expires = NOW + random.randrange(1, 10**6) if n % 2 else None
        vault.put(KINDS[n % len(KINDS)], f"key-{n:04d}", random.randbytes(60), expires)
    for n in range(0, keep, 3):
        vault.delete(KINDS[n % len(KINDS)], f"key-{n:04d}")
    vault.close()


def contents(vault: SqliteVault) -> dict[tuple[str, str], bytes | None]:
    """Everything that is alive."""
    return {(kind, key): vault.get(kind, key, NOW) for kind in KINDS for key in vault.keys(kind, NOW)}


def verified(path: Path) -> list[str]:
    """What verify is told about it; [] = sound."""
    try:
        vault = SqliteVault(path, readonly=True)
        try:
            return vault.check()
        finally:
            vault.close()
    except VaultError as error:
        return [str(error)]


def of_before(path: Path, number: int = 0) -> None:
    """A vault of version 1, made by its own SQL."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(OF_BEFORE)
        db.execute(f"PRAGMA user_version={number}")
        for n in range(20):
            db.execute("INSERT INTO record VALUES('secret',?,?,?)", (f"key-{n:02d}", b"value %d" % n, None))


def version(path: Path) -> int:
    """The number in the file."""
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


# -- damage --------------------------------------------------------------------------------------


def test_a_flipped_bit_is_found_or_harmless(tmp_path: Path) -> None:
    """Nothing but errors of the vault; a record is given as it was put or not at all."""
    fill(tmp_path / "vault.db")
    with closing(SqliteVault(tmp_path / "vault.db", readonly=True)) as vault:
        good = contents(vault)
    found = 0
    for copy in flipped(tmp_path / "vault.db", tmp_path / "flipped"):
        damage = verified(copy)
        found += bool(damage)
        try:
            with closing(SqliteVault(copy)) as vault:
                if not damage:
                    assert contents(vault) == good
                for (kind, key), value in good.items():
                    given(vault, kind, key, value)
        except VaultError:
            assert damage, "it does not open, and verify calls it sound"
    assert found > PLACES // 3


def given(vault: SqliteVault, kind: str, key: str, value: bytes | None) -> None:
    """A record, nothing, or an error; never other bytes."""
    try:
        assert vault.get(kind, key, NOW) in (value, None)
    except VaultBroken:
        return


def test_a_damaged_record_is_told_of_without_its_secret(tmp_path: Path) -> None:
    """The kind and the file, not the key nor the value."""
    path = tmp_path / "vault.db"
    with closing(SqliteVault(path)) as vault:
        vault.put("note", "key-of-somebody", b"somebody's name", None)
    path.write_bytes(path.read_bytes().replace(b"somebody's name", b"somebody's fame"))
    with closing(SqliteVault(path)) as vault:
        (sentence,) = vault.check()
        with pytest.raises(VaultBroken) as broken:
            vault.get("note", "key-of-somebody", NOW)
        assert "somebody" not in sentence + str(broken.value) + broken.value.zh + broken.value.en
        vault.put("note", "key-of-somebody", b"again", None)
        assert vault.get("note", "key-of-somebody", NOW) == b"again"
        assert vault.check() == []


@pytest.mark.parametrize("words", [["settings", "set", "identity.name", "x"], ["serve", "--port", "0"]])
def test_a_damaged_vault_is_one_sentence_and_exit_4(tmp_path: Path, words: list[str]) -> None:
    """Of commands that open it; nothing is written to it."""
    fill(tmp_path / "vault.db")
    raw = bytearray((tmp_path / "vault.db").read_bytes())
    raw[4096:4100] = b"\xff" * 4  # the head of its second page
    (tmp_path / "vault.db").write_bytes(raw)
    done = command(tmp_path, *words)
    assert (done.returncode, "Traceback" in done.stderr) == (4, False), done.stderr
    assert "有损坏" in done.stderr
    assert (tmp_path / "vault.db").read_bytes() == raw


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`jiaohao …` on a folder."""
    return subprocess.run(
        [sys.executable, "-m", "server.cli", *words, "--data", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


# -- versions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1])
def test_a_vault_of_before_is_upgraded_once_with_a_copy_kept(tmp_path: Path, number: int) -> None:
    """Every record is there; the copy is the file of then, for its owner alone."""
    path, copy = tmp_path / "vault.db", tmp_path / "vault.db.v1"
    of_before(path, number)
    with closing(SqliteVault(path)) as vault:
        assert [vault.get("secret", f"key-{n:02d}", NOW) for n in range(20)] == [
            b"value %d" % n for n in range(20)
        ]
        assert vault.check() == []
    assert (version(path), version(copy)) == (VERSION, number)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    made = copy.stat().st_mtime_ns
    SqliteVault(path).close()
    assert copy.stat().st_mtime_ns == made
    copied = tmp_path / "back.db"
    shutil.copy(copy, copied)
    with closing(SqliteVault(copied, readonly=True)) as vault:
        assert vault.get("secret", "key-07", NOW) == b"value 7"


def test_the_copy_is_erased_after_a_week(tmp_path: Path) -> None:
    """What the vault erases must not live on in it; until then a way back is there."""
    path, copy = tmp_path / "vault.db", tmp_path / "vault.db.v1"
    of_before(path)
    with closing(SqliteVault(path)) as vault:
        vault.purge(NOW)
        assert copy.exists()
        long_ago = time.time() - 8 * 86_400
        os.utime(copy, (long_ago, long_ago))
        vault.purge(NOW)
    assert not copy.exists()


def test_a_vault_of_before_is_looked_into_as_it_is(tmp_path: Path) -> None:
    """verify upgrades nothing."""
    path = tmp_path / "vault.db"
    of_before(path)
    before = path.read_bytes()
    with closing(SqliteVault(path, readonly=True)) as vault:
        assert vault.get("secret", "key-07", NOW) == b"value 7"
        assert vault.check() == []
        with pytest.raises(VaultError):
            vault.put("secret", "key-07", b"", None)
    assert path.read_bytes() == before


def test_an_upgrade_that_is_cut_off_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the copy and amid the table: nothing happened, then all."""
    path = tmp_path / "vault.db"
    of_before(path)
    with monkeypatch.context() as cut:
        cut.setattr("server.vault.sqlite._sum", lambda *record: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            SqliteVault(path)
    assert version(path) == 0
    with closing(SqliteVault(path)) as vault:
        assert vault.get("secret", "key-07", NOW) == b"value 7"


def test_a_vault_of_a_newer_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    """For writing and for looking, and by the command: one sentence, exit 4."""
    path = tmp_path / "vault.db"
    SqliteVault(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version={VERSION + 1}")
    before = path.read_bytes()
    for readonly in (False, True):
        with pytest.raises(VaultUnsafe, match="version 3"):
            SqliteVault(path, readonly=readonly)
    done = command(tmp_path, "ticket", "issue", "A")
    assert (done.returncode, "Traceback" in done.stderr) == (4, False), done.stderr
    assert path.read_bytes() == before


def test_what_a_crash_left_half_done_is_rolled_back(tmp_path: Path) -> None:
    """A hot rollback journal: for the next server and for one who only looks."""
    code = """
        import os, sqlite3, sys
        db = sqlite3.connect(sys.argv[1], isolation_level=None)
        db.execute("PRAGMA cache_spill=1"); db.execute("PRAGMA cache_size=1")
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE record SET value=randomblob(3000)")
        os.kill(os.getpid(), 9)
    """
    for readonly in (True, False):
        path = tmp_path / f"{readonly}.db"
        fill(path)
        with closing(SqliteVault(path, readonly=True)) as vault:
            good = contents(vault)
        subprocess.run([sys.executable, "-c", textwrap.dedent(code), str(path)], timeout=60)
        assert path.with_name(f"{path.name}-journal").stat().st_size > 0
        with closing(SqliteVault(path, readonly=readonly)) as vault:
            assert vault.check() == []
            assert contents(vault) == good
