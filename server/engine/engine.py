"""The running hall, as web and bootstrap see it: submit commands, get frames, know its health."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec import Struct

from server.engine.batch import Ask
from server.engine.clock import HallClock
from server.engine.errors import Rejected
from server.engine.live import ALL, LiveParts, Part
from server.engine.publisher import Emit, Publisher, Seen
from server.engine.reading import Reader
from server.engine.stream import Stream
from server.engine.upkeep import Upkeep
from server.engine.writer import Writer, replayed
from server.hall.commands import Command, Origin
from server.hall.errors import Told
from server.hall.units import MINUTE
from server.journal.errors import JournalError
from server.journal.protocol import Entry, Journal
from server.runtime import threads
from server.wire.frames import Answer, Clock, Frame, Live, Room

log = logging.getLogger("jiaohao.engine")

_CHECK_SECONDS = 60.0
_CALLS = b"TicketCalled"


class Health(Struct, frozen=True):
    """Health of a hall. fatal: why nothing is acknowledged any more, or None."""

    hall: str
    day: str
    seq: int
    store_ok: bool
    clock_unsure: bool
    fatal: str | None


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
        self._journal, self._streams, self._broken = journal, streams, broken
        self._on_fatal, self._on_commit = on_fatal, on_commit
        self.reader = Reader(hall, journal, streams)
        self.reader.catch_up()
        for stream in streams:
            stream.rewind()
        clock.begin(self.reader.at)
        self.epoch = journal.epoch(hall)
        self._publisher = Publisher(self.epoch, look, self.parts, clock.now)
        upkeep = Upkeep(hall, journal, clock.now, ok=lambda: self._writer.store_ok, said=self._heard)
        self._writer = Writer(
            hall,
            journal,
            streams,
            self.reader,
            clock,
            settings_seq=settings_seq,
            settled=self._settled,
            fatal=on_fatal,
            idle=upkeep,
        )
        self.parts.provide(Part("health", ALL, self._health_of))
        self._look = look

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

    # -- commands ------------------------------------------------------------------------------

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
            ask.shown = stream.edge(command, origin, self.clock.now())
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
        return replayed(threads.offload(self._journal.known, self.hall_id, key), request, actor)

    def _settled(self, entries: Sequence[Entry]) -> None:
        if entries:
            self._on_commit(self.reader.seqs)
        self._publisher.changed(call=any(_CALLS in entry.events for entry in entries))

    def _heard(self, error: JournalError | None) -> None:
        """The store took a canary, or did not."""
        if error is None:
            self._writer.store_ok = True
        else:
            self._writer.store_failed(error)

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

    def _health_of(self, role: str, arg: str, live: Live) -> None:
        live.store_ok = self._writer.store_ok and self._writer.failed is None
        live.clock_unsure = self.clock.unsure
        if live.clock_unsure:
            minutes = (ms // MINUTE * MINUTE for ms in (live.now, self.clock.machine()))
            live.clock = Clock(*minutes)  # to the minute: time alone causes no frame

    def health(self) -> Health:
        """For /readyz."""
        day, seq = self._stands()
        return Health(
            hall=self.hall_id,
            day=day,
            seq=seq,
            store_ok=self._writer.store_ok,
            clock_unsure=self.clock.unsure,
            fatal=self._writer.failed,
        )

    def _stands(self) -> tuple[str, int]:
        """The stream that leads and its newest entry; "" before the first day."""
        name = next(iter(self._streams[-1].names(None)), "")
        return name, self.reader.seqs.get(name, 0)


__all__ = ["Engine", "Health", "Rejected", "Room"]
