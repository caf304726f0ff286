"""What every vault does, backend by backend."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.vault.errors import VaultError
from server.vault.memory import memory_vault
from server.vault.protocol import Vault
from server.vault.sqlite import SqliteVault

NOW = 1_000_000

BACKENDS: dict[str, Callable[[Path], Vault]] = {
    "memory": lambda folder: memory_vault(),
    "sqlite": lambda folder: SqliteVault(folder / "vault.db"),
}


@pytest.fixture(params=sorted(BACKENDS))
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vault]:
    """An empty vault of each backend."""
    made = BACKENDS[request.param](tmp_path)
    yield made
    made.close()


def test_what_was_put_is_there_until_it_is_deleted(vault: Vault) -> None:
    """Rooms do not see each other."""
    vault.put("note", "1", b"from A", None)
    assert vault.get("note", "1", NOW) == b"from A"
    assert vault.get("code", "1", NOW) is None
    assert vault.delete("note", "1")
    assert vault.get("note", "1", NOW) is None
    assert not vault.delete("note", "1")


def test_put_replaces(vault: Vault) -> None:
    """Value and expiry."""
    vault.put("note", "1", b"old", NOW + 5)
    vault.put("note", "1", b"new", None)
    assert vault.get("note", "1", NOW + 10) == b"new"


def test_an_expired_record_is_never_returned(vault: Vault) -> None:
    """At its expiry it is gone, purged or not."""
    vault.put("code", "1", b"x", NOW + 5)
    assert vault.get("code", "1", NOW + 4) == b"x"
    for look in (vault.get, vault.take):
        assert look("code", "1", NOW + 5) is None
    assert vault.keys("code", NOW + 5) == []


def test_add_writes_only_where_nothing_lives(vault: Vault) -> None:
    """An expired record makes room."""
    assert vault.add("code", "1", b"a", NOW + 5, NOW)
    assert not vault.add("code", "1", b"b", NOW + 5, NOW)
    assert vault.get("code", "1", NOW) == b"a"
    assert vault.add("code", "1", b"c", None, NOW + 5)
    assert vault.get("code", "1", NOW + 9) == b"c"


def test_take_gives_it_to_one(vault: Vault) -> None:
    """Of many who try at once exactly one redeems a code."""
    vault.put("code", "1", b"x", None)
    got: list[bytes | None] = []
    begin = threading.Barrier(8)

    def redeem() -> None:
        begin.wait()
        got.append(vault.take("code", "1", NOW))

    threads = [threading.Thread(target=redeem) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(bool, got)) == [False] * 7 + [True]


def test_keys_are_listed_in_order(vault: Vault) -> None:
    """Without the expired ones."""
    for key, expires in (("b", None), ("a", NOW + 5), ("c", NOW)):
        vault.put("session", key, b"", expires)
    assert vault.keys("session", NOW) == ["a", "b"]


def test_purge_erases_the_expired_for_good(vault: Vault) -> None:
    """And counts them."""
    vault.put("note", "1", b"x", NOW)
    vault.put("note", "2", b"y", NOW + 1)
    vault.put("note", "3", b"z", None)
    assert vault.purge(NOW) == 1
    assert vault.keys("note", 0) == ["2", "3"]


def test_any_bytes_and_names_are_kept(vault: Vault) -> None:
    """Nothing is a special sign."""
    vault.put("note", "'; DROP TABLE record;--", bytes(range(256)), None)
    assert vault.get("note", "'; DROP TABLE record;--", NOW) == bytes(range(256))


# -- the file ----------------------------------------------------------------------------------


def test_records_survive_a_reopen(tmp_path: Path) -> None:
    """The commit is on disk when put() returns."""
    first = SqliteVault(tmp_path / "vault.db")
    first.put("secret", "slip", b"key", None)
    first.close()
    second = SqliteVault(tmp_path / "vault.db")
    assert second.get("secret", "slip", NOW) == b"key"
    second.close()


def test_erased_bytes_are_overwritten(tmp_path: Path) -> None:
    """A name that was erased is not found in the file."""
    vault = SqliteVault(tmp_path / "vault.db")
    vault.put("note", "1", b"somebody's name", None)
    assert b"somebody's name" in (tmp_path / "vault.db").read_bytes()
    vault.delete("note", "1")
    assert b"somebody's name" not in (tmp_path / "vault.db").read_bytes()
    vault.close()


def test_a_file_that_is_no_vault_is_an_error(tmp_path: Path) -> None:
    """Not overwritten."""
    (tmp_path / "vault.db").write_bytes(b"something else " * 100)
    with pytest.raises(VaultError):
        SqliteVault(tmp_path / "vault.db").put("note", "1", b"", None)
    assert (tmp_path / "vault.db").read_bytes().startswith(b"something else")
