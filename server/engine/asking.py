"""A command on its way to the writer: what its stream wants done at the edge, before and in vain."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence

import msgspec

from server.engine.batch import Ask
from server.engine.stream import Stream
from server.engine.writer import Writer, replayed
from server.hall.commands import Command, Origin
from server.hall.errors import Told
from server.hall.units import Ms
from server.journal.protocol import Journal
from server.runtime import threads
from server.wire.frames import Answer

log = logging.getLogger("jiaohao.engine")


class Asking:
    """Asks one hall's writer. streams: the first that handles a command has its edge."""

    def __init__(
        self, hall: str, journal: Journal, streams: Sequence[Stream], writer: Writer, now: Callable[[], Ms]
    ) -> None:
        self._hall, self._journal, self._streams, self._writer = hall, journal, streams, writer
        self._now = now

    def submit(self, command: Command, key: str, request: bytes, origin: Origin) -> Answer:
        """Decide, write, answer. Raises: Told; Rejected "unknown" when it may have happened."""
        if not origin.fresh:
            origin = msgspec.structs.replace(origin, fresh=secrets.token_hex(8))
        ask = Ask(command, key, request, origin)
        stream = next((stream for stream in self._streams if stream.handles(command)), None)
        if stream is None:
            return self._writer.submit(ask)
        if stream.has_edge(command):
            stored = self.known(key, request, origin.actor)
            if stored is not None:
                return stored
            ask.shown = stream.edge(command, origin, self._now())
        try:
            return self._writer.submit(ask)
        except Told as told:
            if told.code != "unknown":
                self._drop(stream, command, origin)
            raise

    def _drop(self, stream: Stream, command: Command, origin: Origin) -> None:
        try:
            stream.dropped(command, origin)
        except Told as error:
            log.warning("what a refused command left behind goes with the next tidying: %s", error)

    def known(self, key: str, request: bytes, actor: str) -> Answer | None:
        """What this key led to, told to the actor that used it. Raises: Rejected key_reused, secret_shown;
        JournalError."""
        return replayed(threads.offload(self._journal.known, self._hall, key), request, actor)
