"""What people are called beside their account's name: it may name a person, so it lies in the vault.

A row of the kind "label" is named by a fresh id that the registry's events know as `label_ref`. Its value
is the time it was written (8 bytes, ms, big endian) and the text. Rows no event names are erased after a day.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from server.hall.units import DAY, Ms
from server.registry.model import Account
from server.vault.protocol import Vault

_KIND: Final = "label"
_TIME_BYTES: Final = 8


class Labels:
    """Labels of accounts in a vault. All calls may block: offload them. Raise: VaultError."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def keep(self, ref: str, text: str, at: Ms) -> None:
        """Write a label; it counts once an event names its ref."""
        self._vault.put(_KIND, ref, at.to_bytes(_TIME_BYTES, "big") + text.encode(), None)

    def of(self, account: Account) -> str:
        """The label of an account, "" without one. Events of before hold theirs themselves."""
        kept = self._vault.get(_KIND, account.label_ref, 0) if account.label_ref else None
        return kept[_TIME_BYTES:].decode() if kept is not None else account.label

    def erase(self, refs: Set[str]) -> None:
        """These are over."""
        for ref in refs:
            self._vault.delete(_KIND, ref)

    def sweep(self, alive: Set[str], now: Ms) -> int:
        """Erase rows that no event names and that are older than a day; count."""
        gone = 0
        for ref in self._vault.keys(_KIND, now):
            value = None if ref in alive else self._vault.get(_KIND, ref, now)
            if value is not None and int.from_bytes(value[:_TIME_BYTES], "big") < now - DAY:
                gone += self._vault.delete(_KIND, ref)
        return gone
