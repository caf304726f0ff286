"""The agent on a desktop as in the halls: the whole Chromium on an X server under openbox. What is looked at
is what the X server shows, to the last pixel."""

from __future__ import annotations

import os
import shutil
import signal
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from display.guard import Pace
from display.policy import policy
from display.restarts import Restarts
from tests.display.screen import QUICK, Running, agent
from tests.stopwatch import Stopwatch
from tests.web.house import House, house, until

PROOF = os.environ.get("JIAOHAO_PROOF") == "1"
WIDE, HIGH = 1280, 720
FLAGS = ("--no-sandbox", "--test-type")  # root has no sandbox; the second hides the bar that says so
RED = (168, 22, 29)


class Desktop:
    """An X server in memory. folder: where it keeps what it shows."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name

    def shows(self) -> NDArray[np.uint8]:
        """Height × width × (red, green, blue) of the whole screen (X Window Dump, version 7)."""
        dump = (self.folder / "Xvfb_screen0").read_bytes()
        head, _, _, depth, width, height, _, _, _, _, _, bits, line = struct.unpack_from(">13I", dump)
        (colours,) = struct.unpack_from(">I", dump, 19 * 4)
        assert (depth, bits, width, height) == (24, 32, WIDE, HIGH)
        pixels = np.frombuffer(dump, np.uint8, line * height, head + 12 * colours)
        return pixels.reshape(height, line // 4, 4)[:, :width, 2::-1]

    def is_the_wall(self) -> bool:
        """The board from edge to edge: its red head over the whole width, its foot on the last line."""
        shown = self.shows().astype(int)
        head = np.abs(shown[2] - RED).max() < 12
        return bool(head and shown[-1].min() > 230)


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    folder = tmp_path_factory.mktemp("x")
    told, tells = os.pipe()
    screen = ["-screen", "0", f"{WIDE}x{HIGH}x24", "-fbdir", str(folder), "-nolisten", "tcp"]
    server = subprocess.Popen(["Xvfb", "-displayfd", str(tells), *screen], pass_fds=(tells,))
    os.close(tells)
    with open(told) as answer:
        number = answer.readline().strip()
    manager = subprocess.Popen(["openbox", "--sm-disable"], env=os.environ | {"DISPLAY": f":{number}"})
    try:
        yield Desktop(folder, f":{number}")
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(timeout=60)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("hall"), day=False) as made:
        yield made


@pytest.fixture
def token(hall: House, desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of a new board; browsers that start from now on are on the desktop."""
    monkeypatch.setenv("DISPLAY", desktop.name)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return hall.device("board")[1]


def shown(desktop: Desktop, running: Running) -> None:
    """Wait until the wall fills the screen."""
    until(lambda: running.well() and desktop.is_the_wall(), what="the wall from edge to edge")


def test_the_wall_fills_the_screen_also_after_a_power_cut(
    hall: House, desktop: Desktop, token: str, tmp_path: Path
) -> None:
    """Nothing stands over or beside it, also when all processes died at once and the lock that they left
    names a machine of another name."""
    with agent(hall.url, token, tmp_path, program="chromium", flags=FLAGS) as running:
        shown(desktop, running)
        before, group = running.pid, os.getpgid(running.pid)
        lock = tmp_path / "profile" / "SingletonLock"
        os.kill(running.pid, signal.SIGSTOP)  # so that it cannot take its lock along
        lock.unlink(missing_ok=True)
        lock.symlink_to("another-name-4711")
        os.killpg(group, signal.SIGKILL)
        running.healed(before)
        shown(desktop, running)
        assert os.readlink(lock) != "another-name-4711"


@pytest.mark.skipif(not PROOF, reason="30 s of real time: --proof")
@pytest.mark.parametrize("what", ["page", "browser", "hang"])
def test_what_fails_is_back_on_the_screen_within_30_seconds(
    hall: House, desktop: Desktop, token: str, tmp_path: Path, what: str
) -> None:
    """At the pace of the halls, ten times each (facts/faults.md 45)."""
    restarts = Restarts(most=100, pauses=(0.0,))
    with agent(hall.url, token, tmp_path, Pace(), restarts, "chromium", FLAGS) as running:
        shown(desktop, running)
        for _ in range(10):
            watch = Stopwatch()
            match what:
                case "page":
                    running.lose(running.renderers())
                case "browser":
                    running.lose([running.pid])
                case "hang":
                    running.hang()
            shown(desktop, running)
            assert watch.seconds <= 30.0


@pytest.mark.skipif(not PROOF, reason="needs a mount of its own, as root: --proof")
def test_under_the_policy_of_the_guide_the_wall_stands_and_nothing_else_opens(
    hall: House, desktop: Desktop, token: str, tmp_path: Path
) -> None:
    """The hall alone may be opened; the agent is not shut out."""
    import json

    (tmp_path / "policy.json").write_text(json.dumps(policy(hall.url)))
    program = tmp_path / "browser"
    program.write_text(
        "#!/bin/sh\nexec unshare -m sh -c 'mount -t tmpfs none /etc/chromium && "
        f"install -D {tmp_path}/policy.json /etc/chromium/policies/managed/jiaohao.json && "
        f'exec {shutil.which("chromium")} "$@"\' sh "$@"\n'
    )
    program.chmod(0o755)
    with agent(hall.url, token, tmp_path, QUICK, program=str(program), flags=FLAGS) as running:
        shown(desktop, running)
        page = running.page
        assert not page.go(f"http://127.0.0.1:{int(hall.host.partition(':')[2]) + 1}/")
        assert not page.go("file:///etc/hostname")
        shown(desktop, running)
