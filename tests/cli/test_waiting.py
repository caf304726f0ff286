"""A command that meets a server which is not there yet, or no longer, is done all the same, and once."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.cli.client import send
from server.cli.folder import halls_to_read
from server.cli.reading import read_only
from server.journal.errors import FolderInUse
from server.journal.folder import FolderLock
from server.journal.sqlite import SqliteJournal
from tests.web.house import house

DEVICE = {"do": "device.add", "name": "wall", "role": "board"}


def devices(folder: Path) -> list[str]:
    """Names of the enrolled devices, as the journal has them."""
    with read_only(folder, "taohuajiang") as (_, registry):
        return [device.name for device in registry.devices.values()]


def test_a_server_that_is_still_starting_is_waited_for(tmp_path: Path) -> None:
    """It has the lock and its serve.json comes later."""
    with house(tmp_path, plenty=False, day=False):
        told = tmp_path / "serve.json"
        later = told.rename(tmp_path / "later.json")
        waits: list[float] = []

        def pause(seconds: float) -> None:
            waits.append(seconds)
            later.replace(told)

        assert send(tmp_path, DEVICE, None, pause)["id"]
        assert len(waits) == 1


def test_a_server_that_has_gone_leaves_the_folder_to_the_command(tmp_path: Path) -> None:
    """The lock is free again while the command waits."""
    lock = FolderLock(tmp_path)
    assert send(tmp_path, DEVICE, None, lambda seconds: lock.release())["id"]
    assert devices(tmp_path) == ["wall"]


def test_nobody_is_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that stays is told once the patience is over."""
    lock = FolderLock(tmp_path)
    monkeypatch.setattr("server.cli.client.PATIENCE_SECONDS", 0.0)
    with pytest.raises(FolderInUse):
        send(tmp_path, DEVICE, None)
    lock.release()


def test_a_command_whose_server_died_before_answering_is_done_once(tmp_path: Path) -> None:
    """The same key finds what became of it in the folder."""
    dying = ("tests.frail", "eventlet", "0", "2")  # the first commit is the administrator's account
    with house(tmp_path, plenty=False, day=False, program=dying) as made:
        line = {"do": "settings.set", "changes": {"rules.rejoin_max": 3}}
        assert send(tmp_path, line, None) == {"version": 1}
        assert made.process.wait(timeout=60) == -9
    journal = SqliteJournal(tmp_path, readonly=True)
    assert len(list(journal.read("taohuajiang", "settings"))) == 1


def test_a_list_waits_for_the_first_start_too(tmp_path: Path) -> None:
    """A folder that is just being made holds no hall yet."""
    lock = FolderLock(tmp_path)

    def pause(seconds: float) -> None:
        lock.release()
        send(tmp_path, DEVICE, None)

    assert halls_to_read(tmp_path, None, pause) == ["taohuajiang"]
