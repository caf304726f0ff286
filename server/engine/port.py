"""What the rooms around the engine see of it, and what it needs of them (handed in by bootstrap)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from msgspec import Struct

from server.hall.commands import Command, Origin
from server.hall.units import Ms
from server.journal.protocol import Entry


class Organ(Protocol):
    """A part of the hall with a stream of its own beside the day: settings, registry."""

    @property
    def stream(self) -> str:
        """Name of its stream."""
        ...

    def handles(self, command: Command) -> bool:
        """Whether this organ decides the command."""
        ...

    def edge(self, command: Command, origin: Origin, at: Ms) -> dict[str, Any]:
        """Runs in the asker's thread before the writer: makes secrets, puts their hashes into the vault
        (blocking parts through the offload it was given). Returns what only this one answer shows.

        Raises: Refused-like errors with code, zh, en."""
        ...

    def decide(self, command: Command, at: Ms, origin: Origin) -> tuple[bytes, dict[str, Any]]:
        """Pure decision on the organ's state: events as a JSON array, and the result for the client.

        The writer takes one command of an organ per batch."""
        ...

    def fold(self, entry: Entry) -> None:
        """Take in a durable entry of its stream, at start and after each append."""
        ...


class Room(Struct, frozen=True):
    """Who gets the same frames: role and argument (zone, window number as text, device id, or "")."""

    role: str
    arg: str


Emit = Callable[[Room, str, Any], None]
"""Send (room, event name "view" or "tick", struct) to everyone in the room; encodes once."""
