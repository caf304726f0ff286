"""Words of clerks about a ticket: they may name a person, so they lie in the vault and expire."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

from server.hall.commands import Command, Origin, TransferTicket
from server.hall.model import Hall
from server.hall.units import DAY, Ms
from server.vault.protocol import Vault

_KIND: Final = "note"
_KEPT: Final[Ms] = 2 * DAY


class Notes:
    """Notes of one hall. offload: runs what blocks where it stops nobody."""

    def __init__(self, vault: Vault, offload: Callable[..., Any]) -> None:
        self._vault, self._offload = vault, offload
        self._read: dict[str, str] = {}
        self._orphans: set[str] = set()

    def has_words(self, command: Command) -> bool:
        """Whether the command carries a note."""
        return bool(_words(command))

    def keep(self, command: Command, origin: Origin, at: Ms) -> None:
        """The words of a command under its fresh id, before the entry that names them. Raises: VaultError."""
        words = _words(command)
        if words:
            self._offload(self._vault.put, _KIND, origin.fresh, words.encode(), at + _KEPT)

    def drop(self, command: Command, origin: Origin) -> None:
        """The command came to nothing. Raises: VaultError."""
        if _words(command):
            self._offload(self._vault.delete, _KIND, origin.fresh)

    def texts(self, ids: Collection[str], at: Ms) -> dict[str, str]:
        """The words of these notes, each read once; "" for one that is gone. Raises: VaultError."""
        for id in [id for id in ids if id not in self._read]:
            kept = self._offload(self._vault.get, _KIND, id, at)
            self._read[id] = kept.decode() if kept else ""
        return {id: self._read[id] for id in ids}

    def tidy(self, hall: Hall, at: Ms) -> int:
        """Erase notes that no ticket names, when they were seen so before; count. Raises: VaultError."""
        named = {ticket.note for ticket in hall.tickets.values()}
        self._read = {id: text for id, text in self._read.items() if id in named}
        found = {id for id in self._offload(self._vault.keys, _KIND, at) if id not in named}
        gone = found & self._orphans
        for id in gone:
            self._offload(self._vault.delete, _KIND, id)
        self._orphans = found - gone
        return len(gone)


def _words(command: Command) -> str | None:
    return command.note if isinstance(command, TransferTicket) else None
