"""The one writer: order, group commit, keys, refusals, and a store that fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from server.engine.errors import Rejected
from server.hall import commands as c
from server.hall import model
from server.hall.errors import Refused
from server.hall.fold.apply import fold
from server.hall.settings.tree import Settings
from server.journal import chain
from server.journal.errors import JournalError, Poisoned, Unwritable
from server.journal.memory import MemoryJournal
from server.journal.protocol import Append, Entry
from server.journal.sqlite import SqliteJournal
from server.runtime import threads
from server.vault.memory import memory_vault
from server.wire.frames import Room as Seat
from tests.engine.room import DESK, KIOSK, MONDAY, Clocks, crowd, key, room
from tests.hall import looks


class Counting(MemoryJournal):
    """Counts appends; the first one takes as long as `held` says."""

    appends = 0
    held: Callable[[], bool] = staticmethod(lambda: False)

    def append(self, hall: str, appends: list[Append]) -> list[Entry]:
        self.appends += 1
        while self.appends == 1 and self.held():
            threads.sleep(0.001)
        return super().append(hall, appends)


def test_many_at_once_get_different_numbers_in_few_appends() -> None:
    """Group commit: what waits is written together; numbers have no gap and no double."""
    journal = Counting()
    with room(journal) as hall:
        begun = []
        journal.held = lambda: len(begun) < 100  # until all of them have asked
        calls = [lambda: (begun.append(1), hall.issue())[1] for _ in range(100)]
        answers = crowd(*calls)
        assert sorted(answer.result["number"] for answer in answers) == [f"B{n:03d}" for n in range(1, 101)]
        assert journal.appends <= 5


def test_an_answer_names_the_entry_that_made_it() -> None:
    """seq of the journal; the opening of the day is an entry of its own before."""
    with room() as hall:
        answer = hall.issue()
        entries = list(hall.journal.read(hall.engine.hall_id, MONDAY))
        assert entries[0].key == f"open:{MONDAY}:1"
        assert entries[answer.seq - 1].events.count(b"TicketIssued") == 1
        assert answer.day == MONDAY


def test_a_refused_command_costs_the_others_nothing() -> None:
    """Half of them ask for a line that is not there."""
    with room() as hall:
        answers = crowd(*[lambda line=line: hall.issue(line) for line in "BZBZBZBZ"])
        assert [type(answer).__name__ for answer in answers] == ["Answer", "Refused"] * 4
        assert len(hall.hall.tickets) == 4


def test_equal_keys_at_once_are_decided_once() -> None:
    """Twenty copies of one touch: one ticket, the same answer for all."""
    with room() as hall:
        answers = crowd(*[lambda: hall.issue(key_="the-same-touch") for _ in range(20)])
        assert {answer.result["number"] for answer in answers} == {"B001"}
        assert len(hall.hall.tickets) == 1


def test_a_key_for_something_else_is_refused() -> None:
    """409: the device mixed up its keys; nothing happens."""
    with room() as hall:
        hall.issue(key_="touch-0001")
        with pytest.raises(Rejected) as reused:
            hall.issue(key_="touch-0001", request=b"\2" * 32)
        assert (reused.value.status, reused.value.code) == (409, "key_reused")
        assert len(hall.hall.tickets) == 1


def test_a_key_is_known_after_a_restart_and_on_the_next_day(tmp_path: Path) -> None:
    """The answer is the stored one, with its old day."""
    journal, vault, clocks = SqliteJournal(tmp_path), memory_vault(), Clocks()
    with room(journal, clocks, vault=vault) as first:
        answer = first.issue(key_="touch-0001")
    with room(journal, clocks, vault=vault) as second:
        assert second.issue(key_="touch-0001") == answer
        clocks.go(24 * 3_600_000)
        assert second.issue().day == "2026-11-24"
        assert second.issue(key_="touch-0001") == answer
        assert len(second.hall.tickets) == 1
    journal.close()


def test_a_command_for_a_day_that_is_over_is_410() -> None:
    """It names its day; that day is not this one."""
    with room() as hall:
        hall.issue()
        with pytest.raises(Refused) as over:
            hall.do(c.IssueTicket(line="B", day="2026-11-20"))
        assert over.value.status == 410


def test_a_restart_changes_nothing_that_anybody_sees(tmp_path: Path) -> None:
    """Every view is the same before and after; the next number goes on."""
    journal, vault, clocks = SqliteJournal(tmp_path), memory_vault(), Clocks()
    roles = [("kiosk", "kiosk-1"), ("board", "main"), ("counter", "2"), ("window", "2"), ("supervisor", "")]
    with room(journal, clocks, vault=vault) as first:
        first.do(c.OpenWindow(window=2))
        for _ in range(3):
            first.issue()
        first.do(c.CallNext(window=2))
        before = [looks.at(first.hall, *role) for role in roles]
    with room(journal, clocks, vault=vault) as second:
        assert [looks.at(second.hall, *role) for role in roles] == before
        assert second.issue().result["number"] == "B004"
    journal.close()


def test_what_is_known_of_the_paper_outlives_the_night_and_a_restart(tmp_path: Path) -> None:
    """Defect 82: `low` was kept by the process and by nothing else: another hash for the same day and seq."""
    journal, vault, clocks = SqliteJournal(tmp_path), memory_vault(), Clocks()
    kiosk = Seat("kiosk", "kiosk-1")
    with room(journal, clocks, vault=vault) as first:
        job = f"{first.issue().result['ticket']}.1"
        first.do(c.ReportPrint(job=job, state="sent"), origin=KIOSK)
        first.do(c.ReportPrint(job=job, state="confirmed", paper="low"), origin=KIOSK)
        first.do(c.CloseDay(confirm=True))
        clocks.go(24 * 3_600_000)
        first.issue()
        before = first.engine.frame(kiosk)
        assert first.hall.paper == {"kiosk-1": "low"}
    with room(journal, clocks, vault=vault) as second:
        after = second.engine.frame(kiosk)
        assert (after.day, after.seq, after.hash) == (before.day, before.seq, before.hash)
    journal.close()


def test_the_state_is_the_fold_of_the_journal() -> None:
    """What runs and what is stored never part."""
    with room() as hall:
        crowd(*[hall.issue for _ in range(20)])
        hall.do(c.OpenWindow(window=2))
        hall.do(c.CallNext(window=2))
        from server.hall import events as e

        state = model.fresh(hall.engine.hall_id, hall.hall.settings, hall.hall.slip_key)
        for entry in hall.journal.read(hall.engine.hall_id, MONDAY):
            fold(state, entry.seq, entry.at, e.decode(entry.events), entry.actor, entry.by)
        assert looks.supervisor(state) == looks.supervisor(hall.hall)


# -- a store that fails ------------------------------------------------------------------------


def test_a_store_that_cannot_take_it_is_503_and_nothing_happened() -> None:
    """The queue stays readable; when the store is back the same key works, and no number is missing."""
    journal = MemoryJournal()
    with room(journal) as hall:
        hall.issue()
        journal.fail = Unwritable("disk full")
        touch = key()
        answers = crowd(*[lambda: hall.issue(key_=touch), hall.issue, hall.issue])
        assert [(answer.status, answer.code) for answer in answers] == [(503, "store_away")] * 3
        assert len(hall.hall.tickets) == 1
        assert not hall.engine.health().store_ok
        assert len(looks.supervisor(hall.hall).tickets) == 1
        journal.fail = None
        assert hall.issue(key_=touch).result["number"] == "B002"
        assert hall.engine.health().store_ok
        assert hall.fatal == []


def test_after_a_failed_sync_nothing_is_acknowledged_any_more() -> None:
    """The process is told to end; commands that come meanwhile get 503."""
    journal = MemoryJournal()
    with room(journal) as hall:
        hall.issue()
        journal.fail = Poisoned("fsync failed")
        first = crowd(hall.issue)[0]
        journal.fail = None
        with pytest.raises(Rejected) as later:
            hall.issue()
        assert (first.status, later.value.status) == (503, 503)
        assert len(hall.fatal) == 1
        assert chain.verify(journal.read(hall.engine.hall_id, MONDAY)) == 2


def test_a_journal_error_of_any_kind_answers_everybody() -> None:
    """Nobody waits for ever."""
    journal = MemoryJournal()
    with room(journal) as hall:
        journal.fail = JournalError("odd")
        assert {answer.status for answer in crowd(*[hall.issue for _ in range(5)])} == {503}


def test_a_failed_batch_leaves_no_trace_in_the_next() -> None:
    """Numbers decided and not written are given again."""
    journal = MemoryJournal()
    with room(journal) as hall:
        journal.fail = Unwritable("locked")
        crowd(*[hall.issue for _ in range(10)])
        journal.fail = None
        assert [hall.issue().result["number"] for _ in range(3)] == ["B001", "B002", "B003"]


# -- organs ------------------------------------------------------------------------------------


def test_settings_count_from_their_entry_on() -> None:
    """The next command is decided with them, in the running day too."""
    from server.settings.commands import SetSettings

    with room() as hall:
        hall.issue()
        hall.do(SetSettings(changes={"lines.B.open": False}))
        with pytest.raises(Refused) as refused:
            hall.issue()
        assert refused.value.code == "line_closed"
        assert isinstance(hall.hall.settings, Settings)


def test_a_secret_is_shown_once() -> None:
    """A retry of the same key answers 409; stored answers hold none."""
    from server.registry.commands import AddDevice

    with room() as hall:
        made = hall.do(AddDevice(name="wall", role="board"), "add-device-1")
        assert made.result["token"].startswith(made.result["id"])
        with pytest.raises(Rejected) as again:
            hall.do(AddDevice(name="wall", role="board"), "add-device-1")
        assert again.value.code == "secret_shown"
        stored = hall.journal.known(hall.engine.hall_id, "add-device-1")
        assert stored is not None
        assert made.result["token"].encode() not in stored.answer


def test_after_stop_commands_are_told_to_come_back() -> None:
    """503, keep the key."""
    with room() as hall:
        hall.issue()
        hall.engine.stop()
        with pytest.raises(Rejected) as gone:
            hall.do(c.IssueTicket(line="B"), origin=DESK)
        assert gone.value.status == 503
