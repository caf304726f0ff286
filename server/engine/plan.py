"""One batch in the making: what will be appended, for whom, in which order."""

from __future__ import annotations

from typing import Any

import msgspec

from server.engine.state import HallState
from server.hall import events as e
from server.hall.commands import Command, Origin
from server.hall.fold.apply import fold
from server.hall.units import Ms
from server.journal.protocol import Append, Draft
from server.runtime import threads
from server.wire.frames import Answer

_NOBODY = b"\0" * 32


class Ask:
    """A command that waits for its answer. request: SHA-256 of the client's fields.

    shown: what only this one answer holds (secrets), never stored.
    """

    def __init__(self, command: Command, key: str, request: bytes, origin: Origin) -> None:
        self.command, self.key, self.request, self.origin = command, key, request, origin
        self.shown: dict[str, Any] = {}
        self.future = threads.Future()

    def shown_mark(self) -> dict[str, Any]:
        """Stored instead of the secrets, so that a retry knows they were shown."""
        return {"secret_shown": True} if self.shown else {}


class Step:
    """One entry of the batch; events is None for a stream that is not the day's."""

    def __init__(
        self,
        stream: str,
        draft: Draft,
        seq: int,
        ask: Ask | None,
        result: dict[str, Any],
        events: list[e.HallEvent] | None,
    ) -> None:
        self.stream, self.draft, self.seq = stream, draft, seq
        self.ask, self.result, self.events = ask, result, events

    def answer(self) -> Answer:
        """What the asker gets, with what is shown once."""
        result = {name: value for name, value in self.result.items() if name != "secret_shown"}
        return Answer(self.stream, self.seq, result | (self.ask.shown if self.ask else {}))


class Plan:
    """Steps in order of decision, and asks that are answered otherwise."""

    def __init__(self, state: HallState) -> None:
        self._state = state
        self.steps: list[Step] = []
        self.later: list[Ask] = []
        self.known: list[Ask] = []
        self.keys: set[str] = set()
        self.streams: dict[str, int] = {}  # stream -> seq after the steps so far
        self._folded: list[e.HallEvent] | None = None

    def _next(self, stream: str) -> int:
        return self.streams.get(stream, self._state.seqs.get(stream, 0)) + 1

    def fold(self, day: str, at: Ms, events: list[e.HallEvent]) -> None:
        """Take the events of the next step into the running state."""
        fold(self._state.running, self._next(day), at, events)
        self._folded = events

    def add(self, stream: str, at: Ms, ask: Ask, events: bytes, result: dict[str, Any]) -> None:
        """The entry of an accepted command."""
        seq = self._next(stream)
        answer = msgspec.json.encode(Answer(stream, seq, result))
        draft = Draft(
            at=at,
            actor=ask.origin.actor,
            key=ask.key,
            request=ask.request,
            answer=answer,
            settings_seq=self._state.running.settings_seq,
            events=events,
        )
        folded, self._folded = self._folded, None
        self._put(Step(stream, draft, seq, ask, result, folded))

    def own(self, day: str, at: Ms, key: str, body: bytes, events: list[e.HallEvent]) -> None:
        """An opening or closing of the hall itself."""
        self.fold(day, at, events)
        self._folded = None
        seq = self._next(day)
        draft = Draft(
            at=at,
            actor="hall",
            key=key,
            request=_NOBODY,
            answer=msgspec.json.encode(Answer(day, seq, {})),
            settings_seq=self._state.running.settings_seq,
            events=body,
        )
        self._put(Step(day, draft, seq, None, {}, events))

    def _put(self, step: Step) -> None:
        self.steps.append(step)
        self.keys.add(step.draft.key)
        self.streams[step.stream] = step.seq

    def asks(self) -> list[Ask]:
        """Those whose commands are in the plan."""
        return [step.ask for step in self.steps if step.ask is not None]

    def appends(self) -> list[Append]:
        """One a stream, in the order of `ordered`."""
        found: dict[str, list[Draft]] = {}
        for step in self.steps:
            found.setdefault(step.stream, []).append(step.draft)
        days = {step.stream for step in self.steps if step.events is not None}
        seqs = self._state.seqs
        return [
            Append(stream, seqs.get(stream, 0), drafts, stream in days) for stream, drafts in found.items()
        ]

    def ordered(self) -> list[Step]:
        """Steps as the journal returns their entries: stream by stream."""
        names = list(dict.fromkeys(step.stream for step in self.steps))
        return [step for name in names for step in self.steps if step.stream == name]
