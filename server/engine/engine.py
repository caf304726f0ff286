"""The running hall, as web and bootstrap see it: submit commands, get frames, know its health."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from server.engine.asking import Asking
from server.engine.clock import HallClock
from server.engine.health import Health, Wellbeing
from server.engine.live import ALL, LiveParts, Part
from server.engine.publisher import Emit, Publisher, Seen
from server.engine.reading import Reader
from server.engine.stream import Stream
from server.engine.upkeep import Upkeep
from server.engine.writer import Writer
from server.journal.protocol import Entry, Journal
from server.runtime import threads
from server.wire.frames import Frame, Room

log = logging.getLogger("jiaohao.engine")

_CHECK_SECONDS = 60.0
_CALLS = b"TicketCalled"


class Engine:
    """One hall over streams that all look alike; the last of them sets the hall's time and is what is seen.

    settings_seq: version of the settings in force for the next entry. look: the view of (role, argument).
    broken: broken invariants of the state that was read. on_fatal: called when the process should stop
    acknowledging and exit non-zero. on_commit: told the newest seq of every stream after each commit.
    """

    def __init__(
        self,
        hall: str,
        journal: Journal,
        streams: Sequence[Stream],
        clock: HallClock,
        *,
        settings_seq: Callable[[], int],
        look: Callable[[str, str], Seen],
        broken: Callable[[], list[str]] = lambda: [],
        on_fatal: Callable[[str], None] = lambda why: None,
        on_commit: Callable[[Mapping[str, int]], None] = lambda seqs: None,
    ) -> None:
        self.hall_id, self.clock, self.parts = hall, clock, LiveParts()
        self._streams, self._broken = streams, broken
        self._on_fatal, self._on_commit = on_fatal, on_commit
        self.reader = Reader(hall, journal, streams)
        self.reader.catch_up()
        for stream in streams:
            stream.rewind()
        clock.begin(self.reader.at)
        self.epoch = journal.epoch(hall)
        self._publisher = Publisher(self.epoch, look, self.parts, clock.now)
        self._writer = self._writer_over(journal, settings_seq)
        self._wellbeing = Wellbeing(hall, self._writer, clock)
        self.parts.provide(Part("health", ALL, self._wellbeing.fill))
        asking = Asking(hall, journal, streams, self._writer, clock.now)
        self.submit, self.known = asking.submit, asking.known

    def _writer_over(self, journal: Journal, settings_seq: Callable[[], int]) -> Writer:
        hall, clock = self.hall_id, self.clock
        upkeep = Upkeep(
            hall,
            journal,
            clock.now,
            ok=lambda: self._writer.store_ok,
            said=lambda error: self._writer.heard(error),
        )
        return Writer(
            hall,
            journal,
            self._streams,
            self.reader,
            clock,
            settings_seq=settings_seq,
            settled=self._settled,
            fatal=self._on_fatal,
            idle=upkeep,
        )

    def start(self, emit: Emit = lambda room, name, struct: None) -> None:
        """Begin to write and to publish. emit: where frames go."""
        threads.spawn(self._writer.run)
        threads.spawn(self._publisher.run, emit)
        threads.spawn(self._watch)

    def stop(self) -> None:
        """Answer what was taken, then no more."""
        self._publisher.stop()
        self._writer.stop()

    def _watch(self) -> None:
        """Invariants are checked in production too: stop rather than go on wrong."""
        while self._writer.failed is None and not self._writer.stopping:
            threads.sleep(_CHECK_SECONDS)
            broken = self._broken()
            if broken:
                log.critical("invariants broken: %s", "; ".join(broken))
                self._writer.failed = broken[0]
                self._on_fatal(broken[0])

    def _settled(self, entries: Sequence[Entry]) -> None:
        if entries:
            self._on_commit(self.reader.seqs)
        self._publisher.changed(call=any(_CALLS in entry.events for entry in entries))

    # -- looking -------------------------------------------------------------------------------

    def frame(self, room: Room) -> Frame:
        """See Publisher.frame."""
        return self._publisher.frame(room)

    def join(self, room: Room) -> Frame:
        """See Publisher.join."""
        return self._publisher.join(room)

    def leave(self, room: Room) -> None:
        """See Publisher.leave."""
        self._publisher.leave(room)

    def health(self) -> Health:
        """For /readyz."""
        return self._wellbeing.of(*self._stands())

    def _stands(self) -> tuple[str, int]:
        """The stream that leads and its newest entry; "" before the first day."""
        name = next(iter(self._streams[-1].names(None)), "")
        return name, self.reader.seqs.get(name, 0)
