"""What the oracle keeps of a day: people, calls, and what an act's undo brings back."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Person:
    """A ticket. waits: stands in its line now; spell: counts how often it began to wait there."""

    id: str
    seq: int
    line: str
    arrived: int
    order: int
    place_seq: int
    cls: str
    slot: int | None
    behind: int = 0  # seq of the rejoin that gave it its place
    rejoined: bool = False
    aimed: int | None = None
    waits: bool = True
    inside: bool = True
    at_window: int | None = None
    kept: int | None = None  # the window where its papers lie while it is held
    spell: int = 0
    owed: tuple[tuple[int, str], ...] = ()  # (window, line) it comes back to, the next one last

    @property
    def due(self) -> tuple[int, int]:
        """(due_at, seq of issue)."""
        return max(self.arrived, self.order), self.seq

    @property
    def place(self) -> tuple[int, int, int]:
        """Place in the line."""
        return self.order, self.place_seq, self.behind


@dataclass
class Before:
    """What an act's undo brings back. released: (id, spell) of those whose aim ended with it."""

    seq: int
    people: list[Person]
    call: int | None = None
    staffed: bool = True
    released: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class Made:
    """A window.next call of an un-aimed ticket. overtook: (id, spell) of everyone it went past."""

    call: int
    line: str
    overtook: set[tuple[str, int]]


@dataclass
class Tally:
    """What a run of days contained, so that nobody mistakes an empty proof for a proof."""

    days: int = 0
    calls: int = 0
    overtakes: int = 0
    turned: int = 0  # 2:1 sent somebody else
    longest: int = 0  # people in one line at a call
    kinds: dict[str, int] = field(default_factory=dict)

    def add(self, name: str) -> None:
        """Count one of a kind."""
        self.kinds[name] = self.kinds.get(name, 0) + 1
