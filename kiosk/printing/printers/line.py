"""A line to a printer on which nobody waits longer than told, whatever hangs at its other end."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Final, Protocol

from kiosk.printing import status
from kiosk.printing.errors import NoPrinter, PrintUnknown
from kiosk.printing.printers.printer import Sending
from kiosk.printing.status import OFFLINE, UNKNOWN, PrinterStatus

ANSWER_SECONDS: Final = 0.5
WRITE_SECONDS: Final = 3.0  # without one byte taken
_SETTLE_SECONDS: Final = 0.05  # after the last answer nothing more may come
_SLOWEST: Final = 960.0  # bytes a second, 9600 baud
_LEFT_OVER: Final = 64  # times that something of earlier answers is thrown away before a question


class Wire(Protocol):
    """What carries bytes both ways. Raises: OSError, ValueError."""

    def send(self, data: bytes, seconds: float) -> int:
        """How many of the bytes were taken; 0 when none was, after so long or before."""
        ...

    def receive(self, seconds: float) -> bytes:
        """What has come; b"" when nothing did, after so long or at the end of the line."""
        ...


class _File(Protocol):
    def fileno(self) -> int: ...


class FileWire:
    """A file or socket that does not block. send, receive: as os.write and os.read have them."""

    def __init__(
        self, file: int | _File, send: Callable[[bytes], int], receive: Callable[[int], bytes]
    ) -> None:
        self._file, self._send, self._receive = file, send, receive

    @classmethod
    def of(cls, file: int) -> FileWire:
        """Of a file descriptor."""
        return cls(file, partial(os.write, file), partial(os.read, file))

    def send(self, data: bytes, seconds: float) -> int:
        """See Wire."""
        try:
            return self._send(data) if select.select([], [self._file], [], seconds)[1] else 0
        except BlockingIOError:
            return 0

    def receive(self, seconds: float) -> bytes:
        """See Wire."""
        try:
            return self._receive(512) if select.select([self._file], [], [], seconds)[0] else b""
        except BlockingIOError:
            return b""


class Line:
    """Questions and tickets over a wire. An answer to DLE EOT does not say which question it is of: it counts
    only while exactly one question is open, and what comes late is of no use to anybody."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._heard = bytearray()
        self._open = 0  # questions without an answer so far

    def print(
        self, data: bytes, sending: Sending, *, rate: float = _SLOWEST, after_seconds: float
    ) -> PrinterStatus:
        """The bytes of a ticket: asked before (a fault refuses) and after, for how long it may be busy. Who
        was silent before is not waited for. rate: bytes a second.

        Raises: as Printer.print.
        """
        before = self.ask()
        if before.state == "fault":
            raise NoPrinter(f"the printer reports {', '.join(before.causes)}", before)
        sending.begin(before)
        self.pour(data, rate=rate, left=sending.left)
        after = self.ask(first_seconds=ANSWER_SECONDS if before.state == "unknown" else after_seconds)
        if after.state == "fault":
            raise PrintUnknown(f"after printing the printer reports {', '.join(after.causes)}", after)
        return after

    def pour(self, data: bytes, *, rate: float = _SLOWEST, left: Callable[[], None] = lambda: None) -> None:
        """Send all of it. rate: bytes a second the printer takes at least. left: called once some were taken.

        Raises: NoPrinter (not one byte was taken), PrintUnknown (some were).
        """
        last = time.monotonic()
        end = last + WRITE_SECONDS + 1.5 * len(data) / rate
        taken = 0
        while taken < len(data):
            try:
                now = self._wire.send(data[taken:], _left_of(last + WRITE_SECONDS, end))
            except (OSError, ValueError) as error:
                kind = PrintUnknown if taken else NoPrinter
                raise kind(f"{taken} of {len(data)} bytes were taken: {error}") from error
            if now:
                last = time.monotonic()
                if not taken:
                    left()
                taken += now

    def ask(self, *, first_seconds: float = ANSWER_SECONDS) -> PrinterStatus:
        """DLE EOT 1-4, one after the other; the first silence ends the questions, an answer too many makes
        all of them worthless. While an earlier question is open no other is asked."""
        answers: dict[int, bytes] = {}
        patience = first_seconds
        try:
            if not self._settled(first_seconds):
                return UNKNOWN
            for n, query in status.QUERIES.items():
                self.pour(query)
                self._open += 1
                answers[n] = self._answer(patience)
                if not answers[n]:
                    break
                patience = ANSWER_SECONDS
                if self._forget():
                    return UNKNOWN
            if not self._open and self._answer(_SETTLE_SECONDS):
                return UNKNOWN
        except (OSError, ValueError, NoPrinter, PrintUnknown):
            pass
        return status.read(answers)

    def _settled(self, seconds: float) -> bool:
        """Whether every question is answered by now; what else had come is thrown away."""
        self._open = max(0, self._open - self._forget())
        while self._open and self._answer(seconds):
            pass
        return not self._open

    def _forget(self) -> int:
        """Throw away what is there; how many answers were among it."""
        for _ in range(_LEFT_OVER):
            more = self._wire.receive(0.0)
            if not more:
                break
            self._heard += more
        count = sum(map(status.is_answer, self._heard))
        self._heard.clear()
        return count

    def _answer(self, seconds: float) -> bytes:
        """The next byte that can be an answer; b"" when none comes in time."""
        end = time.monotonic() + seconds
        while True:
            while self._heard:
                if status.is_answer(byte := self._heard.pop(0)):
                    self._open = max(0, self._open - 1)
                    return bytes((byte,))
            rest = end - time.monotonic()
            self._heard += self._wire.receive(max(0.0, rest))
            if not self._heard and rest <= 0:
                return b""


def _left_of(last: float, end: float) -> float:
    """Seconds until the earlier of two moments. Raises: TimeoutError when it is over."""
    rest = min(last, end) - time.monotonic()
    if rest <= 0:
        raise TimeoutError("it takes no more bytes" if last <= end else "it takes them too slowly")
    return rest


def ask_over(opened: AbstractContextManager[Line]) -> PrinterStatus:
    """What the printer at a line says now; offline when the line cannot be opened."""
    try:
        with opened as line:
            return line.ask()
    except NoPrinter:
        return OFFLINE
