"""Sound arithmetic: loudness (ITU-R BS.1770-4), trimming, fading, cutting, pitch, the chime, Ogg Opus.

Sounds are mono float32 arrays of 24 000 samples a second, full scale 1.
"""

from __future__ import annotations

import io
from typing import Any, Final

import numpy as np
import soundfile
from numpy.typing import NDArray

RATE: Final = 24_000
TARGET_LUFS: Final = -18.0
QUIET: Final = 0.01  # of the peak: below it a sound has not begun or is over
BLOCK: Final = RATE * 4 // 10  # of BS.1770: what is shorter cannot be measured
_HOP: Final = RATE // 10
_ABSOLUTE_GATE, _RELATIVE_GATE = -70.0, -10.0
_KEPT_MS, _FADE_MS = 20, 8
_OPUS_LEVEL: Final = (256 - 24) / (256 - 6)  # libsndfile's scale from 256 (0) to 6 (1) kbit/s: 24 kbit/s
_CHIME: Final = ((0.0, 659.26, 0.55), (0.24, 523.25, 0.66))  # begin s, Hz, length s: E5, C5
_PARTIALS: Final = (
    (1.0, 1.0, 6.0),
    (2.0, 0.35, 9.0),
    (3.01, 0.12, 14.0),
)  # of the tone: Hz, strength, decay per s

Sound = NDArray[np.float32]


def ms(sound: Sound) -> int:
    """Length in ms."""
    return round(len(sound) * 1000 / RATE)


def silence(length: int) -> Sound:
    """Nothing, so many ms."""
    return np.zeros(length * RATE // 1000, np.float32)


def peak(sound: Sound) -> float:
    """The greatest sample, 0 of no sound."""
    return float(np.abs(sound).max(initial=0.0))


def lufs(sound: Sound) -> float:
    """Integrated loudness; of a sound under 0.4 s that of the sound itself without gates (-inf: silence)."""
    weighted = _weighted(sound) ** 2
    if len(sound) < BLOCK:
        return float(_loudness(weighted.mean())) if len(sound) else float("-inf")
    starts = range(0, len(sound) - BLOCK + 1, _HOP)
    power = np.array([weighted[at : at + BLOCK].mean() for at in starts])
    power = power[_loudness(power) > _ABSOLUTE_GATE]
    if not len(power):
        return float("-inf")
    power = power[_loudness(power) > _loudness(power.mean()) + _RELATIVE_GATE]
    return float(_loudness(power.mean()))


def levelled(sound: Sound) -> Sound:
    """The same at -18 LUFS."""
    return np.asarray(sound * 10 ** ((TARGET_LUFS - lufs(sound)) / 20), np.float32)


def edges(sound: Sound) -> tuple[int, int]:
    """First and last sample of what is heard (last not included): over 1 % of the peak."""
    loud = np.flatnonzero(np.abs(sound) > QUIET * peak(sound))
    return (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, 0)


def trimmed(sound: Sound) -> Sound:
    """Without the silence at both ends but for 20 ms, faded in and out over 8 ms."""
    first, last = edges(sound)
    kept = _KEPT_MS * RATE // 1000
    return faded(sound[max(0, first - kept) : last + kept])


def faded(sound: Sound) -> Sound:
    """Faded in and out over 8 ms."""
    slope = np.linspace(0, 1, min(_FADE_MS * RATE // 1000, len(sound) // 2), dtype=np.float32)
    made = sound.copy()
    made[: len(slope)] *= slope
    made[len(made) - len(slope) :] *= slope[::-1]
    return made


def quietest(sound: Sound, first: int, last: int) -> int:
    """The middle of the quietest 10 ms between two samples."""
    width = RATE // 100
    power = np.cumsum(np.concatenate([[0.0], sound.astype(np.float64) ** 2]))
    starts = np.arange(max(0, first), max(first, last - width) + 1)
    return int(starts[np.argmin(power[starts + width] - power[starts])]) + width // 2


def chime() -> Sound:
    """Two falling tones of a struck bar, 0.9 s, at -18 LUFS."""
    total = np.zeros(int(max(begin + length for begin, _, length in _CHIME) * RATE), np.float64)
    for begin, pitch, length in _CHIME:
        at = np.arange(int(length * RATE)) / RATE
        tone = sum(strong * np.exp(-decay * at) * np.sin(2 * np.pi * pitch * times * at)
                   for times, strong, decay in _PARTIALS)  # fmt: skip
        start = int(begin * RATE)
        total[start : start + len(at)] += (
            tone * np.minimum(1, at / 0.004) * np.minimum(1, (length - at) / 0.05)
        )
    return levelled(total.astype(np.float32))


def opus(sound: Sound) -> bytes:
    """Ogg Opus of about 24 kbit/s."""
    file = io.BytesIO()
    soundfile.write(file, sound, RATE, format="OGG", subtype="OPUS", compression_level=_OPUS_LEVEL)
    return file.getvalue()


def decoded(content: bytes) -> Sound:
    """Of any file that libsndfile reads (WAV, FLAC, Ogg Opus or Vorbis, MP3): its first channel, resampled.

    Raises: soundfile.LibsndfileError.
    """
    sound, rate = soundfile.read(io.BytesIO(content), dtype="float32", always_2d=True)
    return resampled(sound[:, 0], int(rate))


def wave(sound: Sound) -> bytes:
    """A WAV file of 16 bits."""
    file = io.BytesIO()
    soundfile.write(file, np.clip(sound, -1, 1), RATE, format="WAV", subtype="PCM_16")
    return file.getvalue()


def resampled(sound: Sound, rate: int) -> Sound:
    """At 24 000 samples a second, by its spectrum."""
    if rate == RATE or not len(sound):
        return sound
    length = round(len(sound) * RATE / rate)
    spectrum = np.fft.rfft(sound)
    kept = np.zeros(length // 2 + 1, complex)
    count = min(len(kept), len(spectrum))
    kept[:count] = spectrum[:count]
    return np.asarray(np.fft.irfft(kept, length) * length / len(sound), np.float32)


def _loudness(power: Any) -> Any:
    with np.errstate(divide="ignore"):
        return -0.691 + 10 * np.log10(power)


def _weighted(sound: Sound) -> NDArray[np.float64]:
    """Through the K filter, by its frequency response (BS.1770-4 annex 1, at this rate)."""
    padded = len(sound) + RATE // 4
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(padded))
    response = _shelf(z) * _high_pass(z)
    return np.fft.irfft(np.fft.rfft(sound, padded) * response, padded)[: len(sound)]


def _shelf(z: NDArray[np.complex128]) -> Any:
    gain, q = 3.999843853973347, 0.7071752369554196
    k, high = np.tan(np.pi * 1681.974450955533 / RATE), 10 ** (gain / 20)
    middle = high**0.4996667741545416
    top = (high + middle * k / q + k * k) + 2 * (k * k - high) * z + (high - middle * k / q + k * k) * z * z
    return top / ((1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z * z)


def _high_pass(z: NDArray[np.complex128]) -> Any:
    q, k = 0.5003270373238773, np.tan(np.pi * 38.13547087602444 / RATE)
    whole = 1 + k / q + k * k
    return (1 - 2 * z + z * z) / (1 + 2 * (k * k - 1) / whole * z + (1 - k / q + k * k) / whole * z * z)
