"""What the journal in memory does to an engine when a test says so."""

from __future__ import annotations

import pytest

from server.journal import chain
from server.journal.errors import Poisoned, Stale, Unknown, Unwritable
from server.journal.memory import MemoryJournal
from server.journal.protocol import Append
from tests.journal.test_contract import DAY, HALL, draft, put


def test_an_unknown_outcome_has_happened() -> None:
    """The entries are there, their append raises; the next one works."""
    journal = MemoryJournal()

    def lost() -> None:
        journal.after = lambda: None
        raise Unknown("no answer in time")

    journal.after = lost
    with pytest.raises(Unknown):
        put(journal, 1)
    assert journal.known(HALL, "key-00000001") is not None
    put(journal, 2)
    assert chain.verify(journal.read(HALL, DAY)) == 2


def test_an_unknown_outcome_may_not_have_happened() -> None:
    """Raised before: nothing is there."""
    journal = MemoryJournal()
    journal.fail = Unknown("no answer in time")
    with pytest.raises(Unknown):
        put(journal, 1)
    assert journal.known(HALL, "key-00000001") is None


def test_somebody_else_writes_first() -> None:
    """Entries of another server make this append stale; it is not told of by the other's own."""
    journal = MemoryJournal()
    journal.before = lambda: put(journal, 7)
    with pytest.raises(Stale) as stale:
        journal.append(HALL, [Append(DAY, 0, [draft(1)])])
    assert stale.value.seq == 1
    assert [entry.key for entry in journal.read(HALL, DAY)] == ["key-00000007"]


def test_a_failed_sync_is_an_unknown_outcome_and_a_full_disk_is_none() -> None:
    """Who tells the asker looks at the base: 503 unknown, 503 store_away."""
    assert isinstance(Poisoned("fsync"), Unknown)
    assert not isinstance(Unwritable("full"), Unknown)
    assert [
        (error.code, error.status) for error in (Poisoned("fsync"), Unknown("late"), Unwritable("full"))
    ] == [
        ("unknown", 503),
        ("unknown", 503),
        ("store_away", 503),
    ]
