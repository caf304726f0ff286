"""The one writer of a hall: everything waiting is decided in order and committed at once.

Two states: `running` is ahead and decides, `hall` is durable and is what views read. An answer is
given only after its append is durable; a refused command costs the others nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import msgspec

from server.engine.clock import HallClock
from server.engine.errors import Rejected
from server.engine.plan import Ask, Plan
from server.engine.port import Organ
from server.engine.state import HallState
from server.hall import commands as c
from server.hall import events as e
from server.hall.errors import Refused
from server.hall.fold.apply import apply, fold
from server.hall.rules.days import due
from server.hall.rules.decide import decide, opens, result
from server.hall.units import DAY
from server.journal.errors import JournalError, KnownKeys, Poisoned
from server.journal.protocol import Entry, Journal, Stored
from server.runtime import threads
from server.wire.frames import Answer

log = logging.getLogger("jiaohao.engine")

_WAITING = 2000  # commands that may wait; more are told to come again
_BATCH = 256
_CANARY_SECONDS = 60.0
_RETRY_SECONDS = 5.0
_KEEP_KEYS = 8 * DAY


class Writer:
    """See the module. publish: called after each batch; fatal: called once when no answer may be given."""

    def __init__(
        self,
        state: HallState,
        journal: Journal,
        organs: Sequence[Organ],
        clock: HallClock,
        publish: Callable[[], None],
        fatal: Callable[[str], None],
    ) -> None:
        self._state, self._journal, self._organs, self._clock = state, journal, organs, clock
        self._publish, self._fatal = publish, fatal
        self._mail = threads.Mailbox(_WAITING)
        self._stopping = False
        self.on_head: Callable[[dict[str, int]], None] = lambda seqs: None  # told after each commit
        self.failed: str | None = None  # why nothing is acknowledged any more
        self.store_ok = True
        self._canary_at = threads.monotonic()
        self._tidy = True

    # -- asking --------------------------------------------------------------------------------

    def submit(self, ask: Ask) -> Answer:
        """Wait for the answer. Raises: Refused, Rejected."""
        if self.failed is not None or self._stopping:
            raise Rejected("stopping")
        if not self._mail.put(ask):
            raise Rejected("busy")
        try:
            answer: Answer = ask.future.wait(30.0)
        except TimeoutError as late:
            raise Rejected("store_away") from late
        return answer

    def stop(self) -> None:
        """No more commands; what was taken is still answered."""
        self._stopping = True
        self._mail.put(None)

    # -- the loop ------------------------------------------------------------------------------

    def run(self) -> None:
        """Until stopped: take all that waits, write it, answer."""
        later: list[Ask] = []
        while True:
            taken = self._mail.take(_BATCH, 0.0 if later else 1.0)
            asks = later + [ask for ask in taken if ask is not None]
            later = []
            if asks:
                later = self._batch(asks)
            if len([ask for ask in taken if ask is not None]) != len(taken) and not later:
                return
            self._canary()

    def _batch(self, asks: list[Ask]) -> list[Ask]:
        """One append for all of them; returns those that wait for the next batch."""
        try:
            while asks:
                plan = Plan(self._state)
                for ask in asks:
                    self._decide(plan, ask)
                for ask in plan.known:
                    self._replay(ask)
                if not plan.steps:
                    return plan.later
                try:
                    entries = threads.offload(self._journal.append, self._state.hall.id, plan.appends())
                except KnownKeys as known:
                    self._state.rewind()
                    self._state.keys.update(known.keys)
                    asks = plan.asks() + plan.later
                    continue
                self._done(plan, entries)
                return plan.later
        except JournalError as error:
            self._store_failed(error, asks)
        except Exception as error:
            log.exception("the writer failed; nothing of this batch was acknowledged")
            self._state.rewind()
            for ask in asks:
                ask.future.fail(Rejected("internal", mark=type(error).__name__))
        return []

    def _decide(self, plan: Plan, ask: Ask) -> None:
        """Put what the command leads to into the plan, or answer why not."""
        try:
            if ask.key in self._state.keys or ask.key in plan.keys:
                plan.known.append(ask) if ask.key in self._state.keys else plan.later.append(ask)
                return
            organ = next((organ for organ in self._organs if organ.handles(ask.command)), None)
            if organ is not None:
                self._decide_organ(plan, ask, organ)
            else:
                self._decide_day(plan, ask)
        except (Refused, Rejected) as refusal:
            ask.future.fail(refusal)

    def _decide_organ(self, plan: Plan, ask: Ask, organ: Organ) -> None:
        if organ.stream in plan.streams:
            plan.later.append(ask)
            return
        at = self._clock.now()
        events, result = organ.decide(ask.command, at, ask.origin)
        plan.add(organ.stream, at, ask, events, result | ask.shown_mark())

    def _decide_day(self, plan: Plan, ask: Ask) -> None:
        hall = self._state.running
        command = ask.command
        if command.day is not None and command.day != hall.day and not isinstance(command, c.OpenDay):
            raise Rejected("day_over")
        at = self._clock.now()
        by_person = isinstance(command, c.OpenDay)
        if by_person or (opens(command) and not self._clock.unsure):
            for before in due(hall, at, by_person=by_person):
                plan.own(
                    before.day, at, f"{before.kind}:{before.day}", e.encode(before.events), before.events
                )
        if isinstance(command, c.ConfirmClock) and hall.day is None:
            raise Refused("day_not_open", opens="还没有任何记录", opens_en="there is no entry yet")
        events = decide(hall, command, at, ask.origin)
        if isinstance(command, c.ConfirmClock):
            self._clock.confirm(command.now)
            at = command.now
        first = events[0]
        day = first.day if isinstance(first, e.DayOpened) else str(hall.day)
        plan.fold(day, at, events)
        plan.add(day, at, ask, e.encode(events), result(hall, command, events))

    # -- after the append ----------------------------------------------------------------------

    def _done(self, plan: Plan, entries: list[Entry]) -> None:
        with self._state.lock:
            for step, entry in zip(plan.ordered(), entries, strict=True):
                if entry.seq == 1 and step.events is not None:
                    self._state.keys.clear()  # a new day: older keys are looked up in the journal
                    self._tidy = True
                self._state.keys.add(entry.key)
                if step.events is not None:
                    fold(self._state.hall, entry.seq, entry.at, step.events)
                else:
                    self._fold_organ(entry)
                self._state.seqs[entry.stream] = entry.seq
        self.store_ok = True
        self.on_head(self._state.seqs)
        for step in plan.steps:
            if step.ask is not None:
                step.ask.future.set(step.answer())
        self._publish()

    def _fold_organ(self, entry: Entry) -> None:
        for organ in self._organs:
            if organ.stream == entry.stream:
                organ.fold(entry)
        if entry.stream == "settings":
            for event in e.decode(entry.events):
                apply(self._state.hall, event)
                apply(self._state.running, event)

    def _replay(self, ask: Ask) -> None:
        """A known key: the stored answer for the same request, 409 for another."""
        try:
            stored = threads.offload(self._journal.known, self._state.hall.id, ask.key)
            ask.future.set(replayed(stored, ask.request))
        except (Rejected, Refused) as refusal:
            ask.future.fail(refusal)
        except JournalError as error:
            log.warning("the journal could not look up a key: %s", error)
            ask.future.fail(Rejected("store_away"))

    def _store_failed(self, error: JournalError, asks: list[Ask]) -> None:
        """Nothing of the batch happened, as far as anybody was told."""
        log.error("the store did not take a batch of %d: %s", len(asks), error)
        self._state.rewind()
        self.store_ok = False
        if isinstance(error, Poisoned):
            self.failed = str(error)
        for ask in asks:
            ask.future.fail(Rejected("store_away"))
        self._publish()
        if self.failed is not None:
            self._fatal(self.failed)

    def _canary(self) -> None:
        """Commit to a table of its own, at most once a minute, sooner after a failure."""
        if self._tidy and self.failed is None:
            self._tidy = False
            self._forget_keys()
        wait = _CANARY_SECONDS if self.store_ok else _RETRY_SECONDS
        if self.failed is not None or threads.monotonic() - self._canary_at < wait:
            return
        self._canary_at = threads.monotonic()
        try:
            threads.offload(self._journal.canary)
            self.store_ok = True
        except JournalError as error:
            self._store_failed(error, [])

    def _forget_keys(self) -> None:
        """Keys are kept seven days after their day closed, or after their entry in other streams."""
        before = self._clock.now() - _KEEP_KEYS
        hall = self._state.hall.id
        try:
            for stream in threads.offload(self._journal.streams, hall):
                threads.offload(self._journal.forget, hall, stream, before)
        except JournalError as error:
            log.warning("old keys are still kept: %s", error)


def replayed(stored: Stored | None, request: bytes) -> Answer:
    """Raises: Rejected key_reused, secret_shown."""
    if stored is None:
        raise Rejected("day_over")
    if stored.request != request:
        raise Rejected("key_reused")
    answer = msgspec.json.decode(stored.answer, type=Answer)
    if answer.result.get("secret_shown"):
        raise Rejected("secret_shown")
    return answer
