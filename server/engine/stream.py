"""What the engine needs of the rooms whose events it writes: all streams look alike to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from server.hall.commands import Command, Origin
from server.hall.units import Ms
from server.journal.decided import Decided
from server.journal.protocol import Entry


class Stream(Protocol):
    """A part of the hall with events of its own: the day, settings, registry.

    It holds two states: one is moved by entries read from the journal alone (`fold`) and is what everybody
    sees; one runs ahead while a batch is decided (`take`) and is thrown away by `rewind`.
    """

    def names(self, head: str | None) -> Collection[str]:
        """Streams of the journal to read now. head: the current day as the journal has it, or None."""
        ...

    def handles(self, command: Command) -> bool:
        """Whether this stream decides the command."""
        ...

    def has_edge(self, command: Command) -> bool:
        """Whether `edge` does anything for this command."""
        ...

    def edge(self, command: Command, origin: Origin, at: Ms) -> dict[str, Any]:
        """Runs in the asker's thread before the writer: makes secrets, puts words and hashes into the vault.
        Returns what only this one answer shows. Raises: Told."""
        ...

    def dropped(self, command: Command, origin: Origin) -> None:
        """The command came to nothing for sure: take back what `edge` left. Runs in the asker's thread."""
        ...

    def before(self, command: Command, at: Ms, origin: Origin) -> list[Decided]:
        """Entries of the hall that come before this command, whoever decides it. Moves nothing."""
        ...

    def decide(self, command: Command, at: Ms, origin: Origin) -> Decided:
        """What the command leads to, seen from the state ahead and its own `before`. Moves nothing.

        Raises: Told."""
        ...

    def take(self, decided: Decided, command: Command | None) -> dict[str, Any]:
        """Move the state ahead; the result for the asker of `command` (None: an entry of the hall)."""
        ...

    def after(self, at: Ms) -> list[Decided]:
        """Entries of the hall that follow what was taken last. Moves nothing."""
        ...

    def fold(self, entries: Sequence[Entry]) -> None:
        """Take in entries of its streams, in order, at start and after each append. Raises: Broken."""
        ...

    def rewind(self) -> None:
        """The state ahead is the read one again."""
        ...

    def committed(self, entries: Sequence[Entry]) -> None:
        """What folded entries cause outside the state: clock, sockets, grants. Not at start."""
        ...
