"""Sounds into a pack: packed as Opus, listed with their lengths and loudness."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from display.voice import sound
from display.voice.sound import Sound
from server.wire.clips import ClipMade, Manifest, file_of, packed

NOTICE: Final = Path(__file__).with_name("NOTICE")


class Source(Struct, frozen=True):
    """What sounds were made from, as in the manifest; the checksums are "" for recordings of people."""

    engine: str
    model: str = ""
    voice: str = ""
    recipe: str = ""


def of_sounds(sounds: Mapping[str, tuple[str, Sound]], source: Source, notice: str) -> bytes:
    """The archive of clip name -> (text, sound)."""
    files = {file_of(name): sound.opus(own) for name, (_, own) in sounds.items()}
    made = {name: _listed(file_of(name), text, files[file_of(name)]) for name, (text, _) in sounds.items()}
    return packed(Manifest(source.engine, source.model, source.voice, source.recipe, made), files, notice)


def _listed(file: str, text: str, content: bytes) -> ClipMade:
    """By what is heard in the end: packing changes the loudness of short clips by half an LU."""
    heard = sound.decoded(content)
    return ClipMade(file, text, sound.ms(heard), round(sound.lufs(heard), 1))
