"""Errors of the printing room, in words for the log; the page never waits for a printer."""

from __future__ import annotations

from server.wire.agents import BadWord


class PrintingError(Exception):
    """Base."""


class NoFont(PrintingError):
    """No Chinese font on this machine: install fonts-noto-cjk or set JIAOHAO_FONT."""


class NoPrinter(PrintingError):
    """The printer cannot be reached; nothing was printed. Paper may be fed later by hand."""


class PrintUnknown(PrintingError):
    """Bytes left and no confirmation came: the ticket may or may not be on paper."""


class BadPrinterUrl(BadWord):
    """The printer URL has no meaning."""
