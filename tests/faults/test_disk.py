"""A disk that fails under a running server: 503, the queue readable, nothing half-written, nothing lost."""

from __future__ import annotations

import contextlib
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.faults.crew import Server, check, send
from tests.ports import lasting
from tests.web.house import HALL, until


class BadDisk(Server):
    """A server whose disk fails as told."""

    def __init__(self, folder: Path, preload: Path) -> None:
        self.fault = folder.parent / "fault"
        super().__init__(
            folder,
            lasting(),
            LD_PRELOAD=str(preload),
            JIAOHAO_WATCH=str(folder),
            JIAOHAO_FAULT=str(self.fault),
        )
        self.acked: dict[str, dict[str, Any]] = {}
        self.token = ""

    def issue(self, key: str = "") -> requests.Response:
        """One number; what is acknowledged is kept."""
        key = key or uuid.uuid4().hex
        answer = send(
            requests.Session(), self.url, f"Device {self.token}", key, {"do": "ticket.issue", "line": "B"}
        )
        if answer.status_code == 200:
            self.acked[key] = answer.json()
        return answer

    def waiting(self) -> int:
        """People the kiosk's view shows on line B."""
        view = requests.get(
            f"{self.url}/api/v1/halls/{HALL}/views/kiosk",
            headers={"Authorization": f"Device {self.token}"},
            timeout=60,
        ).json()["view"]
        return next(int(line["waiting"]) for line in view["lines"] if line["line"] == "B")

    def ready(self) -> int:
        """Status of /readyz."""
        return requests.get(f"{self.url}/readyz", timeout=60).status_code


@pytest.fixture(scope="module")
def preload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled library."""
    made = tmp_path_factory.mktemp("baddisk") / "baddisk.so"
    source = Path(__file__).with_name("baddisk.c")
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", made, source, "-ldl"], check=True)
    return made


@contextlib.contextmanager
def bad_disk(tmp_path: Path, preload: Path) -> Iterator[BadDisk]:
    """A hall with three people waiting."""
    folder = tmp_path / "hall"
    folder.mkdir()
    made = BadDisk(folder, preload)
    made.start()
    made.prepare()
    made.token = made.admin("device.add", name="kiosk", role="kiosk")["token"]
    for _ in range(3):
        made.issue()
    yield made
    assert made.process is not None
    if made.process.poll() is None:
        made.stop()


@pytest.fixture
def server(tmp_path: Path, preload: Path) -> Iterator[BadDisk]:
    """A hall of its own."""
    with bad_disk(tmp_path, preload) as made:
        yield made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, preload: Path) -> Iterator[BadDisk]:
    """A hall whose disk always works again."""
    with bad_disk(tmp_path_factory.mktemp("shared"), preload) as made:
        yield made


@pytest.mark.parametrize("fault", ["full", "write", "readonly"])
def test_a_disk_that_takes_nothing_refuses_and_recovers(shared: BadDisk, fault: str) -> None:
    """503 and keep the key; the queue is readable; when it works again the same key gets the next number."""
    before = shared.waiting()
    shared.fault.write_text(fault)
    key = uuid.uuid4().hex
    refused = shared.issue(key)
    assert (refused.status_code, refused.json()["code"]) == (503, "store_away")
    assert refused.headers["Content-Type"].startswith("application/problem+json")
    assert shared.ready() == 503
    assert shared.waiting() == before
    shared.fault.unlink()
    assert shared.issue(key).json()["result"]["number"] == f"B{before + 1:03d}"
    assert shared.ready() == 200
    found = check(shared.folder, shared.acked)
    assert (found["lost"], found["doubled"], found["gaps"]) == (0, 0, 0)


def test_after_a_failed_sync_nothing_is_acknowledged_and_the_process_ends(server: BadDisk) -> None:
    """The disk may have lost what it said was written: exit non-zero, start anew, verify."""
    server.fault.write_text("sync")
    assert server.issue().status_code == 503
    assert server.process is not None
    assert server.process.wait(timeout=60) == 1
    server.fault.unlink()
    server.start()
    assert server.waiting() in (3, 4)  # the refused one may have reached the disk; nobody was told a number
    assert server.issue().status_code == 200
    found = check(server.folder, server.acked)
    assert (found["lost"], found["doubled"], found["gaps"]) == (0, 0, 0)


def test_a_hall_with_a_full_disk_starts_and_shows_its_queue(server: BadDisk) -> None:
    """After a restart too: people see where they stand, though no number can be given."""
    server.stop()
    server.fault.write_text("full")
    server.start()
    assert server.waiting() == 3
    assert server.issue().status_code == 503
    server.fault.unlink()
    until(lambda: server.issue().status_code == 200, what="it takes numbers again")
