"""Builds a pack: each clip spoken once, kept until the pack is whole, then all of them in one archive."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import numpy as np

from display.voice import cut, engine, recipe, sound
from display.voice.archive import NOTICE, Source, of_sounds
from display.voice.engine import EngineMissing
from display.voice.recipe import Clip
from display.voice.sound import Sound

__all__ = ["EngineMissing", "build", "default"]

CHIME: Final = "chime"
NICE: Final = 19


def default(voice: Path | None, kept: Path, told: Callable[[str, int, int], None]) -> bytes:
    """The default pack. voice: the speaker's file, None fetches it. kept, told: see build.

    Raises: EngineMissing."""
    return build(list(recipe.default()), engine.Engine(voice), kept, told)


def build(
    clips: Iterable[Clip], speaker: cut.Speaker, kept: Path, told: Callable[[str, int, int], None]
) -> bytes:
    """The archive of these clips and the chime. kept: folder of what is spoken already, so that a build that
    was cut off goes on. told: hears each clip's name, its number and the count.

    Raises: Unsayable, OSError.
    """
    os.nice(max(0, NICE - os.nice(0)))
    wanted = list(clips)
    kept.mkdir(parents=True, exist_ok=True)
    sounds = {CHIME: ("", sound.chime())}
    for n, clip in enumerate(wanted, 1):
        told(clip.name, n, len(wanted))
        sounds[clip.name] = (clip.text, _spoken(speaker, clip, kept))
    source = Source(engine.NAME, engine.MODEL_SHA256, engine.VOICE_SHA256, cut.recipe_hash(wanted))
    return of_sounds(sounds, source, NOTICE.read_text("utf-8"))


def _spoken(speaker: cut.Speaker, clip: Clip, kept: Path) -> Sound:
    path = kept / f"{cut.recipe_hash([clip])}.npy"
    if path.exists():
        return np.asarray(np.load(path), np.float32)
    own = cut.made(speaker, clip)
    with open(path.with_suffix(".new"), "wb") as file:
        np.save(file, own)
    os.replace(path.with_suffix(".new"), path)
    return own
