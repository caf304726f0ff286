"""What a store needs between commands: a canary, and keys that are old forgotten."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from server.hall.units import DAY, Ms
from server.journal.errors import JournalError
from server.journal.protocol import Journal
from server.runtime import threads

log = logging.getLogger("jiaohao.engine")

_CANARY_SECONDS: Final = 60.0
_RETRY_SECONDS: Final = 5.0
_FORGET_SECONDS: Final = 3600.0
_KEEP_KEYS: Final[Ms] = 8 * DAY


class Upkeep:
    """Called by the writer between batches. ok: whether the store took the last write; said: told of each try
    (None, or the error)."""

    def __init__(
        self,
        hall: str,
        journal: Journal,
        now: Callable[[], Ms],
        *,
        ok: Callable[[], bool],
        said: Callable[[JournalError | None], None],
    ) -> None:
        self._hall, self._journal, self._now, self._ok, self._said = hall, journal, now, ok, said
        self._canary_at = threads.monotonic()
        self._forget_at = float("-inf")

    def __call__(self) -> None:
        """Commit to a table of its own once a minute, sooner after a failure; drop old keys hourly."""
        at = threads.monotonic()
        if at - self._canary_at >= (_CANARY_SECONDS if self._ok() else _RETRY_SECONDS):
            self._canary_at = at
            try:
                threads.offload(self._journal.canary)
                self._said(None)
            except JournalError as error:
                self._said(error)
        if at - self._forget_at >= _FORGET_SECONDS and self._ok():
            self._forget_at = at
            self._forget()

    def _forget(self) -> None:
        """Keys are kept seven days after their day closed, or after their entry in other streams."""
        before = self._now() - _KEEP_KEYS
        try:
            for stream in threads.offload(self._journal.streams, self._hall):
                threads.offload(self._journal.forget, self._hall, stream, before)
        except JournalError as error:
            log.warning("old keys are still kept: %s", error)
