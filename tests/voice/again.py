"""Clips spoken again by today's recipe, beside the kept ones. Run in the environment of the voice.

python -m tests.voice.again COUNT SEED [VOICE FILE]: a JSON line for each clip: {name, ms, lufs, alike}:
differences of length and loudness, correlation of the envelopes.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import numpy as np

from display.voice import cut, pack, recipe, sound
from display.voice.engine import Engine

STEP = sound.RATE // 100


def envelope(own: sound.Sound) -> np.ndarray:
    """Loudness of each 10 ms."""
    whole = len(own) // STEP * STEP
    return np.sqrt((own[:whole].reshape(-1, STEP) ** 2).mean(axis=1))


def main(count: int, seed: int, voice: Path | None) -> None:
    """Print the differences."""
    kept, engine = pack.default(), Engine(voice)
    for clip in random.Random(seed).sample(list(recipe.default()), count):
        old = sound.decoded(kept.clip(clip.name))
        new = sound.decoded(sound.opus(cut.made(engine, clip)))
        first, second = envelope(old), envelope(new)
        length = min(len(first), len(second))
        told = {
            "name": clip.name,
            "ms": abs(sound.ms(old) - sound.ms(new)),
            "lufs": round(abs(sound.lufs(old) - sound.lufs(new)), 3),
            "alike": round(float(np.corrcoef(first[:length], second[:length])[0, 1]), 4),
        }
        print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
