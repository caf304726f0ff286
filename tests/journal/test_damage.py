"""A journal with one flipped bit: it is found, or nothing that was written is otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.journal import chain
from server.journal.errors import JournalError
from server.journal.protocol import Append, Journal
from server.journal.sqlite import SqliteJournal
from tests.figures import tell
from tests.journal.flips import PLACES, flipped
from tests.journal.test_contract import DAY, draft

HALLS = ("taohuajiang", "xiushan")
STREAMS = ("2026-11-20", DAY, "settings")
ENTRIES = 120  # of each stream


def fill(folder: Path) -> None:
    """Two halls with three streams; the keys of the first day are forgotten, so that pages are free."""
    journal = SqliteJournal(folder)
    n = 0
    for hall in HALLS:
        journal.epoch(hall)
        for stream in STREAMS:
            drafts = [draft(n + i, at=1_000 + i) for i in range(ENTRIES)]
            journal.append(hall, [Append(stream, 0, drafts, head=stream != "settings")])
            n += ENTRIES
        journal.forget(hall, STREAMS[0], before=10**15)
    journal.close()


def contents(journal: Journal) -> dict[str, Any]:
    """All that was ever written, as the journal gives it."""
    found: dict[str, Any] = {}
    for hall in journal.halls():
        found[hall] = (journal.epoch(hall), journal.head(hall), journal.streams(hall))
        for stream in journal.streams(hall):
            entries = list(journal.read(hall, stream))
            found[f"{hall}/{stream}"] = entries, sorted(journal.kept(hall, stream), key=lambda one: one.seq)
            found[f"{hall}/{stream} keys"] = [journal.known(hall, entry.key) for entry in entries]
    return found


def verified(folder: Path) -> list[str]:
    """What verify is told about a folder; [] = sound."""
    journal = SqliteJournal(folder, readonly=True)
    try:
        damage = journal.check()
        for hall in journal.halls():
            for stream in journal.streams(hall):
                chain.verify(journal.read(hall, stream), journal.kept(hall, stream))
    except JournalError as error:
        return [str(error)]
    return damage


def test_a_flipped_bit_is_found_or_harmless(tmp_path: Path) -> None:
    """Nothing but errors of the journal, from looking and from starting; what verify calls sound is whole."""
    (tmp_path / "good").mkdir()
    fill(tmp_path / "good")
    good = contents(SqliteJournal(tmp_path / "good", readonly=True))
    assert verified(tmp_path / "good") == []
    found = started = 0
    for copy in flipped(tmp_path / "good" / "journal.db", tmp_path / "flipped"):
        damage = verified(copy.parent)
        try:
            opened = SqliteJournal(copy.parent)
        except JournalError:
            assert damage, "it does not start, and verify calls it sound"
            opened = None
        if not damage:
            assert opened is not None
            assert contents(opened) == good
        if opened is not None:
            started += 1
            opened.close()
        found += bool(damage)
    assert found > PLACES // 2
    tell(f"journal, one bit flipped: {found} of {PLACES} found, {started} start")


@pytest.mark.parametrize("name", ["head", "epoch"])
def test_a_changed_record_of_a_hall_is_found_at_start(tmp_path: Path, name: str) -> None:
    """A head that names another day that is there would make the hall go on in it."""
    fill(tmp_path)
    raw = (tmp_path / "journal.db").read_bytes()
    was = {"head": b"head2026-11-23", "epoch": b"epoch"}[name]
    at = raw.index(was) + len(was) - (1 if name == "head" else -2)
    (tmp_path / "journal.db").write_bytes(raw[:at] + bytes([raw[at] ^ 3]) + raw[at + 1 :])
    with pytest.raises(JournalError, match=f"record of its {name} is damaged"):
        SqliteJournal(tmp_path)
    assert any(f"record of its {name}" in sentence for sentence in verified(tmp_path))
