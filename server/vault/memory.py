"""A vault in memory: for tests and rehearsals."""

from __future__ import annotations

from server.vault.sqlite import MEMORY, SqliteVault


def memory_vault() -> SqliteVault:
    """The SQLite vault without a file: the same code, nothing kept."""
    return SqliteVault(MEMORY)
