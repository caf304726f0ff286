"""What the loudspeaker of a zone says next: display/web/voicequeue.js in node, on a set clock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.voices import Node, Queue, call, node

MUTE = {"blocked": "blocked", "none": "no_device", "stalled": "stalled"}


@pytest.fixture(scope="module")
def process() -> Iterator[Node]:
    """One process for all of them."""
    yield from node()


@pytest.fixture
def queue(process: Node) -> Queue:
    """A queue of a screen that speaks."""
    return Queue(process)


def say(queue: Queue, now: int, **facts: Any) -> tuple[int, int]:
    """What is said now, heard to its end."""
    turn = queue.next(now, **facts)
    assert turn is not None
    queue.ask("heard")
    return turn


def test_a_call_is_read_twice_and_recorded_once(queue: Queue) -> None:
    """Its record follows its first reading; nothing follows the second."""
    queue.see(call(1))
    assert queue.next(1_000) == (1, 1)
    assert queue.outcomes() == {}
    queue.ask("heard")
    assert queue.outcomes() == {1: ("played", "")}
    assert say(queue, 6_000) == (1, 2)
    assert queue.next(12_000) is None
    assert queue.outcomes() == {1: ("played", "")}


def test_a_repeat_has_the_clips_of_the_first_reading(queue: Queue) -> None:
    """They leave the view with the call's record."""
    queue.see(call(1, parts=[["number-A001", "window-1"]]))
    say(queue, 0)
    queue.see(call(1, played="played"))
    turn = queue.ask("next", queue.facts | {"now": 5_000})
    assert (turn["reading"], turn["call"]["parts"]) == (2, [["number-A001", "window-1"]])


@pytest.mark.parametrize("repeats", [1, 2, 3])
def test_it_is_read_as_often_as_the_settings_want(queue: Queue, repeats: int) -> None:
    """All readings counted."""
    queue.see(call(1))
    assert [say(queue, n * 5_000, repeats=repeats)[1] for n in range(repeats)] == [*range(1, repeats + 1)]
    assert queue.next(20_000, repeats=repeats) is None


def test_nothing_is_said_while_something_is_said(queue: Queue) -> None:
    """Never overlapping."""
    queue.see(call(1), call(2))
    assert queue.next() == (1, 1)
    assert queue.next() is None
    queue.see(call(3), call(2), call(1))
    assert queue.next(59_000) is None


def test_calls_are_said_in_the_order_in_which_they_were_made(queue: Queue) -> None:
    """The view lists the newest first; each has its readings before the next one begins."""
    queue.see(call(3), call(2), call(1))
    assert [say(queue, n) for n in range(6)] == [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)]


def test_repeats_go_first_when_calls_pile_up(queue: Queue) -> None:
    """No repeat while another call would have to wait for it until 20 s after it was made."""
    queue.see(*(call(n) for n in range(1, 6)))
    said = [say(queue, n * 5_000) for n in range(5)]
    assert said == [(n, 1) for n in range(1, 6)]
    assert say(queue, 25_000) == (5, 2)  # nobody waits any more


def test_what_cannot_start_within_a_minute_is_late(queue: Queue) -> None:
    """A minute to the millisecond; the others keep their order."""
    queue.see(call(1), call(2), call(3, at=1))
    say(queue, 59_000, repeats=1)
    assert queue.next(60_001, repeats=1) == (3, 1)
    queue.ask("heard")
    assert queue.outcomes() == {1: ("played", ""), 2: ("skipped", "late"), 3: ("played", "")}


def test_forty_calls_in_twenty_seconds(queue: Queue) -> None:
    """Those that start within 60 s sound in order, all others are late; none is forgotten."""
    calls = [call(n, at=n * 500) for n in range(1, 41)]
    now, said = 0, []
    while now < 90_000:
        queue.see(*(each for each in reversed(calls) if each["at"] <= now), now=now, keptMs=120_000)
        turn = queue.next(now)
        if turn is None:
            now += 250
            continue
        said.append((turn, now))
        queue.ask("heard")
        now += 5_600
    firsts = [(n, at) for (n, reading), at in said if reading == 1]
    assert [n for n, _ in firsts] == sorted(n for n, _ in firsts)
    assert all(at - n * 500 <= 60_000 for n, at in firsts)
    outcomes = queue.outcomes()
    assert sorted(outcomes) == [*range(1, 41)]
    played = {n for n, outcome in outcomes.items() if outcome == ("played", "")}
    assert played == {n for n, _ in firsts} and len(played) >= 12
    assert {outcome for n, outcome in outcomes.items() if n not in played} == {("skipped", "late")}


def test_a_recall_is_a_call_of_its_own(queue: Queue) -> None:
    """It sounds although the ticket was called before; the call it follows has no repeat any more."""
    queue.see(call(1))
    say(queue, 0)
    queue.see(call(2, number="A001"))
    assert [say(queue, n) for n in (5_000, 11_000)] == [(2, 1), (2, 2)]
    assert queue.outcomes() == {1: ("played", ""), 2: ("played", "")}


def test_a_call_that_was_called_again_before_its_turn_is_still_said(queue: Queue) -> None:
    """It left the wall for the newer call of its ticket, and was not undone."""
    queue.see(call(1), call(2))
    queue.see(call(1), call(3, number="A002"))
    assert [say(queue, n, repeats=1)[0] for n in range(3)] == [1, 2, 3]


def test_quiet_hours_are_quiet_for_recalls_too(queue: Queue) -> None:
    """Recorded at once; a repeat is left out without a word."""
    queue.see(call(1))
    say(queue, 0)
    queue.see(call(1), call(2), call(3, number="A001"))
    assert queue.next(1_000, quiet=True) is None
    assert queue.outcomes() == {1: ("played", ""), 2: ("skipped", "quiet"), 3: ("skipped", "quiet")}


def test_an_undone_call_is_not_said(queue: Queue) -> None:
    """It left the wall before its turn."""
    queue.see(call(1), call(2))
    queue.see(call(2), now=1_000)
    assert say(queue, 1_000) == (2, 1)
    assert queue.outcomes() == {1: ("skipped", "undone"), 2: ("played", "")}


def test_an_undone_call_stops_before_its_repeat(queue: Queue) -> None:
    """What is being read is read to its end, and was played."""
    queue.see(call(1))
    assert queue.next() == (1, 1)
    queue.see(now=1_000)
    queue.ask("heard")
    assert queue.next(5_000) is None
    assert queue.outcomes() == {1: ("played", "")}


@pytest.mark.parametrize("state", ["missed", "serving", "done", "held", "waiting"])
def test_who_is_not_called_any_more_is_not_called_again(queue: Queue, state: str) -> None:
    """One who came, or was missed: the first reading is owed, a repeat is not."""
    queue.see(call(1))
    say(queue, 0)
    queue.see(call(1, state=state))
    assert queue.next(5_000) is None
    queue.see(call(1, state=state), call(2, state=state))
    assert say(queue, 6_000) == (2, 1)
    assert queue.next(12_000) is None


def test_a_call_that_grew_old_on_the_wall_was_not_undone(queue: Queue) -> None:
    """It left when its time on the wall was over, or when there was no room for it."""
    queue.see(call(1), call(2))
    queue.see(call(3, at=20_000), now=20_000, keptMs=10_000)
    queue.see(call(3, at=20_000), now=20_000, whole=False)
    assert [say(queue, 21_000, repeats=1)[0] for _ in range(3)] == [1, 2, 3]


def test_what_has_its_record_is_not_said(queue: Queue) -> None:
    """Whoever wrote it; and nothing older than what was heard, for that would be out of order."""
    queue.see(call(1), call(2, played="played"), call(3, played="skipped"), call(4))
    assert say(queue, 0) == (4, 1)
    assert queue.outcomes() == {1: ("skipped", "late"), 4: ("played", "")}


@pytest.mark.parametrize("speaker", ["other", "none"])
def test_a_screen_that_does_not_speak_says_and_records_nothing(queue: Queue, speaker: str) -> None:
    """Also of calls that were undone or grew late."""
    queue.see(call(1), call(2))
    queue.see(call(1), now=1_000)
    for now in (1_000, 61_000, 90_000):
        assert queue.next(now, speaker=speaker) is None
    assert queue.outcomes() == {}


def test_a_lost_lease_ends_it_before_the_next_reading(queue: Queue) -> None:
    """What was heard is recorded; the repeat, and what waits, are another one's."""
    queue.see(call(1), call(2))
    assert queue.next() == (1, 1)
    assert queue.next(1_000, speaker="other") is None
    queue.ask("heard")
    assert queue.next(5_000, speaker="other") is None
    assert queue.outcomes() == {1: ("played", "")}
    assert queue.next(9_000) == (2, 1)  # it is the speaker again, and nobody else said it


def test_who_takes_over_says_what_is_young_and_records_the_rest(queue: Queue) -> None:
    """Calls in its view by themselves, older ones in one record up to the first one in hand."""
    queue.see(call(5, at=1_000), call(6, at=70_000), now=70_000)
    assert queue.next(70_000) == (6, 1)
    assert queue.outcomes() == {5: ("skipped", "no_speaker")}
    facts = queue.facts | {"now": 70_000}
    swept = queue.ask("sweep", {"call": 2, "through": 6, "at": 500}, facts)
    assert swept == {"call": 2, "through": 4, "state": "skipped", "reason": "no_speaker"}
    assert (
        queue.ask("sweep", {"call": 5, "through": 6, "at": 500}, facts) is None
    )  # its own record is under way
    assert queue.ask("sweep", {"call": 2, "through": 3, "at": 500}, facts)["through"] == 3
    young = {"call": 2, "through": 3, "at": 9_000}
    assert queue.ask("sweep", young, facts) is None
    assert queue.ask("sweep", None, facts) is None
    assert queue.ask("sweep", young | {"at": 500}, facts | {"speaker": "other"}) is None


@pytest.mark.parametrize("sound", MUTE)
def test_a_speaker_without_sound_waits_for_it_or_says_why_not(queue: Queue, sound: str) -> None:
    """Nothing begins without sound; once it is back in time the call is said, else it failed."""
    queue.see(call(1), call(2, at=30_000))
    assert queue.next(0) == (1, 1)
    queue.ask("broke")
    assert queue.next(5_000, sound=sound) is None
    assert queue.outcomes() == {}
    assert say(queue, 59_000, repeats=1) == (1, 1)
    assert queue.next(95_000, sound=sound) is None
    assert queue.outcomes() == {1: ("played", ""), 2: ("failed", MUTE[sound])}


@pytest.mark.parametrize("sound", MUTE)
def test_a_zone_whose_only_screen_has_no_sound_learns_the_cause(queue: Queue, sound: str) -> None:
    """Nobody can hold the lease; what nobody can say any more is recorded all the same."""
    queue.see(call(1))
    facts = {"speaker": "none", "sound": sound}
    assert queue.next(60_500, **facts) is None
    assert queue.outcomes() == {}
    assert queue.next(62_500, **facts) is None
    assert queue.outcomes() == {1: ("failed", MUTE[sound])}
    old, later = {"call": 7, "through": 9, "at": 0}, queue.facts | {"speaker": "none", "now": 70_000}
    swept = queue.ask("sweep", old, later | facts)
    assert swept == {"call": 7, "through": 9, "state": "failed", "reason": MUTE[sound]}
    assert (
        queue.ask(
            "sweep", {"call": 7, "through": 9, "at": 0}, queue.facts | {"speaker": "none"} | {"now": 70_000}
        )
        is None
    )


def test_a_call_without_words_failed(queue: Queue) -> None:
    """Its chime was heard; it is not repeated."""
    queue.see(call(1))
    queue.next()
    queue.ask("wordless")
    assert queue.next(1_000) is None
    assert queue.outcomes() == {1: ("failed", "")}


def test_a_record_that_was_taken_is_not_sent_again(queue: Queue) -> None:
    """By the server's answer, or seen in the view; an answer is enough to never say it again."""
    queue.see(call(1), call(2))
    for n in (0, 5_000):
        say(queue, n, repeats=1)
    queue.ask("recorded", {"call": 1})
    queue.see(call(1), call(2, played="played"))
    assert queue.outcomes() == {}
    assert queue.next(10_000, repeats=1) is None


def test_a_load_says_nothing_again(process: Node, queue: Queue) -> None:
    """What was heard and has no record yet is recorded; what was being read is read from its start."""
    queue.see(call(1), call(2))
    say(queue, 0, repeats=1)
    assert queue.next(5_000, repeats=1) == (2, 1)
    again = Queue(process, queue.ask("keep"))
    again.see(call(1), call(2))
    assert again.outcomes() == {1: ("played", "")}
    assert say(again, 9_000, repeats=1) == (2, 1)


@pytest.mark.parametrize("change", [{"day": "2026-11-28"}, {"epoch": "f"}])
def test_another_day_begins_anew(queue: Queue, change: dict[str, str]) -> None:
    """Call 1 of today is not call 1 of yesterday; what was being read then is nobody's record now."""
    queue.see(call(1), call(2), call(3))
    say(queue, 0, repeats=1)
    assert queue.next(5_000, repeats=1) == (2, 1)
    queue.see(call(1, at=6_000), now=6_000, **change)
    assert queue.outcomes() == {}
    queue.ask("heard")
    assert queue.outcomes() == {}
    assert queue.next(6_000) == (1, 1)
    assert queue.ask("keep")["day"] == change.get("day", "2026-11-27")


def test_after_the_days_end_nobody_is_called(queue: Queue) -> None:
    """No repeat and no call that waits is said to an empty hall; what was not said is recorded so."""
    queue.see(call(1), call(2))
    say(queue, 0)
    assert queue.next(5_000, shut=True) is None
    assert queue.outcomes() == {1: ("played", ""), 2: ("skipped", "undone")}
