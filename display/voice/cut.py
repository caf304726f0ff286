"""From a recipe to a clip: time for each token, the phrase spoken and levelled, the clip cut out of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from display.voice import sound
from display.voice.phonemes import Syllable, syllable, tokens
from display.voice.recipe import Clip, Phrase, Spoken
from display.voice.sound import Sound

LEAD, OUT = 18, 12  # frames of silence before (fewer swallow the first consonant) and after a phrase
FRAME: Final = 600  # samples: 25 ms
# Sound runs ahead of the frames: where the end of a syllable is looked for, ms from where its frames end.
_FROM_MS, _TO_MS = -85, 50
RULES: Final = (LEAD, OUT, _FROM_MS, _TO_MS, sound.TARGET_LUFS)  # part of every clip's recipe


def recipe_hash(clips: Iterable[Clip]) -> str:
    """SHA-256 of everything that makes the sound of these clips, the engine apart."""
    return hashlib.sha256("\n".join(sorted(repr((clip, RULES)) for clip in clips)).encode()).hexdigest()


class Speaker(Protocol):
    """What speaks (display/voice/engine)."""

    def natural(self, tokens: list[int]) -> list[int]:
        """Frames of each token, those before and after the phrase included."""
        ...

    def speak(self, tokens: list[int], frames: list[int]) -> Sound:
        """The sound."""
        ...


@dataclass(frozen=True)
class Timed:
    """A phrase as the engine takes it. ends: the frame at which each syllable is over."""

    tokens: list[int]
    frames: list[int]
    ends: list[int]


def made(engine: Speaker, clip: Clip) -> Sound:
    """The clip, trimmed, faded, levelled: by itself when it can be measured, else with its phrase.

    Raises: Unsayable."""
    timed = timing(engine, clip.phrase)
    whole = sound.levelled(engine.speak(timed.tokens, timed.frames))
    first = _cut(whole, timed, clip.first)
    last = len(whole) if clip.last is None else _cut(whole, timed, clip.last)
    cut = sound.trimmed(whole[first:last])
    return sound.levelled(cut) if len(cut) >= sound.BLOCK else cut


def timing(engine: Speaker, phrase: Phrase) -> Timed:
    """Tokens with their frames. Raises: Unsayable."""
    parts = [(part, syllable(part.word) if isinstance(part, Spoken) else part.signs) for part in phrase]
    ids = [tokens(_signs(signs)) for _, signs in parts]
    natural = engine.natural([id for some in ids for id in some])
    frames, ends, at = [LEAD], [], 1
    for (part, signs), some in zip(parts, ids, strict=True):
        own = natural[at : at + len(some)]
        at += len(some)
        frames += own if part.frames is None else _given(signs, own, part.frames)
        if isinstance(part, Spoken):
            ends.append(sum(frames))
    return Timed([id for some in ids for id in some], [*frames, OUT], ends)


def _signs(signs: Syllable | str) -> str:
    return signs if isinstance(signs, str) else signs.onset + signs.rest


def _given(signs: Syllable | str, natural: list[int], total: int) -> list[int]:
    """The onset keeps its own time, the rest takes what is left."""
    onset = 0 if isinstance(signs, str) else len(signs.onset)
    fixed = _shared(natural[:onset], min(sum(natural[:onset]), total // 2))
    return fixed + _shared(natural[onset:], total - sum(fixed))


def _shared(natural: list[int], total: int) -> list[int]:
    """total frames in the proportion of the natural ones, at least one each; the largest rest first."""
    if not natural:
        return []
    spare, weight = max(0, total - len(natural)), sum(natural)
    exact = [spare * own / weight for own in natural]
    frames = [1 + int(part) for part in exact]
    for n in sorted(range(len(exact)), key=lambda n: int(exact[n]) - exact[n])[
        : spare + len(frames) - sum(frames)
    ]:
        frames[n] += 1
    return frames


def _cut(whole: Sound, timed: Timed, before: int) -> int:
    """Where syllable number `before` begins: the quietest moment about the end of the one before it."""
    if before == 0:
        return 0
    end = timed.ends[before - 1] * FRAME
    return sound.quietest(whole, end + _FROM_MS * sound.RATE // 1000, end + _TO_MS * sound.RATE // 1000)
