"""A real server on a real folder for tests: started as a process, spoken to over real sockets."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from socket import SHUT_RDWR
from typing import Any

import requests
import socketio
from requests.adapters import HTTPAdapter

ROOT = Path(__file__).parents[2]
HALL = "taohuajiang"
PLENTY = {"limits.rate": 100_000, "limits.burst": 100_000}


class From(HTTPAdapter):
    """Connections that leave from an address of their own (all of 127.0.0.0/8 is this machine)."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__(pool_maxsize=100)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """See HTTPAdapter."""
        super().init_poolmanager(*args, **options, source_address=(self._address, 0))


class House:
    """One running server. key: the local key, with every right."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, mode: str) -> None:
        self.process, self.folder, self.mode = process, folder, mode
        told = json.loads((folder / "serve.json").read_text())
        self.url, self.key = told["url"], told["key"]
        self.http = requests.Session()

    @property
    def host(self) -> str:
        """host:port of the server."""
        return self.url.partition("//")[2]

    @property
    def tag(self) -> str:
        """The hall's part of every name that a browser keeps for it."""
        found = re.search(r'data-tag="([^"]*)"', self.http.get(f"{self.url}/enrol", timeout=60).text)
        assert found is not None
        return found[1]

    def post(self, path: str, body: Any = None, token: str | None = None, **more: Any) -> requests.Response:
        """POST JSON; token: "Device …" or "Bearer …"."""
        headers = more.pop("headers", {}) | ({"Authorization": token} if token else {})
        return self.http.post(self.url + path, json=body, headers=headers, timeout=60, **more)

    def command(self, do: str, token: str | None = None, key: str | None = None, **fields: Any) -> Any:
        """The response of one command, by the local key unless a token is given."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        body = {"do": do} | {name.rstrip("_"): value for name, value in fields.items()}
        path = f"/api/v1/halls/{HALL}/commands"
        return self.post(path, body, token or f"Bearer {self.key}", headers=headers)

    def do(self, do: str, token: str | None = None, **fields: Any) -> dict[str, Any]:
        """The result of a command that must work."""
        response = self.command(do, token, **fields)
        assert response.status_code == 200, response.text
        return response.json()["result"]

    def device(self, role: str, **where: Any) -> tuple[str, str]:
        """(device id, token) of a new device."""
        made = self.do("device.add", name=f"{role}-{uuid.uuid4().hex[:8]}", role=role, **where)
        return made["id"], made["token"]

    def program(self, role: str, **where: Any) -> str:
        """An API token of a program with this role."""
        return str(self.do("token.add", name=f"p-{uuid.uuid4().hex[:8]}", role=role, **where)["token"])

    def view(self, role: str, arg: str = "", token: str | None = None) -> dict[str, Any]:
        """A frame over HTTP."""
        path = f"{self.url}/api/v1/halls/{HALL}/views/{role}" + (f"/{arg}" if arg else "")
        response = self.http.get(path, headers={"Authorization": token or f"Bearer {self.key}"}, timeout=60)
        assert response.status_code == 200, response.text
        return response.json()

    def where(self) -> tuple[str, int]:
        """(day, seq) of the day's stream: unchanged = nothing happened."""
        ready = self.http.get(f"{self.url}/readyz", timeout=60).json()
        return ready["day"], ready["seq"]

    def entries(self) -> int:
        """Entries of all streams in the journal."""
        import sqlite3

        (path,) = [path for path in self.folder.glob("*.db") if path.name != "vault.db"]
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            (count,) = db.execute("select count(*) from entry").fetchone()
        return int(count)

    def rss_kib(self) -> int:
        """Memory of the server process."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])

    def worked_seconds(self) -> float:
        """Processor time of the server process since its start, in steps of 10 ms."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def fresh_peak(self) -> int:
        """Memory now, and from here on peak_kib counts."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")
        return self.rss_kib()

    def peak_kib(self) -> int:
        """The most memory the server used since fresh_peak."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])

    @contextlib.contextmanager
    def socket(self, auth: dict[str, Any], **options: Any) -> Iterator[Socket]:
        """A connected Socket.IO client."""
        made = Socket()
        try:
            made.connect(self.url, auth, **options)
            yield made
        finally:
            made.leave()


class Socket:
    """A Socket.IO client that keeps what it heard, in order."""

    def __init__(self) -> None:
        self.client = socketio.Client(reconnection=False, logger=False)
        self.heard: list[tuple[str, Any]] = []
        self.client.on("*", lambda event, data=None: self.heard.append((event, data)))
        self.client.on("connect_error", lambda data=None: self.heard.append(("connect_error", data)))
        self.client.on("disconnect", lambda *why: self.heard.append(("disconnect", why)))

    def connect(self, url: str, auth: dict[str, Any], **options: Any) -> None:
        """Connect over a websocket."""
        options = {"transports": ["websocket"]} | options
        self.client.connect(url, auth=auth, wait_timeout=60, **options)

    def leave(self) -> None:
        """Go without a word: the threading mode's close handshake takes 3 s."""
        if self.client.eio.ws is not None and self.client.connected:
            self.client.eio.ws.sock.shutdown(SHUT_RDWR)
        else:
            self.client.disconnect()

    def call(self, event: str, payload: Any) -> Any:
        """Send and wait for the ack."""
        return self.client.call(event, payload, timeout=60)

    def command(self, do: str, key: str | None = None, **fields: Any) -> Any:
        """The ack of one command."""
        named = {name.rstrip("_"): value for name, value in fields.items()}
        return self.call("command", {"key": key or str(uuid.uuid4()), "do": do} | named)

    def of(self, name: str) -> list[Any]:
        """Everything heard under this name."""
        return [data for event, data in list(self.heard) if event == name]

    def wait(self, name: str, count: int = 1, seconds: float = 60.0) -> Any:
        """The count-th thing heard under this name."""
        until(lambda: len(self.of(name)) >= count, seconds, f"{count} × {name}: {self.heard}")
        return self.of(name)[count - 1]


def until(true: Any, seconds: float = 60.0, what: str = "") -> None:
    """Wait for a fact; fail when it does not come. The patience is for a busy machine, and costs nothing."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.01)


@contextlib.contextmanager
def house(
    folder: Path,
    mode: str = "eventlet",
    *arguments: str,
    plenty: bool = True,
    day: bool = True,
    files: tuple[int, int] | None = None,
    machine: str = "",
    program: tuple[str, ...] = ("server.cli",),
) -> Iterator[House]:
    """Serve a folder. plenty: no rate limits in the way. day: opened by hand, all windows open.

    machine: what stands in jiaohao.toml. files: open files the process may have, and may ask for (ulimit
    -Sn, -Hn). program: the module it runs.
    """
    command = [sys.executable, "-m", *program, "serve", "--data", str(folder), "--port", "0", "--mode", mode]
    if machine:
        (folder / "jiaohao.toml").write_text(machine, encoding="utf-8")
    with open(folder / "server.log", "wb") as log:
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            env=dict(os.environ),
            preexec_fn=None if files is None else lambda: resource.setrlimit(resource.RLIMIT_NOFILE, files),
        )
    try:
        made = House(process, folder, _ready(process, folder, mode))
        if plenty:
            made.do("settings.set", changes=PLENTY)
        if day:
            made.do("day.open")
            for window in range(1, 11):
                made.do("window.open", window=window)
        yield made
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _ready(process: subprocess.Popen[bytes], folder: Path, mode: str) -> str:
    def answers() -> bool:
        assert process.poll() is None, (folder / "server.log").read_text()
        try:
            url = json.loads((folder / "serve.json").read_text())["url"]
            return requests.get(f"{url}/healthz", timeout=60).status_code == 200
        except (OSError, ValueError):
            return False

    until(answers, what="the server answers")
    return mode
