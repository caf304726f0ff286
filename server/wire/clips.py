"""The clips of the voice as one archive: who makes it (display/voice) and who serves it agree on this shape.

A pack is a zip: manifest.json, NOTICE, and one Ogg Opus file a clip. It is known by the SHA-256 of the
archive, so what is served under it never changes.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from server.wire.frames import ClipIndex, ClipShown

MANIFEST: Final = "manifest.json"
NOTICE: Final = "NOTICE"
TYPE: Final = "audio/ogg"
PACK_TYPE: Final = "application/zip"
_FIRST_TIME: Final = (1980, 1, 1, 0, 0, 0)  # of a zip: the same clips give the same archive


class PackDamaged(ValueError):
    """The archive is no pack, or not whole."""


class ClipMade(Struct, frozen=True):
    """file: its name in the archive. text: what is heard. lufs: loudness, of under 0.4 s without gates."""

    file: str
    text: str
    ms: int
    lufs: float


class Manifest(Struct, frozen=True):
    """engine: what spoke, in words; model, voice, recipe: SHA-256 of what the clips were made from."""

    engine: str
    model: str
    voice: str
    recipe: str
    clips: dict[str, ClipMade]


class Pack:
    """An archive in memory. Raises: PackDamaged."""

    def __init__(self, content: bytes) -> None:
        self.hash = hashlib.sha256(content).hexdigest()
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            self.manifest = msgspec.json.decode(self._archive.read(MANIFEST), type=Manifest)
            names = set(self._archive.namelist())
        except (zipfile.BadZipFile, KeyError, msgspec.MsgspecError) as error:
            raise PackDamaged(f"no pack of clips: {error}") from error
        missing = [name for name, clip in self.manifest.clips.items() if clip.file not in names]
        if missing:
            raise PackDamaged(f"clips are missing in the archive: {', '.join(missing[:5])}")
        self._files = frozenset(clip.file for clip in self.manifest.clips.values())

    def file(self, name: str) -> bytes | None:
        """A clip's file by its name in the archive; None when it is no clip of this pack."""
        return self._archive.read(name) if name in self._files else None

    def clip(self, name: str) -> bytes:
        """A clip's file by the clip's name. Raises: KeyError."""
        return self._archive.read(self.manifest.clips[name].file)

    @property
    def notice(self) -> str:
        """Who made what it was made with, and under which licence."""
        return self._archive.read(NOTICE).decode()


def index(pack: Pack, under: Pack | None = None) -> bytes:
    """The list as players load it (JSON of ClipIndex). under: has what the pack lacks."""
    shown = {
        name: ClipShown(f"/voice/{own.hash}/{clip.file}", clip.ms)
        for own in (under or pack, pack)
        for name, clip in own.manifest.clips.items()
    }
    return msgspec.json.encode(ClipIndex(pack.hash, shown))


def index_url(hash: str) -> str:
    """Where the list of a pack is served."""
    return f"/voice/{hash}/index.json"


def opened(path: Path) -> Pack:
    """The pack of a file. Raises: OSError, PackDamaged."""
    return Pack(path.read_bytes())


def packed(manifest: Manifest, files: dict[str, bytes], notice: str) -> bytes:
    """The archive; the same clips give the same bytes."""
    listed = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    content = {MANIFEST: listed, NOTICE: notice.encode()} | files
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in content.items():
            packing = zipfile.ZIP_STORED if name in files else zipfile.ZIP_DEFLATED  # sound is packed already
            archive.writestr(zipfile.ZipInfo(name, _FIRST_TIME), data, packing)
    return file.getvalue()


def file_of(name: str) -> str:
    """The file of a clip by its name: a name that cannot stand in an address as it is gets a short hash."""
    if name.replace("-", "").isalnum() and name.isascii():
        return f"{name}.ogg"
    return f"{name.partition(':')[0]}-{hashlib.sha256(name.encode()).hexdigest()[:16]}.ogg"
