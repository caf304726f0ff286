"""Who may read the data folder: its owner alone, whatever the umask and whatever stood there before."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.runtime import files
from tests.web.house import house


@pytest.fixture
def open_handed() -> Iterator[None]:
    """A umask that keeps nothing from anybody, for this process and those it starts."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    """Permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("open_handed")
def test_a_served_folder_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    """The folder 0700, every file the server makes 0600: journal, its -wal and -shm, vault, head, lock."""
    folder = tmp_path / "hall"
    folder.mkdir()
    with house(folder):
        modes = {path.name: mode(path) for path in folder.iterdir() if path.name != "server.log"}
    assert mode(folder) == 0o700
    assert {"journal.db", "journal.db-wal", "journal.db-shm", "vault.db", "head.json", "lock"} <= modes.keys()
    assert set(modes.values()) == {0o600}, modes


@pytest.mark.usefixtures("open_handed")
def test_a_folder_of_before_is_closed_to_others_at_start(tmp_path: Path) -> None:
    """Files that an earlier version left readable."""
    with house(tmp_path):
        pass
    for path in (tmp_path, *tmp_path.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    with house(tmp_path, plenty=False, day=False):
        assert mode(tmp_path) == 0o700
        modes = {path.name: mode(path) for path in tmp_path.iterdir() if path.name != "server.log"}
    assert set(modes.values()) == {0o600}, modes


def test_a_folder_for_everybody_stays_so(tmp_path: Path) -> None:
    """--data /tmp closes no machine's scratch folder; the files in it are closed."""
    tmp_path.chmod(0o1777)
    files.private_folder(tmp_path)
    files.private_file(tmp_path / "vault.db")
    assert (mode(tmp_path), mode(tmp_path / "vault.db")) == (0o1777, 0o600)
