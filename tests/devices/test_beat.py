"""The beat of a kiosk's agent: how its printer is, without a ticket, to a hall that may not know the beat."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from kiosk.printing.status import PrinterStatus
from server.wire.beating import Beating
from server.wire.client import Connection
from tests.devices.printer_simulator import Mood, PrinterSimulator
from tests.ports import refusing
from tests.web.house import ROOT, until
from tests.wire.hall import Hall, running

HELLO = {"role": "kiosk", "demo": False}


@pytest.fixture
def hall() -> Iterator[Hall]:
    with running() as made:
        made.says = [("hello", HELLO)]
        yield made


def test_the_printer_is_known_without_a_ticket(hall: Hall, tmp_path: Path) -> None:
    """Out of paper when the agent starts, refilled later: the hall hears both from the process, unasked."""
    hall.knows("beat", {})
    (tmp_path / "token").write_text("token")
    with PrinterSimulator(Mood.out()) as printer:
        words = ["--server", hall.url, "--token-file", str(tmp_path / "token"), "--printer", printer.url]
        agent = subprocess.Popen(
            [sys.executable, "-m", "kiosk.agent", *words, "--data", str(tmp_path / "state")], cwd=ROOT
        )
        try:
            out = {"state": "fault", "paper": "out", "causes": ["paper", "offline"]}
            until(lambda: out in told(hall), what="out")
            printer.mood = Mood()
            until(lambda: told(hall)[-1] == {"state": "ok", "paper": "ok", "causes": []}, what="refilled")
        finally:
            agent.terminate()
            assert agent.wait(timeout=60) == 0


def test_a_proxy_for_the_internet_is_not_asked_for_the_hall(hall: Hall, tmp_path: Path) -> None:
    """The environment of the machine names one that does not know the hall."""
    hall.knows("beat", {})
    (tmp_path / "token").write_text("token")
    words = ["--server", hall.url, "--token-file", str(tmp_path / "token"), "--printer", f"paper:{tmp_path}"]
    with refusing() as nobody:
        named = dict.fromkeys(("http_proxy", "HTTP_PROXY", "all_proxy"), f"http://127.0.0.1:{nobody}")
        agent = subprocess.Popen(
            [sys.executable, "-m", "kiosk.agent", *words, "--data", str(tmp_path / "state")],
            cwd=ROOT, env=dict(os.environ) | named,
        )  # fmt: skip
        try:
            until(lambda: hall.asked, what="a beat")
        finally:
            agent.terminate()
            assert agent.wait(timeout=60) == 0


def told(hall: Hall) -> list[Any]:
    """What the beats said of the printer."""
    return [beat["device"]["printer"] for beat in hall.asked if "device" in beat] or [None]


class Watched(Connection):
    """Notes in which way each beat went."""

    def __init__(self, url: str, token: str, hear: dict[str, Any]) -> None:
        self.ways: list[str] = []
        super().__init__(url, token, hear, lambda zh, en: None)

    def call(self, event: str, data: Any) -> Any:
        answer = super().call(event, data)
        self.ways.append("answered" if answer is not None else "call")
        return answer

    def send(self, event: str, data: Any) -> None:
        super().send(event, data)
        self.ways.append("send")


def beating(url: str, token: str) -> tuple[Watched, Beating]:
    """A beat twenty times a second over a connection of its own."""
    beats: list[Beating] = []
    hear = {"hello": lambda hello: beats[0].afresh(welcome=hello["role"] == "kiosk")}
    connection = Watched(url, token, hear)
    beats.append(Beating(connection, every_seconds=0.05))
    for work in (connection.run, beats[0].run):
        threading.Thread(target=work, daemon=True).start()
    return connection, beats[0]


def test_a_hall_that_answers_is_asked_each_time(hall: Hall) -> None:
    """And a change is said at once, in between."""
    hall.knows("beat", {"speaker": None})
    connection, beat = beating(hall.url, "token")
    until(lambda: len(connection.ways) >= 3, what="three beats")
    beat.say(printer=asdict(PrinterStatus("ok", "low")))
    until(lambda: told(hall)[-1] == {"state": "ok", "paper": "low", "causes": []}, what="low")
    assert set(connection.ways) == {"answered"}
    beat.stop()
    connection.leave()


def test_a_hall_that_does_not_know_the_beat_is_asked_once(hall: Hall) -> None:
    """Without an answer none is waited for any more; the beats go on, and what the hall knows still works."""
    hall.knows("command", {"status": 200})
    connection, beat = beating(hall.url, "token")
    until(lambda: len(connection.ways) >= 5, what="five beats")
    assert connection.ways[:5] == ["call", "send", "send", "send", "send"]
    assert Connection.call(connection, "command", {}) == {"status": 200}
    beat.stop()
    connection.leave()


def test_who_is_no_kiosk_does_not_beat(hall: Hall) -> None:
    """A board's token by mistake: nothing about a printer is told of the board."""
    hall.knows("beat", {})
    hall.knows("command", {"status": 200})
    hall.says = [("hello", HELLO | {"role": "board"})]
    connection, beat = beating(hall.url, "token")
    until(lambda: connection.connected, what="connected")
    assert Connection.call(connection, "command", {}) == {"status": 200}
    assert connection.ways == []
    beat.stop()
    connection.leave()
