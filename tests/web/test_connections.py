"""Connections without an identity: idle ones, slow ones, too many; and serving that ends by itself."""

from __future__ import annotations

import contextlib
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from server.runtime.connections import Connections
from tests.web.house import ROOT, House, house, until

MODES = ["eventlet", "threading"]
THOUSANDS = 4_200  # more than the server has places


def wire(hall: House) -> socket.socket:
    """A bare connection."""
    host, _, port = hall.host.partition(":")
    return socket.create_connection((host, int(port)), timeout=30)


@contextlib.contextmanager
def idle(hall: House, count: int) -> Iterator[list[socket.socket]]:
    """So many connections that say nothing. Raises the limit of this process where it must."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count + 200:
        pytest.skip(f"this machine allows {hard} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count + 200), hard))
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(wire(hall)) for _ in range(count)]


def healthy(hall: House, seconds: float = 3.0) -> float:
    """How long /healthz took on a connection of its own."""
    begun = time.monotonic()
    assert requests.get(f"{hall.url}/healthz", timeout=seconds).status_code == 200
    return time.monotonic() - begun


@pytest.mark.parametrize("mode", MODES)
def test_more_idle_connections_than_open_files_end_nothing(tmp_path: Path, mode: str) -> None:
    """1,100 idle ones where 1,024 files may be open: it serves beside them and after them."""
    with house(tmp_path, mode, day=False, files=(1024, 1024)) as hall:
        with idle(hall, 1_100):
            healthy(hall)
        healthy(hall)
        assert hall.process.poll() is None


@pytest.mark.parametrize("mode", MODES)
def test_thousands_of_idle_connections_keep_nobody_out(tmp_path: Path, mode: str) -> None:
    """A low limit that may be raised: a screen that was there stays, /healthz answers ten times."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with house(tmp_path, mode, day=False, files=(256, hard)) as hall:
        _, token = hall.device("board")
        with hall.socket({"token": token}) as board, idle(hall, THOUSANDS):
            for _ in range(10):
                healthy(hall)
            board.client.emit("resync")
            board.wait("view", 2)
            assert not board.of("disconnect")


def drip(hall: House, begin: bytes, piece: bytes) -> float:
    """Seconds until the server hangs up on a request that comes in small pieces and never ends."""
    with wire(hall) as slow:
        begun = time.monotonic()
        slow.sendall(begin)
        slow.settimeout(0.5)
        while time.monotonic() - begun < 60:
            try:
                if slow.recv(4096) == b"":
                    break
            except TimeoutError:
                with contextlib.suppress(OSError):
                    slow.sendall(piece)
            except OSError:
                break
        return time.monotonic() - begun


HEAD = b"\r\nHost: x\r\n"
BODY = b"Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n"
WHOLE = b"GET /healthz HTTP/1.1" + HEAD + b"\r\n"
# What is sent at once, what follows every half second, and the seconds until the server hangs up.
SLOW = {
    "nothing": (b"", b"", 10),
    "half a head": (b"GET / HTTP/1.1\r\nX: ", b"y", 10),
    "half a body": (b"POST /api/v1/enrol HTTP/1.1" + HEAD + BODY, b" ", 20),
}
KEPT = {"half a second head": (WHOLE + b"GET / HTTP/1.1\r\nX: ", b"y", 10)}


def comes_back(hall: House) -> None:
    """One request, 12 s of silence, another one; the answers must come on one connection."""
    with wire(hall) as kept:
        for wait in (12, 0):
            kept.sendall(WHOLE)
            heard = b""
            while not heard.endswith(b'{"ok":true}'):
                heard += kept.recv(4096) or pytest.fail("hung up on")
            time.sleep(wait)  # the time itself is what is tested


def test_a_request_has_its_time_and_a_silence_between_two_has_more(both: House) -> None:
    """10 s for a head, 20 s for a body, however many pieces come; a browser that comes back after 12 s
    finds its connection as it left it (Werkzeug's server keeps none); everybody else is served meanwhile."""
    cases = SLOW | (KEPT if both.mode == "eventlet" else {})
    with ThreadPoolExecutor() as pool:
        slow = {name: pool.submit(drip, both, begin, piece) for name, (begin, piece, _) in cases.items()}
        kept = [pool.submit(comes_back, both)] if both.mode == "eventlet" else []
        while not all(each.done() for each in [*kept, slow["half a head"]]):
            healthy(both)
            time.sleep(0.2)
        for each in kept:
            each.result()
        for name, (_, _, seconds) in cases.items():
            assert seconds - 1 <= slow[name].result() <= seconds + 4, name


ENDS = """
import sys
from server.runtime import threads
threads.patch(sys.argv[1])
import socket
from server.runtime import serving
listener = serving.listen("127.0.0.1", 0)
def app(environ, start):
    listener.shutdown(socket.SHUT_RDWR)
    start("200 OK", [("Content-Length", "0")])
    return [b""]
def ready():
    print(listener.getsockname()[1], flush=True)
sys.exit(0 if serving.serve(app, listener, ready=ready) else 7)
"""


@pytest.mark.parametrize("mode", MODES)
def test_serving_that_ends_by_itself_ends_the_process(mode: str) -> None:
    """A listener that is gone: serve() returns and says that nobody told it to, within seconds."""
    command = [sys.executable, "-c", ENDS, mode]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        try:
            port = int(process.stdout.readline())
            with contextlib.suppress(requests.RequestException):
                requests.get(f"http://127.0.0.1:{port}/", timeout=5)
            assert process.wait(timeout=10) == 7
        finally:
            process.kill()


# -- who gives way -------------------------------------------------------------------------------


class Ends:
    """Pairs of connected sockets; `gone` says which of ours were hung up on."""

    def __init__(self) -> None:
        self.pairs: list[tuple[socket.socket, socket.socket]] = []

    def pair(self) -> socket.socket:
        """The server's end of a new connection."""
        self.pairs.append(socket.socketpair())
        return self.pairs[-1][0]

    def gone(self) -> list[int]:
        """Indices of the connections whose other end hears that it is over."""
        found = []
        for index, (_, far) in enumerate(self.pairs):
            far.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                if far.recv(1) == b"":
                    found.append(index)
        return found


@pytest.fixture
def ends() -> Iterator[Ends]:
    """Sockets that are closed again."""
    made = Ends()
    yield made
    for pair in made.pairs:
        for each in pair:
            each.close()


def test_when_all_places_are_taken_the_longest_silent_one_goes(ends: Ends) -> None:
    """First those who never asked anything, then those between two requests; who is served stays."""
    places = Connections(most=3, each=99)
    silent, between, served = (ends.pair() for _ in range(3))
    for sock in (between, silent, served):
        assert places.enter(sock, "10.0.0.1")
    for sock in (between, served):
        places.busy(sock)
    places.idle(between)
    late, later, last = (ends.pair() for _ in range(3))
    assert places.enter(late, "10.0.0.2")
    places.busy(late)
    assert ends.gone() == [0]
    assert places.enter(later, "10.0.0.2")
    places.busy(later)
    assert ends.gone() == [0, 1]
    assert not places.enter(last, "10.0.0.2")
    places.leave(served)
    assert places.enter(last, "10.0.0.2")


def test_one_address_has_a_share_and_a_shared_address_has_none(ends: Ends) -> None:
    """The cap is an address's own: its own silent connections go. Loopback and a named proxy have no cap."""
    places = Connections(most=100, each=2, shared=["10.0.0.9"])
    one, two, three = (ends.pair() for _ in range(3))
    for sock in (one, two, three):
        assert places.enter(sock, "10.0.0.1")
    assert ends.gone() == [0]
    for sock in (two, three):
        places.busy(sock)
    assert not places.enter(ends.pair(), "::ffff:10.0.0.1")
    for address in ("10.0.0.9", "127.0.0.1", "::1", "127.9.9.9"):
        assert all(places.enter(ends.pair(), address) for _ in range(5))


def test_an_ipv6_network_is_one_address(ends: Ends) -> None:
    """Whoever has a /64 has 2^64 addresses of it."""
    places = Connections(most=100, each=1)
    first = ends.pair()
    assert places.enter(first, "2001:db8::1")
    places.busy(first)
    assert not places.enter(ends.pair(), "2001:db8::2")
    assert places.enter(ends.pair(), "2001:db8:0:1::1")


def test_a_full_table_of_files_sheds_and_goes_on(ends: Ends) -> None:
    """What accept cannot open: the longest silent connection makes room."""
    places = Connections(most=100, each=100)
    first, second = ends.pair(), ends.pair()
    for sock in (first, second):
        places.enter(sock, "127.0.0.1")
    places.shed()
    until(lambda: ends.gone() == [0])
