"""One batch in the making: what will be appended, for whom, in which order."""

from __future__ import annotations

from typing import Any

import msgspec

from server.hall.commands import Command, Origin
from server.hall.errors import Told
from server.journal.decided import Decided
from server.journal.protocol import Append, Draft
from server.runtime import threads
from server.wire.frames import Answer

HALL = "hall"  # the actor of what nobody asked for
_NOBODY = b"\0" * 32


class Ask:
    """A command that waits for its answer. request: SHA-256 of the client's fields.

    shown: what only this one answer holds (secrets), never stored.
    """

    def __init__(self, command: Command, key: str, request: bytes, origin: Origin) -> None:
        self.command, self.key, self.request, self.origin = command, key, request, origin
        self.shown: dict[str, Any] = {}
        self.future = threads.Future()


class Placed:
    """One entry of the batch; ask is None for an entry of the hall."""

    def __init__(self, decided: Decided, seq: int, draft: Draft, ask: Ask | None, result: dict[str, Any]):
        self.decided, self.seq, self.draft, self.ask, self.result = decided, seq, draft, ask, result

    def answer(self) -> Answer:
        """What the asker gets, with what is shown once."""
        return Answer(self.decided.stream, self.seq, self.result | (self.ask.shown if self.ask else {}))


class Batch:
    """Entries in order of decision, and asks that are answered otherwise.

    seqs: stream -> newest seq that was read. settings_seq: version in force for the next entry.
    step: how far the hall's clock will have moved when all of it is committed (ms).
    """

    def __init__(self, seqs: dict[str, int]) -> None:
        self._read, self._seqs = dict(seqs), dict(seqs)
        self.placed: list[Placed] = []
        self.later: list[Ask] = []  # the same key is decided in this batch
        self.known: list[Ask] = []
        self.refused: list[tuple[Ask, Told]] = []
        self.keys: set[str] = set()
        self.step = 0

    def _place(self, decided: Decided) -> int:
        if decided.stream not in self._read:  # a day we have not read goes on where it stands
            self._read[decided.stream] = self._seqs[decided.stream] = decided.stands
        seq = self._seqs[decided.stream] + 1
        self._seqs[decided.stream] = seq
        self.step += decided.step
        return seq

    def add(self, ask: Ask, decided: Decided, result: dict[str, Any], settings_seq: int) -> None:
        """The entry of an accepted command."""
        seq = self._place(decided)
        stored = result | ({"secret_shown": True} if ask.shown else {})
        draft = Draft(
            at=decided.at,
            actor=ask.origin.actor,
            by=ask.origin.by,
            key=ask.key,
            request=ask.request,
            answer=msgspec.json.encode(Answer(decided.stream, seq, stored)),
            settings_seq=settings_seq,
            events=decided.events,
        )
        self._put(Placed(decided, seq, draft, ask, result))

    def own(self, decided: Decided, settings_seq: int) -> None:
        """An entry of the hall itself."""
        seq = self._place(decided)
        draft = Draft(
            at=decided.at,
            actor=HALL,
            key=f"{decided.own}:{decided.stream}:{seq}",
            request=_NOBODY,
            answer=msgspec.json.encode(Answer(decided.stream, seq, {})),
            settings_seq=settings_seq,
            events=decided.events,
        )
        self._put(Placed(decided, seq, draft, None, {}))

    def _put(self, placed: Placed) -> None:
        self.placed.append(placed)
        self.keys.add(placed.draft.key)

    def asks(self) -> list[Ask]:
        """Those who are not answered yet."""
        placed = [one.ask for one in self.placed if one.ask is not None]
        return [*placed, *self.known, *self.later, *(ask for ask, _ in self.refused)]

    def appends(self) -> list[Append]:
        """One append a stream, in the order of `ordered`; the streams nothing is written to stand guard."""
        drafts: dict[str, list[Draft]] = {}
        head: set[str] = set()
        for one in self.placed:
            drafts.setdefault(one.decided.stream, []).append(one.draft)
            if one.decided.head:
                head.add(one.decided.stream)
        written = [
            Append(stream, self._read.get(stream, 0), found, head=stream in head)
            for stream, found in drafts.items()
        ]
        return written + [Append(name, seq) for name, seq in self._read.items() if name not in drafts]

    def ordered(self) -> list[Placed]:
        """As the journal returns their entries: stream by stream."""
        names = dict.fromkeys(one.decided.stream for one in self.placed)
        return [one for name in names for one in self.placed if one.decided.stream == name]
