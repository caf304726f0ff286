"""Media in a folder of the hall: one file each, named by hash, end and kind, so that a file and what is known
of it appear and go in one step.

    <folder>/HASH.EXPIRES.png      EXPIRES: ms, 0 = never
    <folder>/new/…                 uploads; what a crash leaves there goes at the next start
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Final

from server.hall.units import Ms
from server.media import content
from server.media.errors import MediaError
from server.media.protocol import PART, UPLOAD_LIFE, Kept
from server.runtime import files, threads

log = logging.getLogger("jiaohao.media")

QUOTA: Final = 512_000_000  # bytes of a hall
_ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "application/zip": "zip"}
_TYPES: Final = {ending: kind for kind, ending in _ENDINGS.items()}
_NAME: Final = re.compile(rf"([0-9a-f]{{64}})\.(\d{{1,15}})\.({'|'.join(_TYPES)})")


class FolderMedia:
    """See Media. The folder is made for the first file; the caller alone writes to it. One that cannot be
    used keeps nobody from anything else. quota: bytes of files and uploads. on_close: called at the end."""

    def __init__(
        self, folder: Path, *, quota: int = QUOTA, on_close: Callable[[], None] = lambda: None
    ) -> None:
        self._folder, self._new, self._quota, self._on_close = folder, folder / "new", quota, on_close
        self._lock = threads.system_lock()
        self._kept: dict[str, Kept] = {}
        self._uploads: dict[str, tuple[int, Ms]] = {}  # name of the file -> (bytes, begun)
        try:
            if folder.exists():
                self._ready()
                for left in self._new.iterdir():
                    left.unlink()
                for path in folder.iterdir():
                    self._find(path)
        except OSError as error:
            log.error("the folder of the media cannot be used: %s", error)

    def _ready(self) -> None:
        files.private_folder(self._folder)
        files.private_folder(self._new)

    def _find(self, path: Path) -> None:
        named = _NAME.fullmatch(path.name)
        if named is not None:
            hash, expires, ending = named.groups()
            self._kept[hash] = Kept(hash, _TYPES[ending], path.stat().st_size, int(expires) or None)

    # -- coming --------------------------------------------------------------------------------

    def write(self, upload: str, offset: int, part: bytes, now: Ms) -> int:
        """See Media."""
        if len(part) > PART:
            raise MediaError("media_big", most=PART)
        with self._lock, _told():
            name = _scratch(upload)
            size, begun = self._uploads.get(name, (0, now))
            if offset < 0 or offset > size:
                raise MediaError("media_gap")
            if offset + len(part) <= size:
                return size
            self._room(offset + len(part) - size, now)
            self._ready()
            path = self._new / name
            files.private_file(path)
            with open(path, "r+b") as file:
                file.seek(offset)
                file.write(part)
            self._uploads[name] = (offset + len(part), begun)
            return offset + len(part)

    def finish(self, upload: str, *, accept: Collection[str], most: int, expires: Ms | None, now: Ms) -> Kept:
        """See Media."""
        with self._lock, _told():
            size, _ = self._uploads.get(_scratch(upload), (0, now))
            try:
                if not size:
                    raise MediaError("media_gap")
                if size > most:
                    raise MediaError("media_big", most=most)
                kind, data = content.checked((self._new / _scratch(upload)).read_bytes(), accept)
            finally:
                self._drop(_scratch(upload))
            return self._keep(kind, data, expires, now)

    def _keep(self, kind: str, data: bytes, expires: Ms | None, now: Ms) -> Kept:
        """Synced under a name nobody reads, then there in one step."""
        hash = hashlib.sha256(data).hexdigest()
        before = self._living(hash, now)
        ends = [expires] if before is None else [expires, before.expires]
        kept = Kept(hash, kind, len(data), None if None in ends else max(end for end in ends if end))
        if before is None:
            self._erase(hash)
            self._room(len(data), now)
            self._written(data, self._path(kept))
        elif kept != before:
            os.replace(self._path(before), self._path(kept))
        files.sync(self._folder)
        self._kept[hash] = kept
        return kept

    def _written(self, data: bytes, path: Path) -> None:
        scratch = self._new / path.name
        try:
            files.write_whole(scratch, data)
            files.sync(scratch)
            os.replace(scratch, path)
        except OSError:
            for left in self._new.glob(f"{path.name}*"):
                left.unlink(missing_ok=True)
            raise

    def drop(self, upload: str) -> None:
        """See Media."""
        with self._lock, _told():
            self._drop(_scratch(upload))

    def _drop(self, name: str) -> None:
        self._uploads.pop(name, None)
        (self._new / name).unlink(missing_ok=True)

    def _room(self, more: int, now: Ms) -> None:
        """Raises: MediaError media_full."""
        if self._used() + more > self._quota:
            self._purge(now)
        if self._used() + more > self._quota:
            raise MediaError("media_full")

    def _used(self) -> int:
        return sum(kept.size for kept in self._kept.values()) + sum(
            size for size, _ in self._uploads.values()
        )

    # -- being there ---------------------------------------------------------------------------

    def get(self, hash: str, now: Ms) -> Kept | None:
        """See Media."""
        with self._lock:
            return self._living(hash, now)

    def _living(self, hash: str, now: Ms) -> Kept | None:
        kept = self._kept.get(hash)
        return None if kept is None or (kept.expires is not None and kept.expires <= now) else kept

    def read(self, hash: str, offset: int = 0, most: int = PART) -> bytes:
        """See Media."""
        with self._lock, _told():
            kept = self._kept.get(hash)
            if kept is None:
                raise MediaError("media_unknown")
            with open(self._path(kept), "rb") as file:
                file.seek(offset)
                return file.read(most)

    def _path(self, kept: Kept) -> Path:
        return self._folder / f"{kept.hash}.{kept.expires or 0}.{_ENDINGS[kept.type]}"

    # -- going ---------------------------------------------------------------------------------

    def delete(self, hash: str) -> bool:
        """See Media."""
        with self._lock, _told():
            return self._erase(hash)

    def purge(self, now: Ms) -> int:
        """See Media."""
        with self._lock, _told():
            return self._purge(now)

    def _purge(self, now: Ms) -> int:
        for name in [name for name, (_, begun) in self._uploads.items() if begun <= now - UPLOAD_LIFE]:
            self._drop(name)
        over = [hash for hash in self._kept if self._living(hash, now) is None]
        return sum(self._erase(hash) for hash in over)

    def _erase(self, hash: str) -> bool:
        kept = self._kept.pop(hash, None)
        if kept is None:
            return False
        self._path(kept).unlink(missing_ok=True)
        files.sync(self._folder)
        return True

    def close(self) -> None:
        """See Media."""
        self._on_close()


def passing_media(*, quota: int = QUOTA) -> FolderMedia:
    """In a folder of the system's own that goes with it: for tests and rehearsals."""
    folder = tempfile.TemporaryDirectory(prefix="jiaohao-media-")
    return FolderMedia(Path(folder.name), quota=quota, on_close=folder.cleanup)


def _scratch(upload: str) -> str:
    """A file name for whatever an upload is called."""
    return hashlib.sha256(upload.encode()).hexdigest() + ".part"


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Errors of the disk become ours."""
    try:
        yield
    except OSError as error:
        log.error("media: %s", error)
        raise MediaError("media_away") from error
