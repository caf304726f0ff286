"""Load from one thread with bare sockets, as light as possible; the same for floor and product.

Run as processes: `python -m tests.bench.load issue|acks|ping|boards|hold SPEC`, SPEC and answer are JSON.
"""

from __future__ import annotations

import base64
import json
import os
import re
import selectors
import socket
import statistics
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

SEQ = re.compile(rb'"seq":\s?(\d+)')
TICKET = re.compile(rb'"ticket":"(\w+)"')


def quantile(times: list[float], q: float) -> float:
    """Of unsorted times."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def connect(host: str, port: int) -> socket.socket:
    """Without Nagle."""
    made = socket.create_connection((host, port), 10)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def http(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """A POST on a connection that stays open."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()] + [
        f"Content-Length: {len(body)}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + body


def whole(data: bytes) -> bool:
    """Whether a response is complete."""
    head, found, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return bool(found) and length is not None and len(body) >= int(length[1])


def post(link: socket.socket, request: bytes) -> bytes:
    """One request and its response."""
    link.sendall(request)
    data = b""
    while not whole(data):
        data += link.recv(65_536)
    return data


def key(seed: bytes, n: int) -> str:
    """An idempotency key nobody used before."""
    return f"{seed.hex()}-{n:08d}"


class Issuer:
    """One kiosk: a connection that always has one request under way."""

    def __init__(self, spec: dict[str, Any], n: int) -> None:
        self.link = connect("127.0.0.1", spec["port"])
        self.link.setblocking(False)
        self._path, self._first = spec["path"], n
        self._bodies = [body.encode() for body in spec["bodies"]]
        tokens = spec.get("tokens")
        self._headers = {"Authorization": f"Device {tokens[n % len(tokens)]}"} if tokens else {}
        self._seed, self._n, self._data, self.begun = os.urandom(8), 0, b"", 0.0

    def ask(self) -> None:
        """The next request."""
        self._n += 1
        headers = self._headers | {"Idempotency-Key": key(self._seed, self._n)}
        self._data, self.begun = b"", time.perf_counter()
        body = self._bodies[(self._first + self._n) % len(self._bodies)]
        self.link.send(http(self._path, body, headers))

    def heard(self) -> bool:
        """Read; whether the answer is whole. Anything but 200 ends the run."""
        self._data += self.link.recv(65_536)
        if not whole(self._data):
            return False
        assert self._data.startswith(b"HTTP/1.1 200"), self._data[:400]
        return True


def issue(spec: dict[str, Any]) -> dict[str, float]:
    """Closed loop of spec["clients"] for spec["seconds"]: rate, p50 and p99 in ms."""
    chooser = selectors.DefaultSelector()
    for n in range(spec["clients"]):
        issuer = Issuer(spec, n)
        chooser.register(issuer.link, selectors.EVENT_READ, issuer)
        issuer.ask()
    times: list[float] = []
    begun = time.perf_counter()
    while (now := time.perf_counter()) - begun < spec["seconds"]:
        for found, _ in chooser.select(1.0):
            issuer = found.data
            if issuer.heard():
                times.append(time.perf_counter() - issuer.begun)
                issuer.ask()
    return {
        "rate": len(times) / (now - begun),
        "p50": quantile(times, 0.5) * 1000,
        "p99": quantile(times, 0.99) * 1000,
    }


def ping(spec: dict[str, Any]) -> dict[str, float]:
    """GET /healthz every 20 ms: p99 in ms."""
    link, times = connect("127.0.0.1", spec["port"]), []
    end = time.perf_counter() + spec["seconds"]
    while time.perf_counter() < end:
        begun = time.perf_counter()
        post(link, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        times.append(time.perf_counter() - begun)
        time.sleep(0.02)
    return {"p99": quantile(times, 0.99) * 1000}


class Wire:
    """A websocket of Socket.IO."""

    def __init__(self, port: int, token: str | None) -> None:
        self.link = connect("127.0.0.1", port)
        nonce = base64.b64encode(os.urandom(16)).decode()
        self.link.sendall(
            (
                "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Key: {nonce}\r\n\r\n"
            ).encode()
        )
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.link.recv(4096)
        assert b" 101 " in data[:40], data[:200]
        self._rest = data.partition(b"\r\n\r\n")[2]
        self.send("40" + (json.dumps({"token": token}) if token else ""))

    def send(self, text: str) -> None:
        """A masked text frame."""
        data, mask = text.encode(), os.urandom(4)
        head = b"\x81" + (
            bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack(">H", len(data))
        )
        self.link.sendall(head + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(data)))

    def read(self) -> None:
        """Take in what is there."""
        self._rest += self.link.recv(262_144)
        while (frame := self._frame()) is not None:
            if frame == b"2":
                self.send("3")
            else:
                self.heard(frame)

    def heard(self, frame: bytes) -> None:
        """A message."""

    def _frame(self) -> bytes | None:
        rest = self._rest
        if len(rest) < 2:
            return None
        length, start = rest[1] & 0x7F, 2
        if length == 126:
            length, start = int.from_bytes(rest[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(rest[2:10], "big"), 10
        if len(rest) < start + length:
            return None
        self._rest = rest[start + length :]
        return rest[start : start + length]


class Board(Wire):
    """Notes when it had which seq."""

    def __init__(self, port: int, token: str | None) -> None:
        self.seq, self.at = -1, 0.0
        super().__init__(port, token)

    def heard(self, frame: bytes) -> None:
        """A frame of the hall, or something else."""
        found = SEQ.search(frame) if frame.startswith(b'42["view"') else None
        if found:
            self.seq, self.at = int(found[1]), time.perf_counter()


class Asker(Wire):
    """One page: always one command under way, answered by its acknowledgement. spec["prints"]: each number's
    paper is taken, as the kiosk's agent does it: two reports before the next number."""

    def __init__(self, spec: dict[str, Any], n: int) -> None:
        tokens = spec.get("tokens")
        self._first, self._bodies, self._prints = n, spec["bodies"], spec.get("prints", False)
        self._reports: list[dict[str, str]] = []
        self._seed, self._n, self.begun, self.times = os.urandom(8), 0, 0.0, list[float]()
        super().__init__(spec["port"], tokens[n % len(tokens)] if tokens else None)

    def ask(self) -> None:
        """The next command."""
        self._n += 1
        fields = json.loads(self._bodies[(self._first + self._n) % len(self._bodies)])
        if self._reports:
            fields = self._reports.pop(0)
        payload = {"key": key(self._seed, self._n), **fields}
        self.begun = time.perf_counter()
        self.send(f"42{self._n}" + json.dumps(["command", payload]))

    def heard(self, frame: bytes) -> None:
        """The first word (connected) begins; anything but 200 ends the run."""
        if frame.startswith(b"40"):
            self.ask()
        elif frame.startswith(b"43"):
            assert b'"status":200' in frame.replace(b" ", b""), frame[:400]
            self.times.append(time.perf_counter() - self.begun)
            found = TICKET.search(frame) if self._prints and b'"ahead"' in frame else None
            if found:
                report = {"do": "print.report", "job": f"{found[1].decode()}.1", "paper": "ok"}
                self._reports = [report | {"state": "sent"}, report | {"state": "confirmed"}]
            self.ask()


def acks(spec: dict[str, Any]) -> dict[str, float]:
    """As `issue`, over the socket."""
    chooser, askers = selectors.DefaultSelector(), []
    for n in range(spec["clients"]):
        askers.append(Asker(spec, n))
        chooser.register(askers[-1].link, selectors.EVENT_READ, askers[-1])
    begun = 0.0
    while not begun or (now := time.perf_counter()) - begun < spec["seconds"]:
        for found, _ in chooser.select(1.0):
            found.data.read()
        if not begun and all(asker.times for asker in askers):
            begun = time.perf_counter()
            for asker in askers:
                asker.times.clear()
    times = [one for asker in askers for one in asker.times]
    return {
        "rate": len(times) / (now - begun),
        "p50": quantile(times, 0.5) * 1000,
        "p99": quantile(times, 0.99) * 1000,
    }


def boards(spec: dict[str, Any]) -> dict[str, float]:
    """spec["count"] calls, each timed from the clerk's POST to the last of the boards: p50 and p99 in ms."""
    watching = [Board(spec["port"], token) for token in spec["boards"]]
    chooser = selectors.DefaultSelector()
    for board in watching:
        chooser.register(board.link, selectors.EVENT_READ, board)
    clerk, seed, n = connect("127.0.0.1", spec["port"]), os.urandom(8), 0

    def look(seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        end = time.perf_counter() + seconds
        while not until() and (left := end - time.perf_counter()) > 0:
            for found, _ in chooser.select(left):
                found.data.read()

    def act(body: str) -> int:
        nonlocal n
        n += 1
        headers = {"Idempotency-Key": key(seed, n)}
        if spec.get("clerk"):
            headers["Authorization"] = f"Bearer {spec['clerk']}"
        answer = post(clerk, http(spec["path"], body.encode(), headers))
        assert answer.startswith(b"HTTP/1.1 200"), answer[:400]
        found = SEQ.search(answer)
        assert found
        return int(found[1])

    look(1.0)
    times = []
    for _ in range(spec["count"]):
        for body in spec["before"]:
            act(body)
            look(0.08)
        for body in spec.get("just_before", ()):
            act(body)
        begun = time.perf_counter()
        seq = act(spec["body"])
        look(5.0, lambda seq=seq: all(board.seq >= seq for board in watching))
        assert all(board.seq >= seq for board in watching), "a board did not hear of the call"
        times.append(max(board.at for board in watching) - begun)
        look(0.08)
    return {
        "p50": quantile(times, 0.5) * 1000,
        "p99": quantile(times, 0.99) * 1000,
        "mean": statistics.mean(times),
    }


def hold(spec: dict[str, Any]) -> dict[str, float]:
    """Boards that look for spec["seconds"] while a clerk acts, once a second or spec["every"] so many."""
    watching = [Board(spec["port"], token) for token in spec["boards"]]
    chooser = selectors.DefaultSelector()
    for board in watching:
        chooser.register(board.link, selectors.EVENT_READ, board)
    clerk, seed = connect("127.0.0.1", spec["port"]), os.urandom(8)
    begun, n = time.perf_counter(), 0
    print("ready", flush=True)
    while (now := time.perf_counter()) - begun < spec["seconds"]:
        if spec["acts"] and now - begun >= n * spec.get("every", 1.0):
            body = spec["acts"][n % len(spec["acts"])]
            headers = {"Idempotency-Key": key(seed, n)}
            if spec.get("clerk"):
                headers["Authorization"] = f"Bearer {spec['clerk']}"
            answer = post(clerk, http(spec["path"], body.encode(), headers))
            assert answer.startswith(b"HTTP/1.1 200"), answer[:400]
            n += 1
        for found, _ in chooser.select(0.05):
            found.data.read()
    return {"acts": n}


if __name__ == "__main__":
    does = {"issue": issue, "acks": acks, "ping": ping, "boards": boards, "hold": hold}[sys.argv[1]]
    print(json.dumps(does(json.loads(sys.argv[2]))), flush=True)
