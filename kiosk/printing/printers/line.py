"""A line to a printer on which nobody waits longer than told, whatever hangs at its other end."""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final, Protocol

from kiosk.printing import status
from kiosk.printing.errors import NoPrinter, PrintUnknown
from kiosk.printing.printers.printer import Sending
from kiosk.printing.status import OFFLINE, PrinterStatus

ANSWER_SECONDS: Final = 0.5
WRITE_SECONDS: Final = 3.0  # without one byte taken
_SLOWEST: Final = 960.0  # bytes a second, 9600 baud
_LEFT_OVER: Final = 64  # bytes of earlier answers that are thrown away before a question


class _File(Protocol):
    def fileno(self) -> int: ...


class Line:
    """Over a file or socket that does not block. send, receive: as os.write and os.read have them."""

    def __init__(
        self, file: int | _File, send: Callable[[bytes], int], receive: Callable[[int], bytes]
    ) -> None:
        self._file, self._send, self._receive = file, send, receive

    def print(
        self, data: bytes, sending: Sending, *, rate: float = _SLOWEST, after_seconds: float
    ) -> PrinterStatus:
        """The bytes of a ticket: asked before (a fault refuses) and after, for how long it may be busy. Who
        was silent before is not waited for.

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
        end = time.monotonic() + WRITE_SECONDS + 1.5 * len(data) / rate
        taken = 0
        while taken < len(data):
            try:
                rest = min(WRITE_SECONDS, end - time.monotonic())
                if rest <= 0 or not select.select([], [self._file], [], rest)[1]:
                    raise TimeoutError("it takes no more bytes" if rest > 0 else "it takes them too slowly")
                now = self._send(data[taken:])
                if now and not taken:
                    left()
                taken += now
            except BlockingIOError:
                continue
            except (OSError, ValueError) as error:
                kind = PrintUnknown if taken else NoPrinter
                raise kind(f"{taken} of {len(data)} bytes were taken: {error}") from error

    def ask(self, *, first_seconds: float = ANSWER_SECONDS) -> PrinterStatus:
        """DLE EOT 1-4, one after the other; the first silence ends the questions."""
        answers: dict[int, bytes] = {}
        patience = first_seconds
        for n, query in status.QUERIES.items():
            try:
                self._forget()
                self.pour(query)
                answers[n] = self._answer(patience)
            except (OSError, ValueError, NoPrinter, PrintUnknown):
                break
            if not answers[n]:
                break
            patience = ANSWER_SECONDS
        return status.read(answers)

    def _forget(self) -> None:
        """What came too late for an earlier question answers no later one."""
        for _ in range(_LEFT_OVER):
            if not self._answer(0.0):
                return

    def _answer(self, seconds: float) -> bytes:
        try:
            return self._receive(1) if select.select([self._file], [], [], seconds)[0] else b""
        except BlockingIOError:
            return b""


def ask_over(opened: AbstractContextManager[Line]) -> PrinterStatus:
    """What the printer at a line says now; offline when the line cannot be opened."""
    try:
        with opened as line:
            return line.ask()
    except NoPrinter:
        return OFFLINE
