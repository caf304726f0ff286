"""A screen of a real hall: its agent in this process, its browser a real Chromium."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from display.agent import Agent
from display.browser import Browser
from display.errors import BrowserError
from display.guard import Pace
from display.page import Page
from display.restarts import Restarts
from tests.ports import lasting
from tests.web.house import House, until

PROGRAM = "chromium-headless-shell"
FLAGS = ("--no-sandbox", "--headless", "--disable-gpu")
QUICK = Pace(look=0.25, patience=30.0, show=60.0)  # the patience is for a busy machine


class Running(Agent):
    """The agent, and what a person sees who stands before its screen."""

    @property
    def browser(self) -> Browser:
        """The one that runs."""
        found = self._guard._browser
        assert found is not None
        return found

    @property
    def pid(self) -> int:
        """Of the browser; 0 when none runs."""
        found = self._guard._browser
        return found._pid if found is not None else 0

    @property
    def page(self) -> Page:
        """Its page."""
        found = self._guard._page
        assert found is not None
        return found

    def well(self) -> bool:
        """Whether the page of its device stands."""
        return self._guard._well_at > 0

    def reads(self, place: str = "body") -> str:
        """The words on the screen, or at the first place of a selector; "" where nothing is or answers."""
        try:
            words = f"document.querySelector({json.dumps(place)})?.innerText ?? ''"
            return str(self.page._evaluate(words, 10.0))
        except (AssertionError, BrowserError):
            return ""

    def renderers(self) -> list[int]:
        """Processes that draw pages."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (process / "cmdline").read_bytes()
                if b"--type=renderer" in words and os.getpgid(int(process.name)) == self.pid:
                    found.append(int(process.name))
        return found

    def hang(self, patience: float | None = None) -> None:
        """The page's script never ends from now on. Wait until the agent has healed it. patience: seconds
        after which it sees that, instead of those of its pace."""
        before, usual = self.pid, self._guard._pace
        self._guard._pace = msgspec.structs.replace(usual, patience=patience or usual.patience)
        with contextlib.suppress(BrowserError):
            self.page._evaluate("for (;;);", 0.1)
        until(lambda: self.pid != before, what="it is seen")
        self._guard._pace = usual
        self.healed(before)

    def lose(self, pids: list[int]) -> None:
        """Kill -9, and wait until the agent has healed it."""
        assert pids
        before = self.pid
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        self.healed(before)

    def healed(self, before: int) -> None:
        """Wait for another browser with the page of before."""
        until(lambda: self.pid not in (0, before) and self.well(), what="the page is back")


@contextlib.contextmanager
def agent(
    server: str,
    token: str,
    folder: Path,
    pace: Pace = QUICK,
    restarts: Restarts | None = None,
    program: str = PROGRAM,
    flags: tuple[str, ...] = FLAGS,
) -> Iterator[Running]:
    """It runs until the end of the block."""
    made = Running(server, token, program, flags, folder, pace, restarts)
    work = threading.Thread(target=made.run)
    work.start()
    try:
        yield made
    finally:
        made.ending.now()
        work.join(60)
        assert not work.is_alive()


class Way:
    """A way to a hall that opens and closes: a network, or a server that is started again."""

    def __init__(self, hall: House) -> None:
        self._hall, self._port = hall, lasting()
        self.url = f"http://127.0.0.1:{self._port}"
        self._listener: socket.socket | None = None
        self._lines: list[socket.socket] = []

    def open(self) -> None:
        """From now on the hall is there."""
        self._listener = socket.create_server(("127.0.0.1", self._port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        """Nobody listens, and every line is cut."""
        assert self._listener is not None
        for line in (self._listener, *self._lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        self._lines.clear()

    def _accept(self, listener: socket.socket) -> None:
        host, _, port = self._hall.host.partition(":")
        with contextlib.suppress(OSError):
            while True:
                here = listener.accept()[0]
                there = socket.create_connection((host, int(port)))
                self._lines += [here, there]
                for pair in ((here, there), (there, here)):
                    threading.Thread(target=_hand_on, args=pair, daemon=True).start()


def _hand_on(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with contextlib.suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)


def ordered(hall: House, device: str, act: str) -> dict[str, Any]:
    """Give an order and wait for what comes of it."""
    id = hall.do("device.order", device=device, act=act)["order"]

    def row() -> dict[str, Any]:
        rows = hall.view("supervisor")["live"].get("ordered", [])
        return next(row for row in rows if row["id"] == id)

    until(lambda: row()["state"] != "sent", what=act)
    return row()


def alarms(hall: House) -> list[str]:
    """What a supervisor is told of screens."""
    found = hall.view("supervisor")["live"].get("alarms", [])
    return [alarm["zh"] for alarm in found if alarm["kind"] == "screen"]
