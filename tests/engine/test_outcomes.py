"""What is told when something went wrong: nothing happened, it is not known, or the stored answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.engine.errors import Rejected
from server.hall import commands as c
from server.hall.errors import Refused, Told
from server.hall.rules import decide as table
from server.hall.units import DAY
from server.journal.errors import Poisoned, Unknown
from server.journal.memory import MemoryJournal
from server.journal.protocol import Append, Draft
from server.runtime import threads
from server.vault.errors import VaultError
from server.vault.memory import memory_vault
from server.vault.sqlite import SqliteVault
from server.wire.frames import Room as Seat
from tests.engine.room import DESK, KIOSK, MONDAY, REQUEST, Clocks, crowd, key, room


def told(code: str, call: object) -> Told:
    """What a call is told."""
    with pytest.raises(Told) as caught:
        call()  # type: ignore[operator]
    assert caught.value.code == code
    return caught.value


def once(error: Exception) -> Callable[[], None]:
    """Raises the error at the first call and never again."""
    left = [error]

    def raise_first() -> None:
        if left:
            raise left.pop()

    return raise_first


# -- a known key wins --------------------------------------------------------------------------


def test_a_known_key_wins_over_a_window_that_closed_meanwhile() -> None:
    """Defect 10: the answer was lost, the clerk closed the window, the box asks again."""
    with room() as hall:
        hall.do(c.OpenWindow(window=2))
        hall.issue()
        called = hall.do(c.CallNext(window=2), "press-0001")
        hall.do(c.FinishService(window=2))
        hall.do(c.CloseWindow(window=2))
        assert hall.do(c.CallNext(window=2), "press-0001") == called


def test_a_known_key_wins_over_a_day_that_is_over() -> None:
    """Not 410: the answer of yesterday is stored."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        issued = hall.do(c.IssueTicket(line="B", day=MONDAY), "touch-0001")
        clocks.go(DAY)
        hall.issue()
        assert hall.do(c.IssueTicket(line="B", day=MONDAY), "touch-0001") == issued
        told("day_over", lambda: hall.do(c.IssueTicket(line="B", day=MONDAY), "touch-0002"))


def test_what_a_key_led_to_is_told_to_nobody_else() -> None:
    """Neither as an answer nor instead of a refusal."""
    with room() as hall:
        hall.do(c.IssueTicket(line="B"), "touch-0001", KIOSK)
        told("key_reused", lambda: hall.do(c.IssueTicket(line="B"), "touch-0001", DESK))
        assert len(hall.hall.tickets) == 1


def test_a_refused_key_is_not_kept() -> None:
    """The same key may work later."""
    with room() as hall:
        told("window_not_open", lambda: hall.do(c.CallNext(window=2), "press-0001"))
        hall.do(c.OpenWindow(window=2))
        hall.issue()
        assert hall.do(c.CallNext(window=2), "press-0001").result["number"] == "B001"


# -- in time -----------------------------------------------------------------------------------


def test_a_command_that_came_too_late_never_happens() -> None:
    """Its key was not used: asking again is always safe."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        until = clocks.wall + 5_000
        clocks.go(6_000)
        told("too_late", lambda: hall.do(c.IssueTicket(line="B", valid_until=until), "touch-0001"))
        assert hall.hall.tickets == {}


def test_a_known_key_is_answered_however_late() -> None:
    """It did happen, in time."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        command = c.IssueTicket(line="B", valid_until=clocks.wall + 5_000)
        issued = hall.do(command, "touch-0001")
        clocks.go(60_000)
        assert hall.do(command, "touch-0001") == issued


# -- nobody knows ------------------------------------------------------------------------------


def test_an_append_whose_outcome_nobody_saw_is_looked_up_and_answered() -> None:
    """It was written: everybody gets the answer of what is in the journal, nothing is doubled."""
    journal = MemoryJournal()
    with room(journal) as hall:
        hall.issue()
        journal.after = once(Unknown("time-out"))
        answers = crowd(*[hall.issue for _ in range(5)])
        assert sorted(answer.result["number"] for answer in answers) == [f"B{n:03d}" for n in range(2, 7)]
        assert len(hall.hall.tickets) == 6


def test_an_append_that_was_not_written_after_all_is_decided_again() -> None:
    """The same: one number each, none missing."""
    journal = MemoryJournal()
    with room(journal) as hall:
        journal.before = once(Unknown("time-out"))
        answers = crowd(*[hall.issue for _ in range(5)])
        assert sorted(answer.result["number"] for answer in answers) == [f"B{n:03d}" for n in range(1, 6)]


def test_after_a_failed_sync_it_is_not_said_that_nothing_happened() -> None:
    """Defect 11: it may have; the page keeps the key and asks again."""
    journal = MemoryJournal()
    with room(journal) as hall:
        hall.issue()
        journal.fail = Poisoned("fsync failed")
        answer = crowd(hall.issue)[0]
        assert (answer.status, answer.code) == (503, "unknown")


def test_who_waited_too_long_is_told_that_it_may_have_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Defect 11: after 30 s the answer was "nothing happened", though the append was on its way."""
    from server.engine import writer

    monkeypatch.setattr(writer, "_PATIENCE_SECONDS", 0.05)
    journal = MemoryJournal()
    with room(journal) as hall:
        hall.issue()
        heard: list[bool] = []

        def held() -> None:
            while not heard:
                threads.sleep(0.001)

        journal.before = held
        touch = key()
        assert told("unknown", lambda: hall.issue(key_=touch)).status == 503
        heard.append(True)
        monkeypatch.setattr(writer, "_PATIENCE_SECONDS", 10.0)
        assert hall.issue(key_=touch).result["number"] == "B002"
        assert len(hall.hall.tickets) == 2


# -- one command costs the others nothing ------------------------------------------------------


def test_a_rule_that_crashes_fails_its_own_command_and_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Defect 13: the whole batch got 500 and read the exception's text. Now the log has it, under a mark."""

    def boom(*_: object) -> list[object]:
        raise ZeroDivisionError("a secret of the house")

    rows = dict(table._ROWS)
    rows[c.RejoinTicket] = table.Rule(boom)  # type: ignore[arg-type]
    monkeypatch.setattr(table, "_ROWS", rows)
    with room() as hall:
        hall.issue()
        calls = [hall.issue, lambda: hall.do(c.RejoinTicket(ticket="B001")), hall.issue]
        first, crashed, last = crowd(*calls)
        assert {first.result["number"], last.result["number"]} == {"B002", "B003"}
        assert isinstance(crashed, Rejected) and crashed.code == "internal"
        assert "secret" not in crashed.en + crashed.zh
        mark = crashed.facts["mark"]
        assert any(mark in record.getMessage() for record in caplog.records)
        assert "a secret of the house" in caplog.text


# -- the hall's own keys -----------------------------------------------------------------------


def test_a_key_of_the_hall_that_is_known_already_stops_nobody() -> None:
    """Defect 6: the writer looped for ever on its own key `close:DAY`; now the seq is in it."""
    journal, clocks = MemoryJournal(), Clocks()
    with room(journal, clocks) as hall:
        hall.issue()
        draft = Draft(
            at=clocks.wall,
            actor="hall",
            key=f"close:{MONDAY}:4",
            request=REQUEST,
            answer=b"{}",
            settings_seq=0,
            events=b"[]",
        )
        journal.append(hall.engine.hall_id, [Append(MONDAY, 2, [draft])])
        clocks.go(DAY)
        answer = crowd(hall.issue)[0]
        assert isinstance(answer, Rejected) and answer.code == "busy"  # told in bounded time
        journal._known.clear()
        assert hall.issue().day == "2026-11-24"


def test_the_hall_closes_a_day_it_closed_before() -> None:
    """A clock mistake, closed by itself, corrected, opened again, closed by itself again."""
    clocks = Clocks("2026-11-23", "09:00")
    with room(clocks=clocks) as hall:
        hall.issue()
        clocks.go(DAY)
        assert hall.issue().day == "2026-11-24"
        clocks.step(-DAY)
        hall.do(c.CloseDay(confirm=True))
        hall.do(c.ConfirmClock(now=clocks.wall))
        hall.do(c.OpenDay())
        assert hall.issue().result["number"] == "B002"
        clocks.go(DAY + 3_600_000)
        hall.do(c.OpenDay())
        keys = [entry.key for entry in hall.journal.read(hall.engine.hall_id, MONDAY)]
        assert len([key for key in keys if key.startswith("close:")]) == 2


# -- notes -------------------------------------------------------------------------------------


def transfer(window: int = 2, note: str = "张三的材料") -> c.TransferTicket:
    return c.TransferTicket(window=window, to_line="A", note=note)


def serving(hall: object, window: int = 2) -> None:
    """Somebody is served at a window."""
    hall.do(c.OpenWindow(window=window))  # type: ignore[attr-defined]
    hall.issue()  # type: ignore[attr-defined]
    hall.do(c.CallNext(window=window))  # type: ignore[attr-defined]


def test_the_note_of_a_refused_transfer_is_gone_with_the_refusal() -> None:
    """Defect 40: it stayed in the vault for two days."""
    vault = memory_vault()
    with room(vault=vault) as hall:
        hall.do(c.OpenWindow(window=2))
        told("window_empty", lambda: hall.do(transfer()))
        assert vault.keys("note", 0) == []


def test_a_note_that_nobody_names_is_tidied_away() -> None:
    """The server died between the note and its entry: gone with the second tidying, within two hours."""
    vault = memory_vault()
    with room(vault=vault) as hall:
        serving(hall)
        hall.do(transfer())
        vault.put("note", "orphan", b"x", None)
        hall.house.notes.tidy(hall.hall, 0)
        assert hall.house.notes.tidy(hall.hall, 0) == 1
        assert len(vault.keys("note", 0)) == 1


def test_a_counter_sees_the_notes_of_its_own_tickets_and_no_others() -> None:
    """Defect 15: every counter's frame carried all notes of the hall."""
    with room() as hall:
        serving(hall)
        hall.do(transfer())
        hall.do(c.OpenWindow(window=1))
        assert list(hall.engine.frame(Seat("counter", "1")).live.notes.values()) == ["张三的材料"]
        assert hall.engine.frame(Seat("counter", "3")).live.notes == {}
        assert list(hall.engine.frame(Seat("supervisor", "")).live.notes.values()) == ["张三的材料"]


def test_a_vault_that_is_away_takes_the_notes_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Defect 8: it stopped every screen."""
    with room() as hall:
        serving(hall)
        hall.do(transfer())

        def away(*_: object) -> bytes:
            raise VaultError("disk I/O error")

        monkeypatch.setattr(SqliteVault, "get", away)
        live = hall.engine.frame(Seat("counter", "1")).live
        assert (live.notes, live.away) == ({}, ("notes",))
        assert hall.engine.frame(Seat("board", "main")).live.away == ()


def test_naming_today_before_the_day_has_opened_is_not_over() -> None:
    """Defect 86: it was told 410 "that day is over"."""
    clocks = Clocks("2026-11-24", "06:00")
    with room(clocks=clocks) as hall:
        with pytest.raises(Refused) as refused:
            hall.do(c.IssueTicket(line="B", day="2026-11-24"))
        assert (refused.value.code, refused.value.status) == ("day_not_open", 409)
