"""Limits: requests a second, bytes of a body, bytes of a frame, in both modes, before memory is used."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import time
import uuid
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
import websocket

from server.hall.settings.tree import Limits
from server.presence.rates import Buckets
from tests.web.house import HALL, PLENTY, House, Socket, house, until
from tests.web.test_sockets import raw

MIB = 1024  # KiB


def test_a_bucket_gives_the_burst_then_the_rate() -> None:
    """Injected clock: 40 at once, then 20 a second, never more than the burst saved up."""
    now = [0.0]
    buckets = Buckets(lambda: Limits(rate=20, burst=40), lambda: now[0])
    assert sum(buckets.take("kiosk") for _ in range(100)) == 40
    now[0] = 0.5
    assert sum(buckets.take("kiosk") for _ in range(100)) == 10
    now[0] = 1000.0
    assert sum(buckets.take("kiosk") for _ in range(100)) == 40


def test_a_refused_request_costs_no_token() -> None:
    """Hammering an empty bucket does not keep it empty."""
    now = [0.0]
    buckets = Buckets(lambda: Limits(rate=1, burst=1), lambda: now[0])
    assert buckets.take("kiosk")
    for step in range(1, 100):
        now[0] = step / 100
        assert not buckets.take("kiosk")
    now[0] = 1.0
    assert buckets.take("kiosk")


def test_each_identity_has_its_own_bucket_and_the_bucket_follows_the_settings() -> None:
    """One flood leaves the others alone; a change of settings works at once."""
    limits = [Limits(rate=1, burst=1)]
    buckets = Buckets(lambda: limits[0], lambda: 0.0)
    assert buckets.take("a") and not buckets.take("a") and buckets.take("b")
    limits[0] = Limits(rate=1, burst=3)
    assert [buckets.take("c") for _ in range(4)] == [True, True, True, False]


NOWHERE = {"do": "ticket.issue", "line": "Z"}  # costs what every command costs, and the disk nothing
MANY = 300


def at_once(kiosk: Socket) -> list[Any]:
    """The answers to many commands that do not wait for each other."""
    acks: list[Any] = []
    for _ in range(MANY):
        kiosk.client.emit("command", NOWHERE | {"key": str(uuid.uuid4())}, callback=acks.append)
    until(lambda: len(acks) == MANY, 30.0, "every answer")
    return acks


def test_the_default_limits_hold_live(tmp_path: Path) -> None:
    """20/s with a burst of 40: a flood of one device gets 429, on either way, and others go on."""
    with house(tmp_path, plenty=False, day=False) as made:
        made.do("day.open")
        _, flood = made.device("kiosk")
        _, calm = made.device("kiosk")
        begun = time.monotonic()
        with made.socket({"token": flood}) as kiosk:
            acks = at_once(kiosk)
            seconds = time.monotonic() - begun
            for _ in range(MANY):
                kiosk.client.emit("resync")
            kiosk.command("ticket.issue", line="A")
            assert len(kiosk.of("view")) <= 41 + 40 * (time.monotonic() - begun)
        let_in = [ack for ack in acks if ack["status"] != 429]
        assert 40 <= len(let_in) <= 41 + 20 * seconds
        assert {(ack["status"], ack["code"]) for ack in acks} == {(404, "line_unknown"), (429, "too_fast")}
        with ThreadPoolExecutor(8) as pool:
            codes = list(pool.map(lambda _: made.command(token=f"Device {flood}", **NOWHERE), range(MANY)))
        assert {code.status_code for code in codes} == {404, 429}
        assert made.command("ticket.issue", f"Device {calm}", line="A").status_code == 200
        time.sleep(0.06)  # the time itself is tested: one token in 50 ms, whatever was refused meanwhile
        assert made.command("ticket.issue", f"Device {flood}", line="A").status_code == 200
        made.do("settings.set", changes=PLENTY)
        with made.socket({"token": flood}) as kiosk:
            assert {ack["status"] for ack in at_once(kiosk)} == {404}


# -- bytes of a body ---------------------------------------------------------------------------


def body(size: int) -> bytes:
    """A command of exactly so many bytes."""
    frame = b'{"do":"settings.import","settings":{"x":""}}'
    return frame[:-3] + b"x" * (size - len(frame)) + frame[-3:]


def test_a_body_of_64_kib_is_read_and_one_byte_more_is_413(both: House) -> None:
    """The limit is 65,536 bytes, to the byte."""
    before = both.entries()
    headers = {"Authorization": f"Bearer {both.key}", "Content-Type": "application/json"}
    url = f"{both.url}/api/v1/halls/{HALL}/commands"
    for size, status in ((65_536, 422), (65_537, 413)):
        headers["Idempotency-Key"] = str(uuid.uuid4())
        response = both.http.post(url, data=body(size), headers=headers, timeout=60)
        assert (response.status_code, response.json()["status"]) == (status, status)
    assert response.json()["code"] == "too_big"
    assert both.entries() == before


def at_most(both: House) -> int:
    """KiB a flood may take: Werkzeug (threading mode, tests only) drains a refused body 10 MB at a time."""
    return (10 if both.mode == "eventlet" else 25) * MIB


def chunked(both: House, path: str, chunks: Iterator[bytes]) -> bytes:
    """First bytes of the answer to a chunked body without length."""
    host, _, port = both.host.partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as wire:
        wire.sendall(
            f"POST {path} HTTP/1.1\r\nHost: {both.host}\r\nAuthorization: Bearer {both.key}\r\n"
            f"Idempotency-Key: {uuid.uuid4()}\r\nContent-Type: application/json\r\n"
            "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode()
        )
        with contextlib.suppress(ConnectionError):  # it may hang up in the middle: that is its right
            for chunk in chunks:
                wire.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            wire.sendall(b"0\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            return wire.recv(65_536)
    return b""


COMMANDS = f"/api/v1/halls/{HALL}/commands"


def test_a_chunked_command_works_and_a_chunked_flood_is_413_without_memory(both: House) -> None:
    """200 MiB in chunks, no length: refused, at most 10 MiB more memory at any moment."""
    assert b" 200 " in chunked(both, COMMANDS, iter([b'{"do":"ticket.is', b'sue","line":"A"}']))[:15]
    before, peak = both.entries(), both.fresh_peak()
    answer = chunked(both, COMMANDS, (b"x" * 65_536 for _ in range(3200)))
    assert answer == b"" or b" 413 " in answer[:15]
    assert both.peak_kib() - peak <= at_most(both)
    assert both.entries() == before
    assert both.command("ticket.issue", line="A").status_code == 200


@pytest.mark.parametrize(
    "path", ["/api/v1/enrol", "/api/v1/session", "/api/v1/password", "/socket.io/?EIO=4"]
)
def test_no_other_route_takes_a_flood_either(both: House, path: str) -> None:
    """Any POST stops reading at the limit."""
    peak = both.fresh_peak()
    answer = chunked(both, path, (b"x" * 65_536 for _ in range(800)))
    assert answer == b"" or answer[9:10] == b"4"
    assert both.peak_kib() - peak <= at_most(both)


# -- bytes of a frame --------------------------------------------------------------------------


def frames(size: int, piece: int, *, deflated: bool = False) -> Iterator[bytes]:
    """One text message of `size` bytes in masked websocket frames of `piece` bytes."""
    for at in range(0, size, piece):
        opcode = (0x81 if at + piece >= size else 0x01) if at == 0 else (0x80 if at + piece >= size else 0x00)
        body = b"4" * min(piece, size - at)
        if deflated:
            pressed = zlib.compressobj(wbits=-15)
            body = (pressed.compress(body) + pressed.flush(zlib.Z_SYNC_FLUSH))[:-4]
            opcode |= 0x40
        length = len(body)
        head = struct.pack("!BBQ", opcode, 0x80 | 127, length)
        yield head + b"\0\0\0\0" + body


@pytest.mark.parametrize("piece", [200 * 1024 * 1024, 60_000], ids=["one frame", "fragments"])
@pytest.mark.parametrize("known", [False, True], ids=["nobody", "device"])
def test_a_200_mib_message_is_cut_before_it_is_in_memory(both: House, piece: int, known: bool) -> None:
    """One frame, or fragments under the frame limit: the connection ends, memory stays."""
    _, token = both.device("kiosk")
    begun = both.fresh_peak()
    ws = raw(both, {"token": token} if known else None)
    cut = False
    try:
        for frame in frames(200 * 1024 * 1024, piece):
            view = memoryview(frame)
            while view:
                view = view[ws.sock.send(view[:65_536]) :]
    except TimeoutError:
        pytest.fail("neither read nor cut")
    except OSError:
        cut = True
    ws.sock.close()
    assert cut, "the server read all of it"
    assert both.peak_kib() - begun <= at_most(both)
    assert both.command("ticket.issue", f"Device {token}", line="A").status_code == 200


def test_what_follows_a_websocket_that_was_cut_is_no_request(both: House) -> None:
    """Its bytes are not read on as the head of another request."""
    log = both.folder / "server.log"
    before = log.read_text().count("HTTP/0.9")
    ws = raw(both, None)
    with contextlib.suppress(OSError, websocket.WebSocketException):
        ws.sock.sendall(b"".join(frames(100_000, 100_000)))
        while ws.recv():
            pass
    ws.sock.close()
    for _ in range(20):  # by then it would have been read
        assert requests.get(f"{both.url}/healthz", timeout=60).status_code == 200
    assert log.read_text().count("HTTP/0.9") == before


def test_a_compressed_bomb_is_cut_too(both: House) -> None:
    """100 MiB of zeros pressed into 100 kB of a permessage-deflate frame."""
    _, token = both.device("kiosk")
    begun = both.rss_kib()
    host, _, port = both.host.partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as wire:
        wire.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {both.host}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n".encode()
        )
        assert b" 101 " in wire.recv(65_536)
        with contextlib.suppress(OSError):
            for frame in frames(60 * 1024 * 1024, 60 * 1024 * 1024, deflated=True):
                wire.sendall(frame)
        with contextlib.suppress(OSError):
            while wire.recv(65_536):
                pass
    assert both.rss_kib() - begun <= at_most(both)
    assert both.command("ticket.issue", f"Device {token}", line="A").status_code == 200


def test_a_frame_of_up_to_64_kib_is_a_command_like_any_other(both: House) -> None:
    """A big but allowed message is read and refused by its content only."""
    _, token = both.device("kiosk")
    with both.socket({"token": token}) as kiosk:
        note = "x" * 65_000
        assert kiosk.call("command", {"key": "k" * 20, "do": "ticket.issue", "line": note})["status"] == 422
        assert kiosk.command("ticket.issue", line="A")["status"] == 200


def test_polling_posts_have_the_same_limit(both: House) -> None:
    """A long polling body over the limit is refused by its length."""
    opened = both.http.get(f"{both.url}/socket.io/?EIO=4&transport=polling", timeout=60)
    sid = json.loads(opened.text[1:])["sid"]
    url = f"{both.url}/socket.io/?EIO=4&transport=polling&sid={sid}"
    response = both.http.post(url, data=b"4" * 65_537, timeout=60)
    assert (response.status_code, response.json()["code"]) == (413, "too_big")
    assert both.http.post(url, data=b"3", timeout=60).status_code == 200
