"""Clips joined into one reading, as the player joins them (display/web/clips.js)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from display.voice import sound
from display.voice.sound import Sound
from server.wire.clips import Pack

CHIME: Final = "chime"
# Milliseconds of silence: behind the chime, at a comma, inside a number (facts: heard best so).
AFTER_CHIME, COMMA, BETWEEN = 300, 250, 10


def joined(pack: Pack, names: Iterable[str]) -> Sound:
    """Clips in order with their pauses. Raises: KeyError for a clip that is not there."""
    parts: list[Sound] = []
    before = ""
    for name in names:
        parts += [sound.silence(_pause_ms(before, name)), sound.decoded(pack.clip(name))]
        before = name
    return np.concatenate(parts) if parts else sound.silence(0)


def _pause_ms(before: str, name: str) -> int:
    if not before:
        return 0
    if before == CHIME:
        return AFTER_CHIME
    opens_window = name.startswith("window-") and name != "window-tail"
    return COMMA if opens_window or before.startswith(("name:", "prompt-")) else BETWEEN
