"""Which folder and which hall a command means, checked once for every command."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from server.cli.errors import Usage
from server.journal.errors import Broken, FolderInUse
from server.journal.folder import FolderLock
from server.serve import SERVE_FILE
from server.stores import journal_to_read

PATIENCE_SECONDS: Final = 5.0  # how long a server that is starting is waited for
PAUSE_SECONDS: Final = 0.05


def hall_to_serve(folder: Path, asked: str | None) -> str | None:
    """The hall that is asked for, if the folder holds it or none yet. Usage: hall_unknown, folder_missing,
    folder_is_file."""
    if folder.exists():
        require(folder)
    return _among(_halls(folder), asked)


def hall_to_change(folder: Path, asked: str | None) -> str | None:
    """The same for a command; None: the one that the server or the empty folder has. Usage: hall_unknown,
    folder_missing, folder_is_file."""
    require(folder)
    return asked if starting(folder) else _among(_halls(folder), asked)


def hall_to_read(folder: Path, asked: str | None) -> str:
    """The hall of which something is shown. Usage: hall_unknown, hall_which, folder_empty, folder_missing,
    folder_is_file. Raises: Broken."""
    halls = halls_to_read(folder, asked)
    if len(halls) > 1:
        journal = journal_to_read(folder)
        damage = journal.check() if journal is not None else []  # a flipped bit makes another hall's name
        if damage:
            raise Broken("; ".join(damage))
        raise Usage("hall_which", halls=", ".join(halls))
    return halls[0]


def halls_to_read(folder: Path, asked: str | None, pause: Callable[[float], None] = time.sleep) -> list[str]:
    """The hall that is asked for, or all; a server that is starting is waited for. pause: waits so many
    seconds. Usage: hall_unknown, folder_empty, folder_missing, folder_is_file."""
    require(folder)
    end = time.monotonic() + PATIENCE_SECONDS
    while starting(folder) and time.monotonic() < end:
        pause(PAUSE_SECONDS)
    halls = _halls(folder)
    if not halls:
        raise Usage("folder_empty", folder=folder)
    _among(halls, asked)
    return halls if asked is None else [asked]


def starting(folder: Path) -> bool:
    """Whether a server has the folder and cannot be reached yet."""
    if (folder / SERVE_FILE).exists() or not (folder / "lock").exists():
        return False
    try:
        FolderLock(folder).release()
    except FolderInUse:
        return True
    return False


def require(folder: Path) -> None:
    """It is a folder. Usage: folder_missing, folder_is_file."""
    if not folder.exists():
        raise Usage("folder_missing", folder=folder)
    if not folder.is_dir():
        raise Usage("folder_is_file", folder=folder)


def _halls(folder: Path) -> list[str]:
    journal = journal_to_read(folder)
    return journal.halls() if journal is not None else []


def _among(halls: list[str], asked: str | None) -> str | None:
    if asked is not None and halls and asked not in halls:
        raise Usage("hall_unknown", hall=asked, halls=", ".join(halls))
    return asked if asked is not None or len(halls) != 1 else halls[0]
