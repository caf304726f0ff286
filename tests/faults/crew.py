"""Servers that die and come back, and clients that keep their keys until they are answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import requests
import websocket

from server.journal.sqlite import SqliteJournal
from tests.figures import tell
from tests.web.house import HALL, ROOT

SERIES = (*range(1, 900), *range(1_000, 9_000))  # the numbers of a line, in order

PROOF = os.environ.get("JIAOHAO_PROOF") == "1"


def figures(name: str, **found: Any) -> None:
    """Tell what was measured; a proof run quotes it."""
    tell(f"{name}: " + ", ".join(f"{key} {value}" for key, value in found.items()))


class Server:
    """`jiaohao serve` on a fixed port, started again and again. slowest: seconds to the first answer."""

    def __init__(self, folder: Path, port: int, **env: str) -> None:
        self.folder, self.port, self.env = folder, port, env
        self.url = f"http://127.0.0.1:{port}"
        self.slowest = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *program: str) -> float:
        """Start and wait for /healthz; the seconds it took. program: module and words before `serve`."""
        begun = time.monotonic()
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    *(program or ("server.cli",)),
                    "serve",
                    "--data",
                    str(self.folder),
                    "--port",
                    str(self.port),
                ],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                env=os.environ | self.env,
            )
        while True:
            assert self.process.poll() is None, (self.folder / "server.log").read_text()[-3000:]
            assert time.monotonic() - begun < 60, "the server does not come up"
            try:
                if requests.get(f"{self.url}/healthz", timeout=60).status_code == 200:
                    break
            except requests.RequestException:
                time.sleep(0.02)  # between two looks
        seconds = time.monotonic() - begun
        self.slowest = max(self.slowest, seconds)
        return seconds

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def kill_after(self, seconds: float) -> None:
        """kill -9 in the middle of the work."""
        time.sleep(seconds)
        self.kill()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=60)

    def admin(self, do: str, **fields: Any) -> dict[str, Any]:
        """A command by the local key; must work."""
        key = json.loads((self.folder / "serve.json").read_text())["key"]
        answer = send(requests.Session(), self.url, f"Bearer {key}", uuid.uuid4().hex, {"do": do, **fields})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["result"]
        return found

    def prepare(self) -> None:
        """An open day, open windows, no rate limits."""
        self.admin("settings.set", changes={"limits.rate": 100_000, "limits.burst": 100_000})
        self.admin("day.open")
        for window in range(1, 11):
            self.admin("window.open", window=window)


def send(http: requests.Session, url: str, token: str, key: str, body: dict[str, Any]) -> requests.Response:
    """One try of one command."""
    headers = {"Authorization": token, "Idempotency-Key": key}
    return http.post(f"{url}/api/v1/halls/{HALL}/commands", json=body, headers=headers, timeout=60)


@dataclass
class Worker:
    """Sends commands one after the other; each keeps its key until it is answered. acked: key -> answer."""

    server: Server
    token: str
    window: int | None
    seed: int
    acked: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: int = 0
    retries: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Until told to stop; what was begun is carried to its answer."""
        random, http = Random(self.seed), requests.Session()
        while not self.stop.is_set():
            self._carry(http, self._next(random), uuid.UUID(int=random.getrandbits(128)).hex)

    def _next(self, random: Random) -> dict[str, Any]:
        if self.window is None:
            return {"do": "ticket.issue", "line": random.choice("ABCDEFGHJK")}
        return {"do": random.choice(("window.next", "window.finish")), "window": self.window}

    def _carry(self, http: requests.Session, body: dict[str, Any], key: str) -> None:
        while True:
            try:
                answer = send(http, self.server.url, self.token, key, body)
            except requests.RequestException:
                self.retries += 1
                time.sleep(0.1)  # between two tries
                continue
            if answer.status_code == 200:
                self.acked[key] = answer.json()
                return
            if answer.status_code < 500:
                self.refused += 1
                return
            self.retries += 1
            time.sleep(0.1)


class Wire:
    """A bare Socket.IO client: commands and their acks, everything else is let go by."""

    def __init__(self, url: str, token: str) -> None:
        self._ws = websocket.create_connection(
            url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket",
            timeout=60,
            skip_utf8_validation=True,
        )
        self._n = 0
        self._ws.send("40" + json.dumps({"token": token}))
        self._until("40{")

    def _until(self, start: str) -> str:
        while True:
            heard = str(self._ws.recv())
            if heard.startswith(start):
                return heard[len(start) :]
            if heard == "2":
                self._ws.send("3")

    def command(self, **fields: Any) -> dict[str, Any]:
        """The ack of one command."""
        self._n += 1
        body = json.dumps(["command", {"key": uuid.uuid4().hex, **fields}])
        self._ws.send(f"42{self._n}{body}")
        found: dict[str, Any] = json.loads(self._until(f"43{self._n}"))[0]
        return found

    def leave(self) -> None:
        """Go."""
        self._ws.close()


def check(folder: Path, acked: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Every acknowledged answer is the journal's; numbers have no double and no gap; the chain verifies."""
    journal = SqliteJournal(folder, readonly=True)
    lost = 0
    for key, answer in acked.items():
        stored = journal.known(HALL, key)
        lost += stored is None or json.loads(stored.answer) != answer
    numbers: dict[str, list[int]] = {}
    for stream in journal.streams(HALL):
        for entry in journal.read(HALL, stream):
            for event in json.loads(entry.events) if stream[:1].isdigit() else []:
                if event["kind"] == "TicketIssued":
                    numbers.setdefault(f"{stream} {event['line']}", []).append(event["n"])
    doubled = sum(len(found) - len(set(found)) for found in numbers.values())
    gaps = sum(sum(n <= max(found) for n in SERIES) - len(set(found)) for found in numbers.values())
    verified = subprocess.run(
        [sys.executable, "-m", "server.cli", "verify", "--data", str(folder)], cwd=ROOT, capture_output=True
    )
    assert verified.returncode == 0, verified.stdout.decode()
    return {"acknowledged": len(acked), "lost": lost, "doubled": doubled, "gaps": gaps}
