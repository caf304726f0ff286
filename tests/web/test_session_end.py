"""An open page whose session ends: it hears nothing within a second; its own beats keep no session alive.

In one process, in threading mode, so that the hall's clock is in the test's hand.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from werkzeug.serving import make_server

from server.hall.units import HOUR, MINUTE
from server.registry.commands import AddAccount
from server.web import who
from server.web.app import create
from server.web.options import Options
from tests.engine.room import Clocks, Room, room
from tests.web.house import Socket, until

PASSWORD = "correct horse battery"
TAG = "0a1b2c"


@contextmanager
def served(made: Room) -> Iterator[str]:
    """The hall over HTTP; its address."""
    house = made.house
    rooms = house.rooms()
    app, _ = create(rooms, Options(mode="threading", tag=TAG))
    server: Any = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


class Desk:
    """A person who signed in, with an open page."""

    def __init__(self, made: Room, url: str) -> None:
        self.clocks, admission = made.clocks, made.house.admission
        code = made.do(AddAccount(name="wang", role="supervisor")).result["code"]
        admission.set_password("wang", code, PASSWORD)
        cookie = admission.sign_in("wang", PASSWORD)
        self.page = Socket()
        headers = {"Cookie": f"{who.cookie_name(None, Options(tag=TAG))}={cookie}"}
        self.page.connect(url, {}, headers=headers)
        self.page.wait("view")

    @property
    def out(self) -> bool:
        """Whether the page was hung up on."""
        return bool(self.page.of("disconnect"))


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Somebody at a desk."""
    with room(clocks=Clocks()) as made, served(made) as url:
        found = Desk(made, url)
        yield found
        found.page.leave()


def goes_out(desk: Desk) -> None:
    """The page closes within a second."""
    until(lambda: desk.out, 1.0, "the page closes")


def stays(desk: Desk) -> None:
    """The page is still there after whoever looks has looked."""
    heard = len(desk.page.of("view"))
    threading.Event().wait(0.7)
    desk.page.client.emit("resync")
    desk.page.wait("view", heard + 1)
    assert not desk.out


def test_an_idle_session_ends_with_its_open_page(desk: Desk) -> None:
    """30 minutes without a command."""
    desk.clocks.go(29 * MINUTE)
    stays(desk)
    desk.clocks.go(2 * MINUTE)
    goes_out(desk)


def test_what_the_page_does_by_itself_keeps_no_session_alive(desk: Desk) -> None:
    """Beats and resyncs are no use of it by a person."""
    for _ in range(6):
        desk.clocks.go(6 * MINUTE)
        if not desk.out:
            desk.page.client.emit("resync")
            desk.page.client.call("beat", {"build": "x"}, timeout=5) if not desk.out else None
    goes_out(desk)


def test_a_command_keeps_the_session_and_the_page(desk: Desk) -> None:
    """Until 12 hours are over, whatever happens."""
    for _ in range(28):
        desk.clocks.go(25 * MINUTE)
        assert desk.page.command("window.recall", window=1)["status"] in (404, 409)
        assert not desk.out
    desk.clocks.go(HOUR // 2 - 5 * MINUTE)
    goes_out(desk)
