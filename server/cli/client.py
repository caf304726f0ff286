"""How the command line reaches a hall: over the wire when a server runs, else the folder under its lock."""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server.hall.errors import Told
from server.journal.errors import FolderInUse, JournalError
from server.journal.folder import FolderLock
from server.journal.sqlite import SqliteJournal
from server.registry.registry import Registry
from server.settings.defaults.township import HALL_ID, township
from server.settings.stream import SettingsStream
from server.wire.envelope import from_object


class Answered(Told):
    """A problem the server answered."""

    def __init__(self, problem: dict[str, Any]) -> None:
        said = (int(problem["status"]), "{zh}", "{en}")
        super().__init__(str(problem["code"]), said, {"zh": problem["title"], "en": problem["detail"]})


def send(folder: Path, command: dict[str, Any], hall: str | None = None) -> dict[str, Any]:
    """The result of one command. Raises: Told."""
    try:
        lock = FolderLock(folder)
    except FolderInUse:
        return _over_the_wire(folder, command, hall)
    try:
        return _in_the_folder(folder, command, hall)
    finally:
        lock.release()


def _in_the_folder(folder: Path, fields: dict[str, Any], hall: str | None) -> dict[str, Any]:
    from server.bootstrap import open_folder

    command, _ = from_object(fields)
    room = open_folder(folder, hall)
    room.engine.start()
    try:
        return room.do(command)
    finally:
        room.close()


def _over_the_wire(folder: Path, command: dict[str, Any], hall: str | None) -> dict[str, Any]:
    try:
        served = json.loads((folder / "serve.json").read_text())
    except (OSError, ValueError) as error:
        raise FolderInUse(f"{folder} is in use and its server cannot be reached") from error
    request = urllib.request.Request(
        f"{served['url']}/api/v1/halls/{hall or served['hall']}/commands",
        data=json.dumps(command).encode(),
        headers={
            "Authorization": f"Bearer {served['key']}",
            "Idempotency-Key": secrets.token_hex(16),
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=15) as response:
            found: dict[str, Any] = json.load(response)["result"]
            return found
    except urllib.error.HTTPError as error:
        raise Answered(json.load(error)) from error
    except urllib.error.URLError as error:
        raise JournalError(f"the server does not answer: {error.reason}") from error


@contextmanager
def read_only(folder: Path, hall: str | None = None) -> Iterator[tuple[SettingsStream, Registry]]:
    """Settings and registry as the journal has them; works beside a running server."""
    from server.vault.memory import memory_vault

    settings = SettingsStream(township())
    registry = Registry(memory_vault(), lambda function, *args: function(*args))
    if (folder / "journal.db").exists():
        journal = SqliteJournal(folder, readonly=True)
        name = hall or next(iter(journal.halls()), HALL_ID)
        for stream in (settings, registry):
            for part in stream.names(None):
                stream.fold(list(journal.read(name, part)))
    yield settings, registry
