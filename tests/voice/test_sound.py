"""Sound arithmetic against what is known: loudness, trimming, cutting, pitch, the chime, files."""

from __future__ import annotations

import numpy as np
import pytest

from display.voice import pitch, sound
from display.voice.sound import RATE, Sound


def tone(hertz: float, seconds: float, strength: float = 0.5) -> Sound:
    """A sine."""
    at = np.arange(int(seconds * RATE)) / RATE
    return np.asarray(strength * np.sin(2 * np.pi * hertz * at), np.float32)


def glide(first: float, last: float, seconds: float = 0.4) -> Sound:
    """A buzz like a voice, its pitch going from one to another (Hz)."""
    hertz = np.linspace(first, last, int(seconds * RATE))
    phase = np.cumsum(2 * np.pi * hertz / RATE)
    return np.asarray(sum(np.sin(n * phase) / n for n in range(1, 6)) * 0.2, np.float32)


def test_loudness_is_that_of_the_standard() -> None:
    """A sine of 997 Hz at full scale is -3.01 LUFS (ITU-R BS.1770-4); 20 dB less is 20 LU less."""
    assert sound.lufs(tone(997, 5, 1.0)) == pytest.approx(-3.01, abs=0.05)
    assert sound.lufs(tone(997, 5, 0.1)) == pytest.approx(-23.01, abs=0.05)
    assert sound.lufs(tone(100, 5, 1.0)) < -3.6  # deep sounds count less
    assert sound.lufs(sound.silence(1000)) == float("-inf")


def test_pauses_do_not_count() -> None:
    """The gates of the standard: as loud with a second of silence behind it."""
    own = tone(997, 5, 0.1)
    assert sound.lufs(np.concatenate([own, sound.silence(3000)])) == pytest.approx(sound.lufs(own), abs=0.3)


def test_a_sound_is_levelled() -> None:
    """To -18 LUFS."""
    assert sound.lufs(sound.levelled(tone(500, 1, 0.01))) == pytest.approx(-18, abs=0.01)


def test_silence_is_trimmed_but_for_20_ms() -> None:
    """And both ends begin and end at nothing."""
    made = sound.trimmed(np.concatenate([sound.silence(300), tone(300, 0.5), sound.silence(400)]))
    assert sound.ms(made) == pytest.approx(540, abs=2)
    assert made[0] == 0 and made[-1] == 0


def test_a_cut_is_made_where_it_is_quietest() -> None:
    """Within what is allowed, to 10 ms."""
    own = np.concatenate([tone(300, 0.2), sound.silence(20), tone(300, 0.2)])
    assert sound.quietest(own, 0, len(own)) == pytest.approx(0.21 * RATE, abs=0.005 * RATE)
    assert sound.quietest(own, 0, int(0.1 * RATE)) <= 0.1 * RATE


def test_the_chime_is_short_and_as_loud_as_the_voice() -> None:
    """0.6 to 1.0 s, -18 LUFS, never clipped."""
    made = sound.chime()
    assert 600 <= sound.ms(made) <= 1000
    assert sound.lufs(made) == pytest.approx(-18, abs=0.5) and sound.peak(made) < 0.9


def test_a_file_holds_what_was_put_in() -> None:
    """Ogg Opus loses little and keeps the length; WAV of another rate comes back at ours."""
    own = glide(200, 260, 1.0)
    packed = sound.opus(own)
    again = sound.decoded(packed)
    assert packed.startswith(b"OggS") and len(packed) < 6000 and len(again) == len(own)
    assert abs(sound.lufs(again) - sound.lufs(own)) < 0.5
    assert np.corrcoef(np.abs(own), np.abs(again))[0, 1] > 0.8
    assert np.allclose(sound.decoded(sound.wave(own)), own, atol=1e-4)


def test_another_rate_is_brought_to_ours() -> None:
    """A tone stays at its pitch, whatever rate it was recorded with."""
    recorded = np.asarray(0.5 * np.sin(2 * np.pi * 440 * np.arange(44_100) / 44_100), np.float32)
    made = sound.resampled(recorded, 44_100)
    assert len(made) == RATE
    assert np.allclose(made[500:-500], tone(440, 1)[500:-500], atol=0.01)


@pytest.mark.parametrize("hertz", [110, 200, 262, 400])
def test_pitch_is_found(hertz: float) -> None:
    """Of a voice-like sound, within a quarter of a semitone."""
    found = pitch.curve(glide(hertz, hertz))
    assert len(found) > 20
    assert np.median(found) == pytest.approx(12 * np.log2(hertz / 55), abs=0.25)


def test_noise_and_silence_have_no_pitch() -> None:
    """Nothing of them counts as voiced."""
    noise = np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)
    assert len(pitch.curve(noise)) < 5 and len(pitch.curve(sound.silence(500))) == 0


def test_tones_are_told_apart() -> None:
    """High and level, rising, low, falling: each shape fits its own tone alone."""
    middle = 12 * np.log2(220 / 55)
    shapes = {1: glide(260, 262), 2: glide(190, 250), 3: glide(180, 165), 4: glide(290, 200)}
    fits = {
        (shape, tone)
        for shape, own in shapes.items()
        for tone in (1, 2, 3, 4)
        if pitch.has_tone(pitch.curve(own), tone, middle)
    }
    assert {(n, n) for n in (1, 2, 3, 4)} <= fits
    assert not fits & {(1, 2), (1, 3), (1, 4), (3, 1), (4, 1), (4, 2), (2, 4), (3, 2)}
