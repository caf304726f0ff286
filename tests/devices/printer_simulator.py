"""An ESC/POS printer on TCP or a serial line, for tests only: it reads strictly and answers as told."""

from __future__ import annotations

import os
import select
import socket
import termios
import threading
import time
import tty
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Self

from tests.devices.escpos_reader import NotUnderstood, Reader, Sheet

_FIXED: Final = 0x12
_HANG_UP: Final = b"hang up"
_XON, _XOFF = b"\x11", b"\x13"
GOOD: Final = {1: _FIXED, 2: _FIXED, 3: _FIXED, 4: _FIXED}


@dataclass
class Mood:
    """How the printer behaves. answers: byte for DLE EOT n, a missing one is silence.

    dies_after: bytes it takes before it resets the connection. drinks_slowly: seconds before it reads.
    wakes: seconds until its first answer; pace: before each later one. around: bytes it says before and
    after each answer. full_after: bytes after which it holds the line with XOFF until nothing more comes.
    """

    answers: dict[int, int] = field(default_factory=lambda: dict(GOOD))
    dies_after: int | None = None
    drinks_slowly: float = 0.0
    wakes: float = 0.0
    pace: float = 0.0
    around: tuple[bytes, bytes] = (b"", b"")
    full_after: int | None = None

    @classmethod
    def low(cls) -> Mood:
        """Paper nearly out: usable."""
        return cls({**GOOD, 4: _FIXED | 0x0C})

    @classmethod
    def out(cls) -> Mood:
        """No paper."""
        return cls({**GOOD, 1: _FIXED | 0x08, 2: _FIXED | 0x20, 4: _FIXED | 0x60})

    @classmethod
    def open_cover(cls) -> Mood:
        """Somebody opened it."""
        return cls({**GOOD, 1: _FIXED | 0x08, 2: _FIXED | 0x04})

    @classmethod
    def silent(cls) -> Mood:
        """Prints and never says a word."""
        return cls({})

    @classmethod
    def garbage(cls) -> Mood:
        """Answers with bytes that are no status."""
        return cls(dict.fromkeys((1, 2, 3, 4), 0xFF))


class Simulator(ABC):
    """A printer in a mood. sheets: the tickets that came out; raw: all bytes."""

    def __init__(self, mood: Mood | None = None) -> None:
        self.mood = mood or Mood()
        self.sheets: list[Sheet] = []
        self.raw = b""
        self.wrong: list[str] = []
        self.resets = 0  # connections that ended without a goodbye
        self._awake = False
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    @abstractmethod
    def url(self) -> str:
        """Its printer URL."""

    @abstractmethod
    def _serve(self) -> None:
        """Take bytes and answer as the mood has it, until the other end is gone."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    @abstractmethod
    def __exit__(self, *_: object) -> None:
        """It is gone."""

    def wait(self, count: int = 1, seconds: float = 60.0) -> list[Sheet]:
        """The tickets, once there are so many. Fails when they do not come, or with a wrong byte."""
        end = time.monotonic() + seconds
        while len(self.sheets) < count and not self.wrong:
            assert time.monotonic() < end, f"{len(self.sheets)} of {count} tickets in {seconds} s"
            time.sleep(0.01)
        assert not self.wrong, self.wrong
        return self.sheets

    def _take(self, reader: Reader, data: bytes, answer: Callable[[bytes], object]) -> None:
        self.raw += data
        for n in reader.feed(data):
            if n in self.mood.answers:
                time.sleep(self.mood.pace if self._awake else self.mood.wakes)
                self._awake = True
                before, after = self.mood.around
                answer(before + bytes([self.mood.answers[n]]) + after)
        self.sheets += reader.sheets
        reader.sheets = []


class PrinterSimulator(Simulator):
    """Listens on 127.0.0.1; a context manager."""

    def __init__(self, mood: Mood | None = None) -> None:
        super().__init__(mood)
        self._listener = socket.create_server(("127.0.0.1", 0))

    @property
    def url(self) -> str:
        """Its printer URL."""
        return f"tcp:127.0.0.1:{self._listener.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            with link:
                try:
                    self._talk(link)
                except (OSError, NotUnderstood) as error:
                    if isinstance(error, NotUnderstood):
                        self.wrong.append(str(error))
                    else:
                        self.resets += 1

    def _talk(self, link: socket.socket) -> None:
        reader, taken = Reader(), 0
        while True:
            time.sleep(self.mood.drinks_slowly)
            data = link.recv(4096)
            if not data:
                reader.finish()
                return
            taken += len(data)
            self._take(reader, data, link.sendall)
            if self.mood.dies_after is not None and taken >= self.mood.dies_after:
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                return


class SerialSimulator(Simulator):
    """At the other end of a pseudo terminal; a context manager."""

    def __init__(self, mood: Mood | None = None) -> None:
        super().__init__(mood)
        self._ours, self._theirs = os.openpty()
        self.flags, self.held_after = 0, -1  # c_cflag while a ticket came; bytes that came behind XOFF
        tty.setraw(self._theirs)

    @property
    def url(self) -> str:
        """Its printer URL."""
        return f"serial:{os.ttyname(self._theirs)}?baud=115200"

    def __exit__(self, *_: object) -> None:
        os.write(self._theirs, _HANG_UP)  # a byte is what wakes a reader of a terminal for sure
        self._thread.join(60)
        os.close(self._ours)
        os.close(self._theirs)

    def _serve(self) -> None:
        reader = Reader()
        while not (data := os.read(self._ours, 4096)).endswith(_HANG_UP):
            self.flags = termios.tcgetattr(self._theirs)[2]
            try:
                self._take(reader, data, lambda answer: os.write(self._ours, answer))
            except NotUnderstood as error:
                self.wrong.append(str(error))
                return
            if self.mood.full_after is not None and len(self.raw) > self.mood.full_after:
                self.mood.full_after = None
                self._hold(reader)

    def _hold(self, reader: Reader) -> None:
        """XOFF; what was on its way is taken; after a quiet moment XON."""
        os.write(self._ours, _XOFF)
        size = len(self.raw)
        while select.select([self._ours], [], [], 0.3)[0]:
            self._take(reader, os.read(self._ours, 4096), lambda answer: os.write(self._ours, answer))
        self.held_after = len(self.raw) - size
        os.write(self._ours, _XON)
