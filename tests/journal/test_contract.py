"""What every journal does, backend by backend."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec import msgpack, structs

from server.journal import chain
from server.journal.errors import Broken, JournalError, KnownKeys, Stale
from server.journal.memory import MemoryJournal
from server.journal.protocol import GENESIS, Append, Draft, Journal, Kept
from server.journal.sqlite import SqliteJournal

HALL = "taohuajiang"
DAY = "2026-11-23"

BACKENDS: dict[str, Callable[[Path], Journal]] = {
    "memory": lambda folder: MemoryJournal(),
    "sqlite": SqliteJournal,
}


@pytest.fixture(params=sorted(BACKENDS))
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    """An empty journal of each backend."""
    made = BACKENDS[request.param](tmp_path)
    yield made
    made.close()


def draft(n: int, *, at: int = 0) -> Draft:
    return Draft(
        at=at or 1_000 * n,
        actor="kiosk-1",
        key=f"key-{n:08d}",
        request=bytes([n % 256]) * 32,
        answer=b'{"n":%d}' % n,
        settings_seq=0,
        events=b'[{"kind":"Noted","n":%d}]' % n,
    )


def put(journal: Journal, *numbers: int, stream: str = DAY, hall: str = HALL) -> None:
    """Append drafts at the end of a stream."""
    last = journal.last(hall, stream)
    journal.append(hall, [Append(stream, last.seq if last else 0, [draft(n) for n in numbers])])


def test_what_was_appended_is_read_back_in_order(journal: Journal) -> None:
    """Sequence numbers begin at 1 and have no gaps."""
    put(journal, 1, 2)
    put(journal, 3)
    entries = list(journal.read(HALL, DAY))
    assert [(entry.seq, entry.key) for entry in entries] == [(n, f"key-{n:08d}") for n in (1, 2, 3)]
    assert [entry.events for entry in entries] == [draft(n).events for n in (1, 2, 3)]
    assert [entry.seq for entry in journal.read(HALL, DAY, after=2)] == [3]


def test_append_returns_the_entries_as_stored(journal: Journal) -> None:
    """The writer folds what it got back, not what it meant."""
    made = journal.append(HALL, [Append(DAY, 0, [draft(1), draft(2)])])
    assert made == list(journal.read(HALL, DAY))


def test_each_entry_seals_the_one_before(journal: Journal) -> None:
    """The chain verifies over several appends and begins at nothing."""
    put(journal, 1)
    put(journal, 2, 3)
    entries = list(journal.read(HALL, DAY))
    assert entries[0].prev == GENESIS
    assert chain.verify(entries) == 3


def test_entries_are_of_form_2(journal: Journal) -> None:
    """SHA-256 over msgpack of these twelve, the answer's hash among them; who was signed in, or nobody."""
    signed = structs.replace(draft(2), by="account-1")
    one, two = journal.append(HALL, [Append(DAY, 0, [draft(1), signed])])
    assert (one.form, one.by, two.by) == (2, None, "account-1")
    assert two.answer_hash == sha256(bytes([2]) * 32 + b'{"n":2}').digest()
    fields = (
        2,
        HALL,
        DAY,
        2,
        2_000,
        "kiosk-1",
        "account-1",
        two.key,
        0,
        two.events,
        two.answer_hash,
        one.hash,
    )
    assert two.hash == sha256(msgpack.encode(fields)).digest()


def test_every_answer_that_is_kept_fits_its_entry(journal: Journal) -> None:
    """One that was changed, or has no entry, breaks the stream; forgotten ones are not missed."""
    put(journal, 1, 2, 3)
    put(journal, 4, stream="settings")
    entries, kept = list(journal.read(HALL, DAY)), list(journal.kept(HALL, DAY))
    assert sorted(one.seq for one in kept) == [1, 2, 3]
    assert chain.verify(entries, kept) == 3
    assert chain.verify(entries, kept[:1]) == 3
    other = Kept(2, "key-00000002", 2_000, chain.answer_hash(bytes([2]) * 32, b'{"n":3}'))
    for wrong in (other, structs.replace(kept[0], seq=4), structs.replace(kept[0], key="key-x")):
        with pytest.raises(Broken):
            chain.verify(entries, [wrong])


def test_a_stale_expectation_writes_nothing(journal: Journal) -> None:
    """Two writers can never both be right."""
    put(journal, 1)
    with pytest.raises(Stale) as stale:
        journal.append(HALL, [Append(DAY, 0, [draft(2)])])
    assert stale.value.seq == 1
    assert len(list(journal.read(HALL, DAY))) == 1
    assert journal.known(HALL, "key-00000002") is None


def test_several_streams_are_written_together_or_not_at_all(journal: Journal) -> None:
    """One batch fits, the other does not: neither is written."""
    put(journal, 1)
    with pytest.raises(Stale):
        journal.append(HALL, [Append("settings", 0, [draft(2)]), Append(DAY, 7, [draft(3)])])
    assert journal.streams(HALL) == [DAY]
    journal.append(HALL, [Append("settings", 0, [draft(2)]), Append(DAY, 1, [draft(3)])])
    assert journal.streams(HALL) == [DAY, "settings"]


def test_a_stream_without_drafts_is_guarded(journal: Journal) -> None:
    """Nothing is written there; where it does not stand as expected, nothing is written anywhere."""
    put(journal, 1)
    made = journal.append(HALL, [Append(DAY, 1), Append("settings", 0, [draft(2)])])
    assert [entry.stream for entry in made] == ["settings"]
    with pytest.raises(Stale) as stale:
        journal.append(HALL, [Append("settings", 1, [draft(3)]), Append(DAY, 0)])
    assert (stale.value.stream, stale.value.seq) == (DAY, 1)
    assert journal.known(HALL, "key-00000003") is None
    assert journal.append(HALL, [Append(DAY, 1), Append("registry", 0)]) == []
    assert journal.streams(HALL) == [DAY, "settings"]


def test_a_stream_named_twice_goes_on_where_it_ended(journal: Journal) -> None:
    """An entry of the hall before a command's, in one append."""
    made = journal.append(HALL, [Append(DAY, 0, [draft(1)]), Append(DAY, 1, [draft(2)])])
    assert [entry.seq for entry in made] == [1, 2]
    assert chain.verify(journal.read(HALL, DAY)) == 2
    with pytest.raises(Stale):
        journal.append(HALL, [Append(DAY, 2, [draft(3)]), Append(DAY, 2, [draft(4)])])
    assert chain.verify(journal.read(HALL, DAY)) == 2


def test_stale_is_told_before_known(journal: Journal) -> None:
    """Who is behind reads first; the keys are in what is read."""
    put(journal, 1)
    with pytest.raises(Stale):
        journal.append(HALL, [Append(DAY, 0, [draft(1)])])


def test_a_known_key_stops_the_whole_append(journal: Journal) -> None:
    """Keys are per hall, over all its streams; the others of the batch are not written either."""
    put(journal, 1)
    with pytest.raises(KnownKeys) as known:
        journal.append(HALL, [Append("settings", 0, [draft(2), draft(1)])])
    assert known.value.keys == {"key-00000001"}
    assert journal.streams(HALL) == [DAY]


def test_the_same_key_in_another_hall_is_another_key(journal: Journal) -> None:
    """Halls share nothing."""
    put(journal, 1)
    put(journal, 1, hall="xiushan")
    assert journal.halls() == [HALL, "xiushan"]


def test_a_key_gives_back_where_and_what_was_answered(journal: Journal) -> None:
    """For the retry after a lost answer."""
    put(journal, 1, 2)
    stored = journal.known(HALL, "key-00000002")
    assert stored is not None
    assert (stored.stream, stored.seq, stored.request, stored.answer) == (DAY, 2, bytes([2]) * 32, b'{"n":2}')
    assert stored.actor == "kiosk-1"
    assert journal.known(HALL, "key-00000009") is None


def test_old_keys_are_forgotten_and_their_entries_stay(journal: Journal) -> None:
    """Only keys of that stream and older than the time."""
    put(journal, 1, 2, 3)
    put(journal, 4, stream="settings")
    assert journal.forget(HALL, DAY, before=3_000) == 2
    assert journal.known(HALL, "key-00000001") is None
    assert journal.known(HALL, "key-00000003") is not None
    assert journal.known(HALL, "key-00000004") is not None
    assert len(list(journal.read(HALL, DAY))) == 3


def test_the_current_day_is_recorded_and_not_read_off_names(journal: Journal) -> None:
    """The stream that was last appended to as the hall's head; a later name alone changes nothing."""
    assert journal.head(HALL) is None
    put(journal, 1, stream="2026-11-24")
    assert journal.head(HALL) is None
    journal.append(HALL, [Append(DAY, 0, [draft(2)], head=True)])
    put(journal, 3, stream="2026-11-24")
    assert journal.head(HALL) == DAY
    journal.append(HALL, [Append("settings", 0, [draft(4)]), Append("2026-11-24", 2, head=True)])
    assert (journal.head(HALL), journal.head("xiushan")) == ("2026-11-24", None)


def test_a_refused_append_records_no_day(journal: Journal) -> None:
    """The record is a part of the append."""
    journal.append(HALL, [Append(DAY, 0, [draft(1)], head=True)])
    for refused in ([draft(1)], [draft(2)]):
        with pytest.raises((KnownKeys, Stale)):
            journal.append(HALL, [Append("2026-11-24", 0, refused, head=True), Append(DAY, 7)])
    with pytest.raises(KnownKeys):
        journal.append(HALL, [Append("2026-11-24", 0, [draft(1)], head=True)])
    assert journal.head(HALL) == DAY


def test_last_is_the_newest_entry(journal: Journal) -> None:
    """None before there is one."""
    assert journal.last(HALL, DAY) is None
    put(journal, 1, 2)
    last = journal.last(HALL, DAY)
    assert last is not None
    assert last.seq == 2


def test_an_epoch_is_made_once_for_a_hall(journal: Journal) -> None:
    """Clients see by it that this is the same history."""
    assert journal.epoch(HALL) == journal.epoch(HALL)
    assert journal.epoch(HALL) != journal.epoch("xiushan")


def test_the_canary_leaves_no_entry(journal: Journal) -> None:
    """It writes to a table of its own."""
    journal.canary()
    assert journal.halls() == []


def test_a_closed_journal_says_so(journal: Journal) -> None:
    """No call works after close()."""
    journal.close()
    for call in (journal.halls, journal.canary, lambda: put(journal, 1)):
        with pytest.raises(JournalError):
            call()


def test_readers_see_only_whole_appends(journal: Journal) -> None:
    """While another thread appends in threes, a reader never sees a part of three."""
    done = threading.Event()

    def write() -> None:
        for n in range(1, 91, 3):
            put(journal, n, n + 1, n + 2)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    counts = set()
    while not done.is_set():
        counts.add(len(list(journal.read(HALL, DAY))) % 3)
    writer.join()
    assert counts <= {0}
    assert len(list(journal.read(HALL, DAY))) == 90
