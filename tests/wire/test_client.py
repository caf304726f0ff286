"""A program's connection against a real Socket.IO server on a real socket."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from server.wire.client import Connection
from tests.ports import refusing
from tests.stopwatch import Stopwatch
from tests.web.house import until
from tests.wire.cutter import How, cutting
from tests.wire.hall import Hall, running


@pytest.fixture
def hall() -> Iterator[Hall]:
    with running() as made:
        yield made


@contextlib.contextmanager
def connection(hall: Hall, **hear: Any) -> Iterator[Connection]:
    """A running connection."""
    made = Connection(hall.url, "token", hear, lambda zh, en: None)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.leave()


def test_a_call_is_answered(hall: Hall) -> None:
    """The ack of the server comes back; who is not let in yet has no answer."""
    hall.knows("command", {"status": 200})
    assert Connection(hall.url, "token", {}, lambda zh, en: None).call("command", {}) is None
    with connection(hall) as made:
        until(lambda: made.connected, what="connected")
        assert made.call("command", {"do": "x"}) == {"status": 200}
        assert hall.asked == [{"do": "x"}]


def test_what_the_hall_says_is_heard_in_its_order(hall: Hall) -> None:
    """A frame never overtakes the one before it, however long the first takes to read."""
    heard, second = [], threading.Event()

    def first(data: Any) -> None:
        second.wait(0.5)
        heard.append(data)

    def next_one(data: Any) -> None:
        heard.append(data)
        second.set()

    hall.says = [("hello", "first"), ("view", "second")]
    with connection(hall, hello=first, view=next_one):
        until(lambda: len(heard) == 2, what="both heard")
    assert heard == ["first", "second"]


@pytest.mark.parametrize("how", ["reset", "refused", "swallowed", "mute", "short"])
def test_a_network_that_cuts_websockets_is_polled_through(hall: Hall, how: How) -> None:
    """Commands are answered and frames heard within 10 s, whatever it does; the technician is told once, in
    one sentence."""
    hall.knows("command", {"status": 200})
    hall.says = [("view", "frame")]
    heard: list[Any] = []
    said: list[str] = []
    with cutting(hall.url, how) as network:
        made = Connection(network.url, "token", {"view": heard.append}, lambda zh, en: said.append(zh))
        threading.Thread(target=made.run, daemon=True).start()
        watch = Stopwatch()
        while not (said and made.connected):
            made.send("command", {})
            assert watch.seconds < 40  # 3.4 s at the most on a quiet machine; it may have much else to do
            time.sleep(0.01)
        until(lambda: made.call("command", {}) == {"status": 200}, what="answered")
        until(lambda: heard, what="heard")
        made.leave()
    assert len(said) == 1 and network.url in said[0] and network.seen >= 1


def test_a_network_that_is_well_is_not_blamed(hall: Hall) -> None:
    """A hall that begins again: WebSockets as before, and no word of polling."""
    said: list[str] = []
    made = Connection(hall.url, "token", {}, lambda zh, en: said.append(zh), pause=lambda seconds: None)
    threading.Thread(target=made.run, daemon=True).start()
    until(lambda: made.connected, what="connected")
    hall.io.disconnect(hall.sid)
    until(lambda: hall.tries >= 2 and made.connected, what="connected again")
    made.leave()
    assert said == []


class Tries:
    """What a connection does in its first tries: the pauses it makes, and what it says."""

    def __init__(self, url: str, tries: int) -> None:
        self.pauses: list[float] = []
        self.said: list[tuple[str, str]] = []
        self._tries = tries
        self.connection = Connection(url, "token", {}, self._say, pause=self._pause)
        self.connection.run()

    def _say(self, zh: str, en: str) -> None:
        self.said.append((zh, en))

    def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if len(self.pauses) == self._tries:
            self.connection.leave()


def test_a_refused_token_is_said_once_and_tried_seldom(hall: Hall) -> None:
    """A device that was removed: one sentence for the technician, a try or two a minute."""
    hall.refuses = "unauthorised"
    found = Tries(hall.url, 2)
    assert hall.tries == 2
    assert len(found.said) == 1 and "令牌" in found.said[0][0] and hall.url in found.said[0][1]
    assert all(30 <= pause <= 60 for pause in found.pauses)


def test_a_hall_that_is_away_is_said_once_and_tried_often(hall: Hall) -> None:
    """The address is named; never more than 8 s without a try."""
    with refusing() as port:
        url = f"http://127.0.0.1:{port}"
        found = Tries(url, 8)
    assert len(found.said) == 1 and url in found.said[0][0]
    assert all(pause <= 8 for pause in found.pauses) and max(found.pauses) >= 4


def test_another_refusal_is_tried_as_often(hall: Hall) -> None:
    """A store that is away comes back: its code is said, the pauses stay short."""
    hall.refuses = "store_away"
    found = Tries(hall.url, 2)
    assert len(found.said) == 1 and "store_away" in found.said[0][1]
    assert all(pause <= 8 for pause in found.pauses)
