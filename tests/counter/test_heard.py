"""Whether a call was heard, as the clerk reads it: the page and the hall say the same."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from server.hall import commands as c
from server.hall import heard
from server.hall.views.build import view
from server.hall.words import SPEAKERS
from tests.counter.node import Node
from tests.hall.hall_driver import Driver, staffed_hall, take
from tests.web.house import ROOT

SILENT = {"speaking": {"main": {"why": "offline"}}}
SPEAKS = {"speaking": {"main": {"device": "d1", "name": "大屏"}}}


def called() -> Driver:
    """B001 was called to window 2."""
    hall = staffed_hall()
    take(hall)
    hall.do(c.CallNext(window=2))
    return hall


def read(page: Node, hall: Driver, live: Any, after_seconds: float) -> Any:
    """What the page of window 2 makes of it so long after the call."""
    desk = msgspec.to_builtins(view(hall.hall, "counter", "2"))
    at = desk["current"]["called_at"]
    call = {"played": desk["played"], "why": desk["why"], "at": at, "zone": desk["window"]["zone"]}
    return page.call("heardOf", call, live, at + int(after_seconds * 1000))


@pytest.mark.parametrize(
    ("state", "why"), [("played", None), ("skipped", "quiet"), ("failed", "blocked"), ("skipped", None)]
)
def test_a_record_is_read_as_it_stands(page: Node, state: Any, why: Any) -> None:
    """At once and for ever, whoever speaks meanwhile."""
    hall = called()
    hall.do(c.ReportPlayed(call=1, zone="main", state=state, reason=why))
    for live in (SILENT, SPEAKS, {}, None):
        assert read(page, hall, live, 1) == {"state": state, "why": why or ""}


@pytest.mark.parametrize("seconds", [0, 59, 60, 60.001, 61, 3600])
def test_without_a_speaker_page_and_hall_give_a_call_up_at_the_same_moment(
    page: Node, seconds: float
) -> None:
    """From a minute on it counts as not spoken."""
    hall = called()
    call = hall.hall.calls[0]
    found = heard.outcome(hall.hall, call, call.at + int(seconds * 1000))
    said = {"state": found.state, "why": found.why} if found else None
    assert read(page, hall, SILENT, seconds) == said


def test_a_speaker_may_still_be_speaking_what_it_began_within_the_minute(page: Node) -> None:
    """It has half a minute more to say and record it; where no board stands nothing is owed."""
    hall = called()
    assert read(page, hall, SPEAKS, 89) is None
    assert read(page, hall, SPEAKS, 91) == {"state": "skipped", "why": "no_speaker"}
    for live in ({}, None, {"speaking": {"east": {"why": "offline"}}}):
        assert read(page, hall, live, 3600) is None


def test_the_recall_is_read_for_itself(page: Node) -> None:
    """Not as heard because the call before it was."""
    hall = called()
    hall.do(c.ReportPlayed(call=1, zone="main", state="played"))
    hall.later(1)
    hall.do(c.RecallTicket(window=2))
    assert read(page, hall, SPEAKS, 5) is None


def test_there_is_a_word_for_every_reason() -> None:
    """At counter and sign for each of a call, in the alarm for each sound a board may have."""
    words = (ROOT / "server/browser/words.js").read_text(encoding="utf-8")
    assert [why for why in get_args(c.NotPlayed) if f"  unheard_{why}: [" not in words] == []
    assert SPEAKERS.keys() == {"offline", "off", "blocked", "none", "stalled"}
