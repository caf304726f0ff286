"""What goes wrong between the agent and its browser."""

from __future__ import annotations


class BrowserError(Exception):
    """The browser does not do what it was asked. One sentence for the log."""


class Gone(BrowserError):
    """It is not there any more: ended, crashed, or its page did."""


class NoAnswer(BrowserError):
    """It does not answer in its time: it hangs."""
