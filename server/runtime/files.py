"""Files that only the hall's own user may read, whatever the umask (facts/security.md)."""

from __future__ import annotations

import logging
import os
import stat
import time
from pathlib import Path
from typing import Final

log = logging.getLogger("jiaohao.files")

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
_OTHERS: Final = 0o077


def private_folder(folder: Path) -> None:
    """Make the folder if it is missing; one that others may look into is closed to them.

    A folder that everybody may write to (sticky, as /tmp) is not ours to close: its files are.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    if not folder.stat().st_mode & stat.S_ISVTX:
        tighten(folder, FOLDER_MODE)


def private_file(path: Path) -> None:
    """Make an empty file if there is none; one that others may read is closed to them."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, FILE_MODE))
    tighten(path, FILE_MODE)


def private_database(path: Path) -> None:
    """The same for a SQLite file and what stands beside it; SQLite makes those with the mode of the file."""
    private_file(path)
    for suffix in ("-wal", "-shm", "-journal"):
        tighten(path.with_name(path.name + suffix))


def tighten(path: Path, mode: int = FILE_MODE) -> None:
    """Take from group and others what they have; nothing where there is no such file.

    A file of another owner stays as it is, and the log says so: the hall goes on.
    """
    try:
        if path.stat().st_mode & _OTHERS:
            path.chmod(mode)
    except FileNotFoundError:
        return
    except OSError as error:
        log.warning("others may read %s, and it cannot be changed: %s", path, error)


def write_whole(path: Path, content: bytes) -> None:
    """Replace a private file: readers see the old bytes or the new ones. Not synced. Raises: OSError."""
    scratch = path.with_name(f"{path.name}.new")
    scratch.unlink(missing_ok=True)  # one left behind may be readable by others
    with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
        file.write(content)
    os.replace(scratch, path)


def erase(path: Path, *, older_seconds: float) -> None:
    """Overwrite and remove a file that was last written so long ago, if there is one. Raises: OSError."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    if time.time() - found.st_mtime < older_seconds:
        return
    with open(path, "r+b") as file:
        file.write(bytes(found.st_size))
    sync(path)
    path.unlink()


def sync(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder. Raises: OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
