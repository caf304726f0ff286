"""Connections without an identity: idle ones, slow ones, too many; and serving that ends by itself."""

from __future__ import annotations

import contextlib
import json
import os
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
import websocket

from server.bootstrap import build
from server.journal.memory import MemoryJournal
from server.runtime.connections import Connections
from server.vault.memory import memory_vault
from server.web.app import create
from server.web.options import Options
from tests.stopwatch import Stopwatch
from tests.web.house import ROOT, House, house, until
from tests.web.test_sockets import raw

MODES = ["eventlet", "threading"]
PLACES = {"eventlet": 4_096, "threading": 1_024}
SHARE = 1.0 if os.environ.get("JIAOHAO_PROOF") == "1" else 0.2  # of the server's patience


@pytest.fixture(scope="module", params=MODES)
def impatient(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server in each mode with a share of its patience."""
    program = ("tests.web.eased", request.param, str(SHARE))
    with house(tmp_path_factory.mktemp(request.param), request.param, day=False, program=program) as made:
        yield made


def wire(hall: House) -> socket.socket:
    """A bare connection."""
    host, _, port = hall.host.partition(":")
    return socket.create_connection((host, int(port)), timeout=60)


@contextlib.contextmanager
def idle(hall: House, count: int) -> Iterator[list[socket.socket]]:
    """So many connections that say nothing. Raises the limit of this process where it must."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert hard >= count + 200, f"{count + 200} open files are needed, {hard} allowed (ulimit -Hn)"
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count + 200), hard))
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(wire(hall)) for _ in range(count)]


def healthy(hall: House) -> None:
    """/healthz answers, on a connection of its own."""
    assert requests.get(f"{hall.url}/healthz", timeout=60).status_code == 200


@pytest.mark.parametrize("mode", MODES)
def test_more_idle_connections_than_open_files_end_nothing(tmp_path: Path, mode: str) -> None:
    """1,100 idle ones where 1,024 files may be open: it serves beside them and after them."""
    with house(tmp_path, mode, day=False, files=(1024, 1024)) as hall:
        with idle(hall, 1_100):
            healthy(hall)
        healthy(hall)
        assert hall.process.poll() is None


@pytest.mark.parametrize("mode", MODES)
def test_more_idle_connections_than_places_keep_nobody_out(tmp_path: Path, mode: str) -> None:
    """A low limit that may be raised: a screen that was there stays, /healthz answers ten times."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with house(tmp_path, mode, day=False, files=(256, hard)) as hall:
        _, token = hall.device("board")
        with hall.socket({"token": token}) as board, idle(hall, PLACES[mode] + 100):
            for _ in range(10):
                healthy(hall)
            board.client.emit("resync")
            board.wait("view", 2)
            assert not board.of("disconnect")


def drip(hall: House, begin: bytes, piece: bytes) -> tuple[float, float]:
    """Seconds until the server hangs up on a request that comes in small pieces and never ends: all of them,
    and by the stopwatch."""
    with wire(hall) as slow:
        begun, watch = time.monotonic(), Stopwatch()
        slow.sendall(begin)
        slow.settimeout(0.5 * SHARE)
        while time.monotonic() - begun < 60:
            try:
                if slow.recv(4096) == b"":
                    break
            except TimeoutError:
                with contextlib.suppress(OSError):
                    slow.sendall(piece)
            except OSError:
                break
        return time.monotonic() - begun, watch.seconds


HEAD = b"\r\nHost: x\r\n"
BODY = b"Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n"
WHOLE = b"GET /healthz HTTP/1.1" + HEAD + b"\r\n"
# What is sent at once, what follows every half second, and the seconds until the server hangs up; all times
# are a share of these.
SLOW = {
    "nothing": (b"", b"", 10),
    "half a head": (b"GET / HTTP/1.1\r\nX: ", b"y", 10),
    "half a body": (b"POST /api/v1/enrol HTTP/1.1" + HEAD + BODY, b" ", 20),
}
KEPT = {"half a second head": (WHOLE + b"GET / HTTP/1.1\r\nX: ", b"y", 10)}


def comes_back(hall: House) -> None:
    """One request, 12 s of silence (a share of it), another one; both answers come on one connection."""
    with wire(hall) as kept:
        for wait in (12, 0):
            kept.sendall(WHOLE)
            heard = b""
            while not heard.endswith(b'{"ok":true}'):
                heard += kept.recv(4096) or pytest.fail("hung up on")
            time.sleep(wait * SHARE)  # the time itself is what is tested


def test_a_request_has_its_time_and_a_silence_between_two_has_more(impatient: House) -> None:
    """10 s for a head, 20 s for a body, however many pieces come; a browser that comes back after 12 s
    finds its connection as it left it (Werkzeug's server keeps none); everybody else is served meanwhile."""
    keeps = impatient.mode == "eventlet"
    cases = SLOW | (KEPT if keeps else {})
    with ThreadPoolExecutor() as pool:
        slow = {name: pool.submit(drip, impatient, begin, piece) for name, (begin, piece, _) in cases.items()}
        kept = [pool.submit(comes_back, impatient)] if keeps else []
        while not all(each.done() for each in [*kept, slow["half a head"]]):
            healthy(impatient)
            time.sleep(0.1)  # between two looks
        for each in kept:
            each.result()
        for name, (_, _, seconds) in cases.items():
            least, most = slow[name].result()
            assert (seconds - 1) * SHARE <= least, name
            assert most <= seconds * SHARE + 4, name


def test_a_socket_that_does_not_say_who_it_is_is_closed_in_time(impatient: House) -> None:
    """10 s to connect (a share of it); nobody holds connections open for nothing."""
    ws, watch, heard = raw(impatient, None), Stopwatch(), ""
    with pytest.raises((websocket.WebSocketConnectionClosedException, ConnectionError)):
        while True:
            heard = str(ws.recv())
            if heard == "2":
                ws.send("3")
    assert watch.seconds <= 10 * SHARE + 4
    assert heard in ("1", "2", "")


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
                requests.get(f"http://127.0.0.1:{port}/", timeout=60)
            assert process.wait(timeout=60) == 7
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


def test_a_poll_of_a_closed_session_is_one_of_no_session() -> None:
    """Its pings came too late and it was closed: what the client posts then is told 400, as what it asks for.
    Before, the server's own error: 500."""
    room = build(MemoryJournal(), memory_vault())
    app, sockets = create(room.rooms(), Options(mode="threading"))
    client = app.test_client()
    path = "/socket.io/?EIO=4&transport=polling"
    sid = json.loads(client.get(path).text[1:])["sid"]
    eio = sockets.io.server.eio
    eio.sockets[sid].closed = True
    assert client.post(f"{path}&sid={sid}", data="3").status_code == 400
    assert client.get(f"{path}&sid={sid}").status_code == 400
    assert sid not in eio.sockets
