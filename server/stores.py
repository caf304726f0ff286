"""Which stores an address means: today the files of a data folder, or memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.journal.errors import UnsafeStore
from server.journal.folder import HeadFile
from server.journal.memory import MemoryJournal
from server.journal.protocol import Journal
from server.journal.sqlite import SqliteJournal
from server.media.folder import FolderMedia, passing_media
from server.media.protocol import Media
from server.vault.memory import memory_vault
from server.vault.protocol import Vault
from server.vault.sqlite import SqliteVault

JOURNAL_FILE: Final = "journal.db"
VAULT_FILE: Final = "vault.db"
MEDIA_FOLDER: Final = "media"


@dataclass(frozen=True)
class Stores:
    """What a hall keeps. on_commit: told the newest seq of every stream after each commit."""

    hall: str
    journal: Journal
    vault: Vault
    media: Media
    on_commit: Callable[[Mapping[str, int]], None] = lambda seqs: None


def of_folder(folder: Path, asked: str | None, default: str) -> Stores:
    """The stores of a data folder; the caller holds its lock. asked: the hall that is meant; default: of an
    empty folder.

    Raises: Broken, UnsafeStore, Unwritable; UnsafeStore too when the folder holds another hall.
    """
    journal = SqliteJournal(folder)
    halls = journal.halls() or [asked or default]
    if asked is not None and asked not in halls:
        raise UnsafeStore(f"{folder} holds {', '.join(halls)}, not {asked}")
    hall = asked or halls[0]
    vault, media = SqliteVault(folder / VAULT_FILE), FolderMedia(folder / MEDIA_FOLDER)
    return Stores(hall, journal, vault, media, sound_head(folder, journal, [hall]).note)


def in_memory(hall: str) -> Stores:
    """Stores without files, for tests and rehearsals."""
    return Stores(hall, MemoryJournal(), memory_vault(), passing_media())


def journal_to_read(folder: Path) -> SqliteJournal | None:
    """The journal of a folder, for reading beside a running server; None when there is none yet."""
    return SqliteJournal(folder, readonly=True) if (folder / JOURNAL_FILE).exists() else None


def sound_head(folder: Path, journal: Journal, halls: Sequence[str]) -> HeadFile:
    """The head.json of a folder. Raises: Broken when it knows of more than the journal holds."""

    def newest(hall: str, stream: str) -> int:
        last = journal.last(hall, stream)
        return last.seq if last is not None else 0

    head = HeadFile(folder)
    head.check(lambda stream: max(newest(hall, stream) for hall in halls))
    return head
