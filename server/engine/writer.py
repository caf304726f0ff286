"""The one writer of a hall: everything waiting is decided in order and committed at once.

An answer is given only after its append is durable; a refused command, or a rule that crashes, costs the
others nothing. When the journal knows more than we do - another server, a key of before, an append whose
outcome nobody saw - what is new is read and everything is decided again, a few times at most.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence

import msgspec

from server.engine.batch import Ask, Batch
from server.engine.clock import HallClock
from server.engine.errors import Rejected
from server.engine.reading import Reader
from server.engine.stream import Stream
from server.hall.errors import Refused, Told
from server.hall.units import Ms
from server.journal.decided import Decided
from server.journal.errors import JournalError, KnownKeys, Poisoned, Stale, Unknown
from server.journal.protocol import Entry, Journal, Stored
from server.runtime import threads
from server.wire.frames import Answer

log = logging.getLogger("jiaohao.engine")

_WAITING = 2000  # commands that may wait; more are told to come again
_BATCH = 256
_PATIENCE_SECONDS = 30.0
_ROUNDS = 8  # how often a batch is decided anew because the journal knew more


class Writer:
    """See the module.

    settled: called after each commit with its entries. fatal: called once when no answer may be given.
    idle: called between batches, at least once a second (upkeep of the store).
    """

    def __init__(
        self,
        hall: str,
        journal: Journal,
        streams: Sequence[Stream],
        reader: Reader,
        clock: HallClock,
        *,
        settings_seq: Callable[[], int],
        settled: Callable[[Sequence[Entry]], None],
        fatal: Callable[[str], None],
        idle: Callable[[], None] = lambda: None,
    ) -> None:
        self._hall, self._journal, self._streams, self._reader = hall, journal, streams, reader
        self._clock, self._settings_seq = clock, settings_seq
        self._settled, self._fatal, self._idle = settled, fatal, idle
        self._mail = threads.Mailbox(_WAITING)
        self.stopping = False
        self.failed: str | None = None  # why nothing is acknowledged any more
        self.store_ok = True

    # -- asking --------------------------------------------------------------------------------

    def submit(self, ask: Ask) -> Answer:
        """Wait for the answer. Rejected: stopping, busy (nothing happened), unknown (it may have).
        Raises: Told, what the stream says."""
        if self.failed is not None or self.stopping:
            raise Rejected("stopping")
        if not self._mail.put(ask):
            raise Rejected("busy")
        try:
            answer: Answer = ask.future.wait(_PATIENCE_SECONDS)
        except TimeoutError as late:
            raise Rejected("unknown") from late
        return answer

    def stop(self) -> None:
        """No more commands; what was taken is still answered."""
        self.stopping = True
        self._mail.put(None)

    # -- the loop ------------------------------------------------------------------------------

    def run(self) -> None:
        """Until stopped: take all that waits, write it, answer."""
        later: list[Ask] = []
        while True:
            taken = self._mail.take(_BATCH, 0.0 if later else 1.0)
            asks = later + [ask for ask in taken if ask is not None]
            later = self._write(asks) if asks else []
            if None in taken and not later:
                return
            self._idle()

    def _write(self, asks: list[Ask]) -> list[Ask]:
        """One append for all of them; those that wait for the next batch."""
        try:
            waiting = asks
            for _ in range(_ROUNDS):
                batch = self._decided(waiting)
                try:
                    entries = threads.offload(self._append, batch) if batch.placed else []
                except (Stale, KnownKeys, Unknown) as more:
                    if isinstance(more, Poisoned):
                        raise
                    log.info("the journal knows more: %s", more)
                    self._read_on(more)
                    waiting = batch.asks()
                    continue
                self._done(batch, entries)
                return batch.later
            self._fail(asks, Rejected("busy"))
        except JournalError as error:
            self._store_failed(error, asks)
        except Exception:
            mark = _log_crash("the writer failed; nothing of this batch was acknowledged")
            self._rewind()
            self._fail(asks, Rejected("unknown", mark=mark))
        return []

    def _append(self, batch: Batch) -> list[Entry]:
        return self._journal.append(self._hall, batch.appends())

    def _read_on(self, more: JournalError) -> None:
        """Fold what is new and throw away what was decided without it. Raises: Unknown, JournalError."""
        if isinstance(more, KnownKeys):
            self._reader.keys.update(more.keys)
        try:
            found = threads.offload(self._reader.read)
        except JournalError as error:
            raise (Unknown(str(error)) if isinstance(more, Unknown) else error) from error
        self._reader.take(found)
        self._rewind()
        self._effects(found)
        self._settled(found)

    def _rewind(self) -> None:
        for stream in self._streams:
            stream.rewind()

    # -- deciding ------------------------------------------------------------------------------

    def _decided(self, asks: list[Ask]) -> Batch:
        """A batch of all asks; one whose rule crashes is answered and the others are decided again."""
        while True:
            batch = Batch(self._reader.seqs)
            for ask in asks:
                try:
                    self._decide(batch, ask)
                except Told as told:
                    batch.refused.append((ask, told))
                except Exception:
                    mark = _log_crash(f"the rule of {type(ask.command).__name__} failed")
                    ask.future.fail(Rejected("internal", mark=mark))
                    asks = [other for other in asks if other is not ask]
                    self._rewind()
                    break
            else:
                return batch

    def _decide(self, batch: Batch, ask: Ask) -> None:
        """Put what the command leads to into the batch. Raises: Told, with nothing moved."""
        if ask.key in self._reader.keys:
            batch.known.append(ask)
            return
        if ask.key in batch.keys:
            batch.later.append(ask)
            return
        at = self._now(batch)
        command, origin = ask.command, ask.origin
        if command.valid_until is not None and at > command.valid_until:
            raise Refused("too_late")
        origin = msgspec.structs.replace(origin, machine=self._clock.machine(), unsure=self._clock.unsure)
        stream = next((stream for stream in self._streams if stream.handles(command)), None)
        if stream is None:
            raise Refused("not_available")
        before = [(other, own) for other in self._streams for own in other.before(command, at, origin)]
        at += sum(own.step for _, own in before)
        decided = stream.decide(command, at, origin)
        for other, own in before:
            self._own(batch, other, own)
        version = self._settings_seq()
        batch.add(ask, decided, stream.take(decided, command), version)
        for other in self._streams:
            for own in other.after(at):
                self._own(batch, other, own)

    def _own(self, batch: Batch, stream: Stream, own: Decided) -> None:
        version = self._settings_seq()
        stream.take(own, None)
        batch.own(own, version)

    def _now(self, batch: Batch) -> Ms:
        """Never below the newest entry, but for what a confirmation in this batch moves it."""
        return max(self._clock.now(), self._reader.at) + batch.step

    # -- answering -----------------------------------------------------------------------------

    def _done(self, batch: Batch, entries: list[Entry]) -> None:
        self._reader.take(entries)
        if entries:
            self.store_ok = True
        self._effects(entries)
        for one in batch.placed:
            if one.ask is not None:
                one.ask.future.set(one.answer())
        self._settled(entries)
        self._answer_known(batch.known)
        self._answer_refused(batch.refused)

    def _effects(self, entries: list[Entry]) -> None:
        for stream in self._streams:
            stream.committed(entries)

    def _answer_known(self, asks: list[Ask]) -> None:
        """The stored answer for the same request."""
        for ask in asks:
            self._look_up(ask, Refused("day_over"))

    def _answer_refused(self, refused: list[tuple[Ask, Told]]) -> None:
        """A known key wins over a refusal: its answer was given once, and stands."""
        for ask, told in refused:
            self._look_up(ask, told)

    def _look_up(self, ask: Ask, otherwise: Told) -> None:
        try:
            stored = threads.offload(self._journal.known, self._hall, ask.key)
            answer = replayed(stored, ask.request, ask.origin.actor)
            if answer is None:
                ask.future.fail(otherwise)
            else:
                ask.future.set(answer)
        except JournalError as error:
            log.warning("the journal could not look up a key: %s", error)
            ask.future.fail(Rejected("unknown"))
        except Told as told:
            ask.future.fail(told)

    def _fail(self, asks: Sequence[Ask], told: Told) -> None:
        for ask in asks:
            ask.future.fail(told)

    def heard(self, error: JournalError | None) -> None:
        """The store took a canary, or did not."""
        if error is None:
            self.store_ok = True
        else:
            self._store_failed(error)

    def _store_failed(self, error: JournalError, asks: Sequence[Ask] = ()) -> None:
        """Nothing of the batch happened, or nobody knows: then it may have."""
        log.error("the store did not take a batch of %d: %s", len(asks), error)
        self._rewind()
        self.store_ok = False
        if isinstance(error, Poisoned):
            self.failed = str(error)
        self._fail(asks, Rejected("unknown" if isinstance(error, Unknown) else "store_away"))
        self._settled([])
        if self.failed is not None:
            self._fatal(self.failed)


def replayed(stored: Stored | None, request: bytes, actor: str) -> Answer | None:
    """The stored answer for the same request of the same actor, None for a key nobody used.

    Raises: Rejected key_reused, secret_shown."""
    if stored is None:
        return None
    if stored.request != request or stored.actor != actor:
        raise Rejected("key_reused")
    answer = msgspec.json.decode(stored.answer, type=Answer)
    if answer.result.get("secret_shown"):
        raise Rejected("secret_shown")
    return answer


def _log_crash(what: str) -> str:
    """Log the current exception under a mark that the asker gets to quote."""
    mark = uuid.uuid4().hex[:8]
    log.exception("%s [%s]", what, mark)
    return mark
