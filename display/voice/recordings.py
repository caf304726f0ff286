"""A hall's own recordings: a folder of sounds with clips' names becomes a pack."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import soundfile

from display.voice import archive, check, sound
from display.voice.recipe import text_of
from display.voice.sound import Sound

ENDINGS: Final = (".wav", ".flac", ".ogg", ".opus", ".mp3")
SOURCE: Final = archive.Source("本厅自录 recorded by the hall")
_FAINTEST: Final = -60.0  # LUFS: what is softer was not recorded at all
NOTICE: Final = "Recorded by the hall. 由本厅录制。\n"


class Unusable(ValueError):
    """Files of the folder that cannot be clips. names: of all of them."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(", ".join(names))


def read(folder: Path) -> dict[str, Sound]:
    """Clip name -> its sound, trimmed and levelled as the default clips are.

    A file is named as its clip, "lead-B0.wav"; what stands for the colon of "name:公安" is a second dash
    or "_", for file systems that have none: "name-公安.wav". Raises: Unusable; OSError.
    """
    found: dict[str, Sound] = {}
    wrong: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in ENDINGS:
            continue
        name = _name(path.stem)
        try:
            own = sound.trimmed(sound.decoded(path.read_bytes()))
        except soundfile.LibsndfileError:
            own = sound.silence(0)
        if text_of(name) is None or sound.lufs(own) < _FAINTEST:
            wrong.append(path.name)
            continue
        found[name] = sound.levelled(own)
    if wrong:
        raise Unusable(wrong)
    return found


def pack(sounds: Mapping[str, Sound]) -> bytes:
    """The archive of the recordings."""
    return archive.of_sounds(
        {name: (text_of(name) or "", own) for name, own in sounds.items()}, SOURCE, NOTICE
    )


def faults(sounds: Mapping[str, Sound]) -> list[tuple[str, str]]:
    """(clip name, key of check.WORDS) of what a person should listen to again."""
    usual = check.middle(sounds)
    return [(name, fault) for name, own in sounds.items() for fault in check.of_clip(name, own, usual)]


def _name(stem: str) -> str:
    for dash in ("name-", "name_"):
        if stem.startswith(dash):
            return "name:" + stem.removeprefix(dash)
    return stem
