"""Reading a hall's streams from its journal: all of them at start, what is new later on.

State moves forward by entries read and by nothing else: those a batch of ours just appended, or those
another server of the same hall wrote meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence

from server.engine.stream import Stream
from server.hall.units import Ms
from server.journal import chain
from server.journal.protocol import Entry, Journal


class Reader:
    """Where the streams of a hall stand; the last of them is the one whose entries set the hall's time.

    seqs: stream -> newest seq that was folded. keys: of the folded entries of these streams. at: time of the
    newest entry. Blocking calls say so; nothing here waits by itself.
    """

    def __init__(self, hall: str, journal: Journal, streams: Sequence[Stream]) -> None:
        self._hall, self._journal, self._streams = hall, journal, streams
        self._ends: dict[str, Entry] = {}  # stream -> its newest entry
        self.seqs: dict[str, int] = {}
        self.keys: set[str] = set()
        self.at: Ms = 0

    def catch_up(self) -> list[Entry]:
        """Fold what the journal has and we have not; the new entries. Blocks. Raises: JournalError."""
        return self.take(self.read())

    def read(self) -> list[Entry]:
        """What the journal has and we have not, stream by stream. Blocks. Raises: JournalError."""
        head = self._journal.head(self._hall)
        found: list[Entry] = []
        for name in [name for stream in self._streams for name in stream.names(head)]:
            stands = self.seqs.setdefault(name, 0)
            entries = list(self._journal.read(self._hall, name, stands))
            chain.verify(entries, after=self._ends.get(name))
            found += entries
        return found

    def take(self, entries: list[Entry]) -> list[Entry]:
        """Fold entries that are durable, in order; the same entries. Raises: Broken."""
        for stream in self._streams:
            stream.fold(entries)
        for entry in entries:
            self.seqs[entry.stream] = entry.seq
            self._ends[entry.stream] = entry
        self._leave()
        self.keys.update(entry.key for entry in entries)
        self._note_time(entries)
        return entries

    def _leave(self) -> None:
        """A day that is not the current one any more is neither read nor guarded; its keys are looked up."""
        current = {name for stream in self._streams for name in stream.names(None)}
        for name in self.seqs.keys() - current:
            del self.seqs[name]
            self._ends.pop(name, None)
            self.keys.clear()

    def _note_time(self, entries: list[Entry]) -> None:
        """Only the last stream's entries set the hall's time back: where it speaks, its newest one counts."""
        leading = self._streams[-1].names(None)
        spoken = [entry.at for entry in entries if entry.stream in leading]
        self.at = spoken[-1] if spoken else max([self.at, *(entry.at for entry in entries)])
