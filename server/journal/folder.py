"""The data folder: one server at a time, and the small head file beside the database."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from server.journal.errors import Broken, FolderInUse
from server.runtime import files


class FolderLock:
    """An exclusive lock on a data folder, held until release() or the end of the process."""

    def __init__(self, folder: Path) -> None:
        files.private_folder(folder)
        files.private_file(folder / "lock")
        self._file: IO[str] = open(folder / "lock", "a")  # noqa: SIM115 - held for the life of the process
        try:
            _lock(self._file)
        except OSError as error:
            self._file.close()
            raise FolderInUse(f"{folder} is in use by another server") from error

    def release(self) -> None:
        """Let go of the folder."""
        self._file.close()


if os.name == "nt":  # the server runs on Linux; the CLI may look into a folder on Windows
    import msvcrt

    def _lock(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class HeadFile:
    """head.json: {stream: seq} of what was committed, written at most once a second, not synced.

    Only a head ahead of the database is an error: the database lost what was acknowledged.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "head.json"
        files.tighten(self._path)
        self._written = 0.0
        self._noted: dict[str, int] = {}

    def note(self, heads: Mapping[str, int]) -> None:
        """Write the newest heads, if the last write is a second ago; a failure to write is not ours.

        Streams that are not among `heads` keep what was noted of them."""
        self._noted.update(heads)
        if time.monotonic() - self._written < 1.0:
            return
        self._written = time.monotonic()
        try:
            files.write_whole(self._path, json.dumps(self._noted).encode())
        except OSError:
            return

    def check(self, stands: Callable[[str], int]) -> None:
        """stands: newest seq of a stream. Raises: Broken when the file knows more than the database."""
        try:
            noted = {str(stream): int(seq) for stream, seq in json.loads(self._path.read_text()).items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return  # torn by a power cut or never written
        self._noted = noted
        ahead = [stream for stream, seq in noted.items() if seq > stands(stream)]
        if ahead:
            raise Broken(f"head.json is ahead of the database in {', '.join(ahead)}: entries are missing")
