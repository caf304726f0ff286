"""What a wall sounds, taken from its page as samples; each clip is a tone of its own."""

from __future__ import annotations

import base64
import io
import itertools
import json
import time
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import BrowserContext, Page

from tests.browser.inside import Inside
from tests.web.house import House

SCRIPT = Path(__file__).with_name("tap.js")
CLIP_SECONDS = 0.1
_RATE = 24_000
_STEP_HZ = 120  # between the tones of two clips
_LOWEST_HZ = 900
_WINDOW, _HOP = 0.02, 0.005  # seconds
_QUIET = 0.02  # of full scale: nothing is heard
_MIXED = 0.3  # part of the sound that is not its loudest tone
_FEWEST = 8  # windows of a clip: what is between two clips is shorter
CHIME = {659.26: "ding", 523.25: "dong"}  # the two tones that need no clip
WORKLET = SCRIPT.with_name("tap-worklet.js")


@dataclass(frozen=True)
class Heard:
    """A clip, from and to in seconds of the page's sound card."""

    name: str
    begin: float
    end: float


class Pack:
    """Clips of 0.1 s with these names. They stand in their list: no load of this machine keeps one back."""

    def __init__(self, names: list[str]) -> None:
        self.hz = {name: _LOWEST_HZ + n * _STEP_HZ for n, name in enumerate(names)}

    def serve(self, context: BrowserContext) -> None:
        """Give them to the pages of a context in place of the hall's own. The context minds no policy of what
        may be loaded: the ear is no file of the hall, and a clip no address of it."""
        worklet = json.dumps(WORKLET.read_text(encoding="utf-8"))
        context.add_init_script(f"window.tapWorklet = {worklet};\n" + SCRIPT.read_text(encoding="utf-8"))
        clips = {name: {"url": _address(tone(hz)), "ms": 100} for name, hz in self.hz.items()}
        body = json.dumps({"pack": "tones", "clips": clips})
        context.route("**/voice/**", lambda route: route.fulfill(body=body, content_type="application/json"))


def _address(sound: bytes) -> str:
    return "data:audio/wav;base64," + base64.b64encode(sound).decode()


def listening(hall: House | Inside) -> None:
    """Its boards ask for a list of clips, which a Pack then answers."""
    hall.do("settings.set", changes={"voice.clips": "0" * 64})


def tone(hz: float, seconds: float = CLIP_SECONDS) -> bytes:
    """A sine as a WAV file, faded in and out within 3 ms."""
    at = np.arange(int(seconds * _RATE)) / _RATE
    fade = np.minimum(1, np.minimum(at, seconds - at) / 0.003)
    samples = (np.sin(2 * np.pi * hz * at) * fade * 0.5 * 32767).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_RATE)
        out.writeframes(samples.tobytes())
    return file.getvalue()


class Tap:
    """The sound of one page that has these clips."""

    def __init__(self, page: Page, names: list[str]) -> None:
        self.page = page
        self._tones = {hz: name for name, hz in Pack(names).hz.items()} | CHIME
        self._past: list[Heard] = []  # of runs that are over
        self._run: tuple[int, list[Any]] = (0, [])  # first frame and pieces of the newest run without a break
        self.known = 0  # clips that until() waited for

    def heard(self) -> list[Heard]:
        """All clips so far, in order; "?" where two sound at once."""
        rate, pieces = self.page.evaluate("[tap.rate, tap.take()]")
        for frame, packed in pieces:
            samples = np.frombuffer(base64.b64decode(packed), "<i2") / 32768
            first, run = self._run
            if run and frame != first + sum(len(each) for each in run):
                self._past += self._clips(rate)
                run = []
            self._run = (first if run else frame, [*run, samples])
        return self._past + self._clips(rate)

    def _clips(self, rate: int) -> list[Heard]:
        first, run = self._run
        if not run:
            return []
        return _told_apart(first / rate, np.concatenate(run), rate, self._tones)

    def names(self) -> list[str]:
        """Of the clips since the last wait."""
        return [each.name for each in self.heard()[self.known :]]

    def until(self, wanted: list[str], seconds: float = 25.0) -> list[Heard]:
        """Wait for so many clips after those of the last wait; they are the wanted ones. Gives them."""
        end = time.monotonic() + seconds
        while len(found := self.heard()[self.known :]) < len(wanted):
            assert time.monotonic() < end, f"not within {seconds} s: {wanted}, but {found}"
            self.page.wait_for_timeout(100)
        found = found[: len(wanted)]
        assert [each.name for each in found] == wanted
        self.known += len(found)
        return found

    def silent(self) -> None:
        """Wait until nothing is said; what was said counts no more."""
        self.page.wait_for_function("() => !document.body.dataset.saying")
        self.known = len(self.heard())

    def seen(self) -> list[tuple[float, str]]:
        """(since when by the sound card, call and words of the featured place)."""
        return [(at, words) for at, words in self.page.evaluate("tap.seen")]


def _told_apart(begin: float, samples: Any, rate: int, tones: dict[float, str]) -> list[Heard]:
    """The clips of a run: 20 ms at a time, what is loudest, and whether something else is as loud."""
    size, hop = int(_WINDOW * rate), int(_HOP * rate)
    if len(samples) < size:
        return []
    windows = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    loud = np.sqrt((windows**2).mean(axis=1)) > _QUIET
    power = np.abs(np.fft.rfft(windows * np.hanning(size), n=4096)) ** 2
    hz = np.fft.rfftfreq(4096, 1 / rate)
    top = hz[power.argmax(axis=1)]
    near = np.abs(hz[None, :] - top[:, None]) < 1.5 / _WINDOW
    other = 1 - (power * near).sum(axis=1) / np.maximum(power.sum(axis=1), 1e-12)
    known = np.array(sorted(tones))
    nearest = known[np.abs(known[None, :] - top[:, None]).argmin(axis=1)]
    names = [
        "" if not is_loud else "?" if mix > _MIXED and tones[at] not in CHIME.values() else tones[at]
        for is_loud, mix, at in zip(loud, other, nearest, strict=True)
    ]
    found: list[Heard] = []
    for name, frames in itertools.groupby(enumerate(names), key=lambda each: each[1]):
        at = [n for n, _ in frames]
        if name and len(at) >= _FEWEST:
            middle = _WINDOW / 2
            found.append(Heard(name, begin + at[0] * _HOP + middle, begin + at[-1] * _HOP + middle))
    return found
