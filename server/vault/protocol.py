"""What every vault backend does. One contract suite (tests/vault) runs against all of them.

A record is bytes under (kind, key) with an expiry; an expired record is never returned. Kinds in
use: "secret" (keys of the hall itself), "credential" (hashes), "session", "seen", "code", "note",
"label" (what accounts of people are called).
"""

from __future__ import annotations

from typing import Protocol

from server.hall.units import Ms


class Vault(Protocol):
    """Erasable records. All methods block and may be called from several threads.

    Raises: VaultError (nothing changed, a later try may work), VaultBroken (what is stored is damaged)."""

    def put(self, kind: str, key: str, value: bytes, expires: Ms | None) -> None:
        """Write or replace; expires None = kept until deleted."""
        ...

    def add(self, kind: str, key: str, value: bytes, expires: Ms | None, now: Ms) -> bool:
        """Write only if absent (or expired); True when written."""
        ...

    def get(self, kind: str, key: str, now: Ms) -> bytes | None:
        """The value, or None when absent or expired."""
        ...

    def take(self, kind: str, key: str, now: Ms) -> bytes | None:
        """Get and delete in one step: of many takers exactly one gets the value."""
        ...

    def delete(self, kind: str, key: str) -> bool:
        """Erase; True when it was there."""
        ...

    def keys(self, kind: str, now: Ms) -> list[str]:
        """Unexpired keys of a kind, sorted."""
        ...

    def purge(self, now: Ms) -> int:
        """Erase expired records for good; count."""
        ...

    def close(self) -> None:
        """Release everything."""
        ...
