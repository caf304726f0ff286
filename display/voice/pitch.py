"""The pitch of a voice by autocorrelation, and whether a digit has the shape of its tone."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from display.voice.sound import RATE, Sound

_LOWEST, _HIGHEST = 90.0, 500.0  # Hz
_FRAME, _HOP = RATE * 40 // 1000, RATE // 100
_VOICED: Final = 0.6  # of the energy comes back one period later
_LOUD: Final = 0.15  # of the loudest frame: softer ones are ends of breath
_LOW: Final = 1.5  # semitones under the usual pitch: below it tone 3, above it tone 1
_OCTAVE: Final = 12.0

Curve = NDArray[np.float64]


def curve(sound: Sound) -> Curve:
    """Semitones over 55 Hz of each voiced 10 ms, in order."""
    starts = range(0, len(sound) - _FRAME - int(RATE / _LOWEST), _HOP)
    loud = [float(np.sqrt(np.mean(sound[at : at + _FRAME] ** 2))) for at in starts]
    least = _LOUD * max(loud, default=0.0)
    found = [_pitch(sound[at:], _FRAME) for at, own in zip(starts, loud, strict=True) if own > least]
    return np.array([_OCTAVE * np.log2(hertz / 55) for hertz in found if hertz])


def has_tone(shape: Curve, tone: int, middle: float) -> bool:
    """Whether a syllable's curve fits its tone. middle: the voice's usual pitch (semitones).

    1 stays high; 2 rises at the end; 3 lies low; 4 falls.
    """
    if len(shape) < 4:
        return False
    third = max(1, len(shape) // 3)
    first, last = float(np.median(shape[:third])), float(np.median(shape[-third:]))
    fits = {
        1: abs(last - first) < 3 and float(np.median(shape)) > middle - _LOW,
        2: last - float(shape[: -third or None].min()) > 0.7,
        3: float(np.median(shape)) < middle - _LOW,
        4: last - first < -1.5,
    }
    return fits[tone]


def span(shape: Curve) -> float:
    """Semitones between the low and the high end of a curve, strays left out; 0 of nothing voiced."""
    return float(np.subtract(*np.percentile(shape, [90, 10]))) if len(shape) else 0.0


def _pitch(sound: Sound, frame: int) -> float:
    """Hz, 0 where there is no voice: the shortest period nearly as good as the best."""
    lags = np.arange(int(RATE / _HIGHEST), int(RATE / _LOWEST) + 1)
    base = sound[:frame].astype(np.float64)
    power = float(base @ base)
    if power == 0 or len(sound) < frame + lags[-1]:
        return 0.0
    later = np.lib.stride_tricks.sliding_window_view(sound[: frame + lags[-1]].astype(np.float64), frame)[
        lags
    ]
    alike = later @ base / np.sqrt(power * np.maximum((later**2).sum(axis=1), 1e-12))
    best = float(alike.max())
    if best < _VOICED:
        return 0.0
    peaks = [n for n in range(1, len(lags) - 1) if alike[n] >= alike[n - 1] and alike[n] >= alike[n + 1]]
    good = [n for n in peaks if alike[n] > 0.92 * best]
    return RATE / float(lags[good[0] if good else int(alike.argmax())])
