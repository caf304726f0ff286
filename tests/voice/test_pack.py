"""The default pack as it lies in the tree: whole, made by today's recipe, each clip of the right length and
level, each digit with its tone."""

from __future__ import annotations

import numpy as np
import pytest

from display.voice import check, cut, pack, pitch, recipe, say, sound
from display.voice.sound import Sound
from server.wire.clips import Pack
from tests.voice.calls import units

SPOKEN = {clip.name: clip.text for clip in recipe.default()}
MOST_BYTES = 2_500_000


@pytest.fixture(scope="module")
def kept() -> Pack:
    """The pack."""
    return pack.default()


@pytest.fixture(scope="module")
def heard(kept: Pack) -> dict[str, Sound]:
    """Every clip's sound."""
    return {name: sound.decoded(kept.clip(name)) for name in kept.manifest.clips}


def test_every_clip_is_there_and_no_other(kept: Pack) -> None:
    """With the text it says; the archive is small enough for a tree."""
    assert {name: clip.text for name, clip in kept.manifest.clips.items()} == SPOKEN | {"chime": ""}
    assert pack.PATH.stat().st_size < MOST_BYTES


def test_it_is_made_by_this_recipe(kept: Pack) -> None:
    """A recipe that changes without its pack fails here; model and voice are named by their checksums."""
    manifest = kept.manifest
    assert manifest.recipe == cut.recipe_hash(recipe.default())
    assert manifest.engine.startswith("Kokoro-82M") and len(manifest.model) == len(manifest.voice) == 64
    for words in ("Kokoro-82M", "Apache License", "MIT License", "modified", "合成语音"):
        assert words in kept.notice


def test_nothing_is_wrong_with_any_clip(kept: Pack) -> None:
    """Not clipped, soft, loud, long, short, silent at an end, toneless."""
    assert list(check.faults(kept, SPOKEN)) == []


def test_the_list_tells_the_truth(kept: Pack, heard: dict[str, Sound]) -> None:
    """Length to 1 ms, loudness to 0.1 LU."""
    for name, clip in kept.manifest.clips.items():
        assert abs(clip.ms - sound.ms(heard[name])) <= 1, name
        assert abs(clip.lufs - sound.lufs(heard[name])) <= 0.1, name


def test_phrases_are_equally_loud(heard: dict[str, Sound]) -> None:
    """Of 0.4 s and more: -18 LUFS, give or take 1, of which packing takes half."""
    levels = {name: sound.lufs(own) for name, own in heard.items() if len(own) >= sound.BLOCK}
    assert len(levels) > 400
    assert {name: level for name, level in levels.items() if abs(level + 18) > 1} == {}


def test_clips_begin_and_end_with_little_silence(heard: dict[str, Sound]) -> None:
    """At most 80 ms before and after what is heard, so that the player's pauses are the pauses."""
    least = sound.RATE * 80 // 1000
    ends = {name: sound.edges(own) for name, own in heard.items()}
    wrong = {
        name: pair for name, pair in ends.items() if pair[0] > least or len(heard[name]) - pair[1] > least
    }
    assert wrong == {}


def test_lengths_are_those_of_speech(heard: dict[str, Sound]) -> None:
    """By kind, in ms."""
    lengths = {name: sound.ms(own) for name, own in heard.items()}
    bounds = {
        "lead": (700, 1500),
        "tail": (650, 1300),
        "mid": (150, 600),
        "digit": (150, 600),
        "chime": (600, 1000),
    }
    for name, ms in lengths.items():
        least, most = bounds.get(check.kind_of(name), (150, 5000))
        assert least <= ms <= most, (name, ms)
    whole = [ms for name, ms in lengths.items() if name.startswith("window-") and name[7:].isdigit()]
    assert min(whole) >= 1400 and max(whole) <= 3000


@pytest.mark.parametrize("kind", ["mid", "digit"])
def test_each_digit_has_the_shape_of_its_tone(heard: dict[str, Sound], kind: str) -> None:
    """By its pitch curve: 零 rises, 一三七八 stay high, 二四六 fall, 五九 lie low."""
    usual = check.middle(heard)
    shapes = {digit: pitch.curve(heard[f"{kind}-{digit}"]) for digit in check.TONES}
    wrong = [digit for digit, tone in check.TONES.items() if not pitch.has_tone(shapes[digit], tone, usual)]
    assert wrong == []


@pytest.mark.parametrize(("number", "window"), [("B003", 12), ("E888", 99), ("A1000", 1), ("W777", 101)])
def test_a_call_is_of_the_length_and_level_that_halls_want(kept: Pack, number: str, window: int) -> None:
    """Chime and one reading: 3 to 8 s, -18 LUFS ± 1, nothing clipped."""
    made = say.joined(kept, ["chime", *units(number, window)])
    assert 3000 <= sound.ms(made) <= 8000
    assert sound.lufs(made) == pytest.approx(-18, abs=1) and sound.peak(made) < 1
    assert np.isfinite(made).all()
