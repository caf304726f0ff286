"""Hostile input on every route and event: its 4xx or a closed connection; no 5xx, nothing changes."""

from __future__ import annotations

import contextlib
import json
import os
import random
import uuid
from pathlib import Path

import pytest
import websocket

from tests.web.house import HALL, House, until
from tests.web.test_sockets import raw

COUNT = 100_000 if os.environ.get("JIAOHAO_PROOF") == "1" else 1_500
COMMANDS = f"/api/v1/halls/{HALL}/commands"
POSTS = [
    COMMANDS,
    "/api/v1/enrol",
    "/api/v1/session",
    "/api/v1/password",
    "/socket.io/?EIO=4&transport=polling",
]

SEEDS = [
    b'{"do":"ticket.issue","line":"\xff"}',
    b'{"do":"window.next","window":99999999999999999999}',
    b'{"do":"window.finish","window":1,"outcome":"direct","days":-1}',
    b'{"do":"settings.set","changes":{"__proto__":1,"identity.name":["x"]}}',
    b'{"do":"settings.set","changes":{"lines.9999.name":"x","windows.-1.name":"x","":0}}',
    b'{"do":"settings.import","settings":{"identity":null}}',
    b'{"do":"account.add","name":"../../etc","role":"admin"}',
    b'{"do":"device.revoke","id":"\\u0000\\n{{7*7}}"}',
    b'{"do":"ticket.cancel","ticket":"A001\' or 1=1 --"}',
    b'{"do":"ticket.rejoin","ticket":"<script>alert(1)</script>"}',
    b'{"do":"print.report","job":"../x.1","state":"sent"}',
    b'{"do":"call.played","call":1e400,"zone":"main","state":"played"}',
    b'{"code":"\\ud800"}',
    b'{"code":{"$ne":null}}',
    b'{"name":"admin","password":"admin"}',
    b'{"name":"admin","code":"","password":""}',
    b"[" * 20_000,
    b'{"a":' * 10_000,
    b"[" * 20_000 + b"]" * 20_000,
    b'{"do":"ticket.issue","line":"' + b"A" * 60_000 + b'"}',
    b"",
    b"\x00" * 1000,
    "票".encode() * 5000,
]

PACKETS = [
    '42["command"]',
    '421["command",null]',
    '421["command",{"do":[]}]',
    '421["command",1,2,3]',
    "42[]",
    "42{}",
    "42null",
    "42",
    "4",
    "40",
    '40{"token":"x"}',
    "41",
    "41/other,",
    "40/other,{}",
    "43[]",
    "43999999999[1]",
    '4' + "3" + "9" * 100 + "[1]",
    '4' + "2" + "9" * 101 + '["command",{}]',
    '451-["command",{"_placeholder":true,"num":0}]',
    '459999999999-["command"]',
    '44{"message":"x"}',
    "4" + "[" * 20_000,
    '42["command",' + "[" * 20_000 + "]" * 20_000 + "]",
    '42["connect",{}]',
    '42["disconnect"]',
    '42["resync",{"role":"supervisor"}]',
    "1",
    "2probe",
    "3" * 500,
    "5",
    "6",
    "9",
    "",
    "x",
    "票",
    "bQUJD",
]  # fmt: skip


def fuzzed(seed: int) -> bytes:
    """One of the seeds with a few bytes changed, cut, doubled or swapped."""
    chance = random.Random(seed)
    body = bytearray(chance.choice(SEEDS)[:4000])
    for _ in range(chance.randint(0, 6)):
        at = chance.randint(0, len(body))
        match chance.randint(0, 3):
            case 0:
                body[at:at] = chance.randbytes(chance.randint(1, 4))
            case 1:
                del body[at : at + chance.randint(1, 8)]
            case 2:
                body[at:at] = chance.choice([b'"', b"\\u0000", b"{", b"]", b"-1", b"1e999", b"null", b"\xc3"])
            case _:
                body[at:at] = body[:20]
    return bytes(body)


def post(hall: House, path: str, body: bytes, **headers: str) -> int:
    """Status of a POST of raw bytes with every right."""
    told = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())} | headers
    return hall.http.post(hall.url + path, data=body, headers=told, timeout=60).status_code


def log_of(hall: House) -> str:
    """What the server wrote so far."""
    return (Path(hall.folder) / "server.log").read_text()


def unhurt(hall: House, entries: int, memory: int) -> None:
    """Nothing written, the memory of ended connections given back, nothing unhandled, and it works."""
    assert hall.entries() == entries
    until(lambda: hall.rss_kib() - memory <= 10 * 1024, 30, "memory back")
    assert "Traceback" not in log_of(hall), log_of(hall)[-3000:]
    assert hall.http.get(f"{hall.url}/healthz", timeout=60).status_code == 200


@pytest.mark.parametrize("path", POSTS)
def test_every_seed_on_every_route_is_refused(both: House, path: str) -> None:
    """By an administrator, so that nothing but the content refuses it."""
    before, memory = both.entries(), both.rss_kib()
    for body in SEEDS:
        status = post(both, path, body, Authorization=f"Bearer {both.key}")
        assert 400 <= status < 500, (path, body[:80], status)
    unhurt(both, before, memory)


def test_fuzzed_bodies_never_hurt(hall: House) -> None:
    """Mutated bodies on all routes: never a 5xx; 200 only where it stays a true command."""
    memory = hall.rss_kib()
    for seed in range(COUNT):
        chance = random.Random(seed)
        status = post(hall, chance.choice(POSTS), fuzzed(seed), Authorization=f"Bearer {hall.key}")
        assert status < 500, seed
    unhurt(hall, hall.entries(), memory)


@pytest.mark.parametrize(
    "headers",
    [
        {"Idempotency-Key": "x"},
        {"Idempotency-Key": "k" * 4000},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Encoding": "gzip"},
        {"Authorization": "Bearer " + "x" * 6000},
        {"Authorization": "Device \xff\xfe"},
        {"Jiaohao-Screen": "../../x", "Authorization": ""},
        {"Cookie": "jh-session=" + "y" * 3000},
        {"X-HTTP-Method-Override": "DELETE"},
    ],
)
def test_odd_headers_change_nothing(hall: House, headers: dict[str, str]) -> None:
    """Strange keys, types, credentials: a 4xx, or ignored."""
    before, memory = hall.entries(), hall.rss_kib()
    told = {"Authorization": f"Bearer {hall.key}"} | headers
    status = post(hall, COMMANDS, b'{"do":"window.open","window":1}', **told)
    assert 400 <= status < 500
    unhurt(hall, before, memory)


@pytest.mark.parametrize("known", [False, True], ids=["nobody", "device"])
def test_every_odd_packet_ends_its_own_connection_at_most(both: House, known: bool) -> None:
    """Raw packets, one connection each: the server goes on, other clients too."""
    _, token = both.device("board")
    before, memory = both.entries(), both.rss_kib()
    with both.socket({"token": token}) as other:
        other.wait("view")
        for packet in PACKETS:
            ws = raw(both, {"token": token} if known else None)
            with contextlib.suppress(OSError, websocket.WebSocketException):
                ws.send(packet)
                ws.send_binary(b"\x04" + packet.encode())
                ws.send("3")
            ws.shutdown()
        other.client.emit("resync")
        other.wait("view", 2)
        assert not other.of("disconnect")
    unhurt(both, before, memory)


def fuzz(hall: House, token: str, connections: int, chance: random.Random) -> None:
    """Thirty mutated packets on each of so many connections, all broken off."""
    for _ in range(connections):
        ws = raw(hall, {"token": token})
        with contextlib.suppress(OSError, websocket.WebSocketException):
            for _ in range(30):
                packet = bytearray(chance.choice(PACKETS).encode()[:500])
                for _ in range(chance.randint(0, 3)):
                    at = chance.randint(0, len(packet))
                    packet[at:at] = chance.randbytes(2)
                ws.send(
                    bytes(packet), chance.choice([websocket.ABNF.OPCODE_TEXT, websocket.ABNF.OPCODE_BINARY])
                )
        ws.shutdown()


def test_fuzzed_frames_never_hurt(hall: House) -> None:
    """On living connections, by a device that may do nothing harmful; the second half finds the memory
    that the first half used."""
    _, token = hall.device("board")
    before, chance = hall.entries(), random.Random(7)
    fuzz(hall, token, COUNT // 60, chance)
    memory = hall.rss_kib()
    fuzz(hall, token, COUNT // 60, chance)
    unhurt(hall, before, memory)


def test_a_storm_of_pongs_and_attachments_starts_nothing(hall: House) -> None:
    """GHSA-cgwc-pv48-fhj5 and CVE-2026-48804: no thread and no memory for either."""
    _, token = hall.device("board")
    memory = hall.rss_kib()
    threads = len(os.listdir(f"/proc/{hall.process.pid}/task"))
    ws = raw(hall, {"token": token})
    with contextlib.suppress(OSError, websocket.WebSocketException):
        for _ in range(5_000):
            ws.send("3")
    ws.shutdown()
    ws = raw(hall, {"token": token})
    with contextlib.suppress(OSError, websocket.WebSocketException):
        ws.send('459999999999-["command",{"_placeholder":true,"num":0}]')
        for _ in range(2_000):
            ws.send_binary(b"x" * 10_000)
    ws.shutdown()
    assert len(os.listdir(f"/proc/{hall.process.pid}/task")) <= threads + 2
    assert hall.rss_kib() - memory <= 5 * 1024


def test_the_versions_are_those_without_the_known_holes() -> None:
    """facts: engine.io, socket.io and eventlet have minimum versions."""
    from importlib.metadata import version

    def parts(name: str) -> tuple[int, ...]:
        return tuple(int(part) for part in version(name).split(".")[:3])

    assert parts("python-engineio") >= (4, 13, 2)
    assert parts("python-socketio") >= (5, 16, 2)
    assert parts("eventlet") >= (0, 41, 2)


def test_no_debugger_and_no_foreign_console(hall: House) -> None:
    """/console, the admin namespace of Socket.IO, the debugger's resources: nothing there."""
    for path in (
        "/console",
        "/admin",
        "/?__debugger__=yes&cmd=resource&f=style.css",
        "/metrics",
        "/.git/config",
    ):
        response = hall.http.get(hall.url + path, timeout=60)
        assert response.status_code == 404 or ("__debugger__" in path and "<main" in response.text)
    ws = raw(hall, None)
    ws.send("40/admin," + json.dumps({"token": hall.key}))
    assert str(ws.recv()).startswith("44/admin")
    ws.shutdown()
