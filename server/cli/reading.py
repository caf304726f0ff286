"""What a folder's journal says of settings and registry, read beside a running server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.journal import chain
from server.presence.memory import MemoryPresence
from server.registry.kept import Kept
from server.registry.stream import RegistryStream
from server.settings.defaults.township import township
from server.settings.stream import SettingsStream
from server.stores import journal_to_read
from server.vault.memory import memory_vault


@contextmanager
def read_only(folder: Path, hall: str | None) -> Iterator[tuple[SettingsStream, RegistryStream]]:
    """Settings and registry as the journal has them; works beside a running server. Raises: Broken."""
    settings = SettingsStream(township())
    registry = RegistryStream(Kept(memory_vault(), MemoryPresence(), lambda function, *args: function(*args)))
    journal = journal_to_read(folder) if hall is not None else None
    if hall is not None and journal is not None:
        for stream in (settings, registry):
            for part in stream.names(None):
                entries = list(journal.read(hall, part))
                chain.verify(entries)
                stream.fold(entries)
    yield settings, registry
