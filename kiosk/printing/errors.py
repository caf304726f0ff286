"""Errors of the printing room, in words for the log; the page never waits for a printer."""

from __future__ import annotations

from kiosk.printing.status import OFFLINE, UNKNOWN, PrinterStatus
from server.wire.agents import BadWord


class PrintingError(Exception):
    """Base."""


class NoFont(PrintingError):
    """No Chinese font on this machine: install fonts-noto-cjk or set JIAOHAO_FONT."""


class _Told(PrintingError):
    """status: what is known of the printer now."""

    def __init__(self, message: str, status: PrinterStatus) -> None:
        self.status = status
        super().__init__(message)


class NoPrinter(_Told):
    """Not now: it cannot be reached, or it says so itself. Nothing was printed."""

    def __init__(self, message: str, status: PrinterStatus = OFFLINE) -> None:
        super().__init__(message, status)


class PrintUnknown(_Told):
    """Bytes left and no confirmation came: the ticket may or may not be on paper."""

    def __init__(self, message: str, status: PrinterStatus = UNKNOWN) -> None:
        super().__init__(message, status)


class BadPrinterUrl(BadWord):
    """The printer URL has no meaning."""
