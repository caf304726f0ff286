"""Whose call stands in the featured place: fresh ones only, each for its turn, never an old one as if new."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

from tests.web.house import ROOT

SCRIPT = """
import { readFileSync } from "node:fs";
const [file] = process.argv.slice(1);
const { FeaturedPlace } = await import(file);
const place = new FeaturedPlace();
const said = [];
for (const { speaking, ...seen } of JSON.parse(readFileSync(0))) {
  if (speaking !== undefined) place.speaking(speaking);
  said.push(place.look({ day: "d", fresh: 10000, clock: seen.now, ...seen })?.call ?? 0);
}
console.log(JSON.stringify(said));
"""
FILE = ROOT / "display/web/featured.js"


def stood(*seen: dict[str, Any]) -> list[int]:
    """The call that stands there at each look, 0 for none."""
    node = shutil.which("node")
    assert node, "node is missing: deploy/test --setup installs it"
    run = [node, "--input-type=module", "-e", SCRIPT, FILE.as_uri()]
    found = subprocess.run(
        run, input=json.dumps(seen), capture_output=True, text=True, check=True, timeout=60
    )
    said: list[int] = json.loads(found.stdout)
    return said


def at(second: float, *calls: tuple[int, float, str], **more: Any) -> dict[str, Any]:
    """A look at a second. calls: (number, second of the call, state of its ticket)."""
    made = [{"call": n, "at": when * 1000, "state": state} for n, when, state in calls]
    return {"now": second * 1000, "calls": made} | more


def test_a_fresh_call_stands_ten_seconds_and_then_no_call_does() -> None:
    """It is not followed by an older one, and never comes back."""
    old, new = (1, -50, "called"), (2, 1, "called")
    looks = [at(0, old), at(1, old, new), at(10.9, old, new), at(11, old, new), at(30, old, new)]
    assert stood(*looks) == [0, 2, 2, 0, 0]


def test_calls_within_a_second_stand_four_seconds_each_in_their_order() -> None:
    """The last of them has its rest."""
    calls = [(1, 0, "called"), (2, 0.2, "called"), (3, 0.4, "called")]
    looks = [at(0), *(at(second, *calls) for second in (0.5, 4, 4.5, 8, 8.5, 12, 12.5, 13))]
    assert stood(*looks) == [0, 1, 1, 2, 2, 3, 3, 0, 0]


def test_a_missed_finished_or_undone_call_leaves_at_once() -> None:
    """Whoever waits for a turn comes; nobody comes back."""
    first, second = (1, 0, "called"), (2, 0, "called")
    gone = [at(1, second, (1, 0, state)) for state in ("missed", "done", "held", "waiting")]
    for look in [*gone, at(1, second)]:
        assert stood(at(0, first, second), look, at(20, second)) == [1, 2, 0]


def test_a_call_that_ends_while_it_waits_has_no_turn() -> None:
    """Missed within the turn of the one before it."""
    first, second = (1, 0, "called"), (2, 0, "called")
    assert stood(at(0, first, second), at(3, first, (2, 0, "missed")), at(5, first), at(11, first)) == [
        1,
        1,
        1,
        0,
    ]


def test_a_recall_stands_again_and_the_call_before_it_is_gone() -> None:
    """It is a new call of the same ticket: the view holds a ticket once."""
    assert stood(at(0, (1, 0, "called")), at(12, (1, 0, "called")), at(13, (2, 13, "called"))) == [1, 0, 2]


def test_the_first_view_is_the_past_but_for_what_is_fresh() -> None:
    """A screen that is switched on features no call of a minute ago."""
    assert stood(at(0, (1, -30, "called"))) == [0]
    assert stood(at(0, (1, -9, "called")), at(3, (1, -9, "called")), at(4, (1, -9, "called"))) == [1, 1, 0]


def test_calls_made_while_the_screen_was_cut_off_stand_if_they_are_not_late() -> None:
    """Up to a minute old: for their four seconds."""
    late, lately = (1, 5, "called"), (2, 50, "called")
    looks = [at(0), at(70, late, lately), at(73, late, lately), at(74, late, lately)]
    assert stood(*looks) == [0, 2, 2, 0]


def test_of_a_burst_no_call_comes_later_than_a_minute() -> None:
    """Twenty calls at once: the first fifteen have their turn."""
    calls = [(n, 0, "called") for n in range(1, 21)]
    said = stood(at(0, *calls), *(at(half / 2, *calls) for half in range(1, 160)))
    assert list(dict.fromkeys(said)) == [*range(1, 16), 0]


def test_the_call_that_is_spoken_stands_as_long_as_it_is_spoken() -> None:
    """Voice and eye go together; a call that is over is not held by its voice, nor by a voice that forgot."""
    first, second = (1, 0, "called"), (2, 0, "called")
    assert stood(
        at(0, first, second, speaking=2),
        at(11, first, second),
        at(12, first, second, speaking=1),
        at(15, second, (1, 0, "missed")),
    ) == [2, 2, 1, 0]
    assert stood(at(0, first, speaking=1), at(19, first), at(21, first)) == [1, 1, 0]


def test_another_day_begins_anew() -> None:
    """Its call 1 is not older than call 9 of the day before."""
    assert stood(at(0, (9, 0, "called")), at(20, (1, 20, "called"), day="e")) == [9, 1]
