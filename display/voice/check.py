"""What is wrong with clips: missing, damaged, clipped, soft, loud, long, silent at an end, toneless."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import soundfile

from display.voice import pitch, recipe, sound
from display.voice.sound import Sound
from server.wire.clips import Pack

TONES: Final = {"0": 2, "1": 1, "2": 4, "3": 1, "4": 4, "5": 3, "6": 4, "7": 1, "8": 1, "9": 3}
LONGEST_MS: Final = {
    "number": 4000, "lead": 1800, "mid": 700, "tail": 1600, "window": 3500, "digit": 700, "chime": 1000,
    "name": 6000, "prompt": 8000,
}  # fmt: skip
SHORTEST_MS: Final = 150
_CLIPPED: Final = 0.999
_SOFTEST, _LOUDEST = -23.0, -13.0  # LUFS
_END_MS: Final = 120  # of silence at an end
_FLAT: Final = 1.5  # semitones over a phrase

WORDS: Final = {
    "missing": "缺少 missing",
    "damaged": "无法读取 cannot be read",
    "clipped": "削波 clipped",
    "soft": "太轻 too soft",
    "loud": "太响 too loud",
    "long": "太长 too long",
    "short": "太短 too short",
    "silent": "首尾静音过长 silence at an end",
    "toneless": "声调不对 without its tone",
}


def wanted() -> dict[str, str]:
    """Name -> text of what a whole pack has."""
    return {clip.name: clip.text for clip in recipe.default()} | {"chime": ""}


def faults(pack: Pack, wanted: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(clip name, key of WORDS). wanted: name -> text of the clips that must be there."""
    yield from ((name, "missing") for name in wanted if name not in pack.manifest.clips)
    heard: dict[str, Sound] = {}
    for name in pack.manifest.clips:
        try:
            heard[name] = sound.decoded(pack.clip(name))
        except (soundfile.LibsndfileError, RuntimeError):
            yield name, "damaged"
    usual = middle(heard)
    for name, own in heard.items():
        yield from ((name, fault) for fault in of_clip(name, own, usual))


def of_clip(name: str, own: Sound, usual: float) -> Iterator[str]:
    """Keys of WORDS for one clip. usual: the voice's pitch (see middle)."""
    kind = kind_of(name)
    first, last = sound.edges(own)
    length = sound.ms(own[first:last])
    if sound.peak(own) >= _CLIPPED:
        yield "clipped"
    if sound.lufs(own) < _SOFTEST:
        yield "soft"
    if sound.lufs(own) > _LOUDEST:
        yield "loud"
    if length > LONGEST_MS.get(kind, LONGEST_MS["prompt"]):
        yield "long"
    if length < SHORTEST_MS:
        yield "short"
    if max(first, len(own) - last) > _END_MS * sound.RATE // 1000:
        yield "silent"
    if kind != "chime" and not _has_tone(name, own, usual):
        yield "toneless"


def middle(heard: Mapping[str, Sound]) -> float:
    """The voice's usual pitch, semitones: the median over its single digits (else over all)."""
    digits = [own for name, own in heard.items() if _digit(name)] or list(heard.values())
    curves = [pitch.curve(own) for own in digits]
    values = sorted(value for one in curves for value in one)
    return float(values[len(values) // 2]) if values else 0.0


def kind_of(name: str) -> str:
    """ "lead-B0" → "lead", "name:公安" → "name"."""
    return name.partition(":")[0].partition("-")[0]


def _digit(name: str) -> str | None:
    """The figure of a clip of one digit; 幺 has the tone of 一."""
    kind, _, rest = name.partition("-")
    return rest[0] if kind in ("mid", "digit") and rest.removesuffix("y") in TONES else None


def _has_tone(name: str, own: Sound, usual: float) -> bool:
    shape = pitch.curve(own)
    figure = _digit(name)
    if figure is None:
        return (
            pitch.span(shape) > _FLAT
            or len(shape) == 0
            or (kind_of(name) == "window" and name == "window-lead")
        )
    return pitch.has_tone(shape, TONES[figure], usual)
