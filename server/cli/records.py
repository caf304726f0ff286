"""What each record of a vault must be, and which are damaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from server.registry.sessions import Session
from server.vault.errors import VaultBroken
from server.vault.protocol import Vault
from server.vault.sqlite import SqliteVault

_TIME_BYTES: Final = 8  # before the hash in a record of the kind "credential"


def _filled(least: int) -> Callable[[bytes], None]:
    def check(value: bytes) -> None:
        if len(value) < least:
            raise ValueError("too short")

    return check


# What a record of each kind must be; raises ValueError when it is not.
_RECORDS: Final[dict[str, Callable[[bytes], object]]] = {
    "credential": _filled(_TIME_BYTES + 1),
    "secret": _filled(1),
    "code": bytes.decode,
    "note": bytes.decode,
    "seen": int,
    "session": msgspec.json.Decoder(Session).decode,
}


def damaged(path: Path) -> list[str]:
    """What is damaged in the vault, one sentence each, naming no secret."""
    if not path.exists():
        return [f"{path.name} is missing"]
    try:
        vault = SqliteVault(path, readonly=True)
        try:
            return vault.check() or [found for kind in _RECORDS if (found := _undecodable(vault, kind))]
        finally:
            vault.close()
    except VaultBroken as error:
        return [str(error)]


def _undecodable(vault: Vault, kind: str) -> str | None:
    for key in vault.keys(kind, 0):
        try:
            _RECORDS[kind](vault.get(kind, key, 0) or b"")
        except ValueError:
            return f"a record of the kind {kind} is damaged"
    return None
