"""How the command line reaches a hall: over the wire when a server runs, else the folder under its lock."""

from __future__ import annotations

import http.client
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from server.bootstrap import open_folder
from server.cli.errors import Answered, Silent
from server.cli.folder import PATIENCE_SECONDS, PAUSE_SECONDS
from server.hall.commands import Command
from server.journal.errors import FolderInUse
from server.journal.folder import FolderLock
from server.serve import SERVE_FILE
from server.wire.envelope import from_object

_ANSWER_SECONDS: Final = 15.0


class _NotYet(Exception):
    """Nobody answers there now. heard: the command may have been taken all the same."""

    def __init__(self, *, heard: bool) -> None:
        self.heard = heard


def send(
    folder: Path, fields: Any, hall: str | None, pause: Callable[[float], None] = time.sleep
) -> dict[str, Any]:
    """The result of one command; a server that is starting or stopping is waited for, with the same key.
    pause: waits so many seconds.

    Raises: Told (Malformed before anything is touched; FolderInUse: somebody else has the folder).
    """
    command, digest = from_object(fields)
    key = secrets.token_hex(16)
    end = time.monotonic() + PATIENCE_SECONDS
    heard = False
    while True:
        try:
            return _in_the_folder(folder, command, key, digest, hall)
        except FolderInUse as in_use:
            try:
                return _over_the_wire(folder, fields, key, hall)
            except _NotYet as error:
                heard = heard or error.heard
                if time.monotonic() >= end:
                    raise Silent() if heard else in_use from error
        pause(PAUSE_SECONDS)


def _in_the_folder(
    folder: Path, command: Command, key: str, digest: bytes, hall: str | None
) -> dict[str, Any]:
    lock = FolderLock(folder)
    try:
        house = open_folder(folder, hall)
        house.engine.start()
        try:
            return house.do(command, key, digest)
        finally:
            house.close()
    finally:
        lock.release()


def _over_the_wire(folder: Path, fields: Any, key: str, hall: str | None) -> dict[str, Any]:
    try:
        served = json.loads((folder / SERVE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _NotYet(heard=False) from error
    request = urllib.request.Request(
        f"{served['url']}/api/v1/halls/{hall or served['hall']}/commands",
        data=json.dumps(fields).encode(),
        headers={
            "Authorization": f"Bearer {served['key']}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=_ANSWER_SECONDS) as response:
            found: dict[str, Any] = json.load(response)["result"]
            return found
    except urllib.error.HTTPError as error:
        raise _problem(error) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        refused = isinstance(getattr(error, "reason", error), ConnectionRefusedError)
        raise _NotYet(heard=not refused) from error


def _problem(error: urllib.error.HTTPError) -> Exception:
    """What the server answered; a server that is stopping is waited for."""
    try:
        problem = json.load(error)
        return _NotYet(heard=False) if problem["code"] == "stopping" else Answered(problem)
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return _NotYet(heard=True)  # something else listens there
