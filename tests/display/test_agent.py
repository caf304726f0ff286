"""The agent of a screen with a real browser on a real hall: in by itself, healed by itself, at the hall's
orders."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from PIL import Image

from display.guard import Pace
from display.restarts import Restarts
from tests.display.screen import FLAGS, PROGRAM, QUICK, Running, Way, agent, alarms, ordered
from tests.ports import refusing
from tests.web.house import ROOT, House, house, until


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("hall")) as made:
        yield made


class Wall:
    """A board with its agent, which stays for all tests of this file."""

    def __init__(self, hall: House, device: str, running: Running) -> None:
        self.hall, self.device, self.running = hall, device, running


@pytest.fixture(scope="module")
def wall(hall: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wall]:
    device, token = hall.device("board")
    restarts = Restarts(most=100, pauses=(0.0,))
    with agent(hall.url, token, tmp_path_factory.mktemp("wall"), restarts=restarts) as running:
        until(running.well, what="its page")
        yield Wall(hall, device, running)


def test_the_picture_that_was_ordered_shows_the_wall(wall: Wall) -> None:
    """A JPEG within a megabyte that whoever asked can fetch: the red head and the page's own ground."""
    answer = ordered(wall.hall, wall.device, "screenshot")
    assert answer["state"] == "done"
    url = f"{wall.hall.url}/media/{answer['media']}"
    got = requests.get(url, headers={"Authorization": f"Bearer {wall.hall.key}"}, timeout=60)
    assert got.headers["Content-Type"] == "image/jpeg" and len(got.content) <= 1_000_000
    shot = Image.open(io.BytesIO(got.content)).convert("RGB")
    assert "请留意叫号" in wall.running.reads()
    red, green, blue = shot.getpixel((shot.width // 2, 4))  # type: ignore[misc]
    assert red > 140 and green < 60 and blue < 60
    assert len(set(shot.getcolors(shot.width * shot.height) or ())) > 100


def test_a_restart_that_was_ordered_is_done_when_the_page_stands_again(wall: Wall) -> None:
    """Another browser on the same profile: it needs no code."""
    before, codes = wall.running.pid, wall.hall.entries()
    assert ordered(wall.hall, wall.device, "restart")["state"] == "done"
    assert wall.running.pid not in (0, before) and wall.running.well()
    assert wall.hall.entries() == codes + 1  # the order alone


def test_a_page_whose_process_died_comes_back(wall: Wall) -> None:
    """The browser tells at once."""
    wall.running.lose(wall.running.renderers())


def test_a_browser_that_died_comes_back(wall: Wall) -> None:
    """With all it had; what the old one said of its pages in its last moment is not of the new one."""
    guard = wall.running._guard
    old = guard._life
    wall.running.lose([wall.running.pid])
    guard._heard(old, "Inspector.targetCrashed", {})
    assert guard._life == old + 1 and not guard._crashed


def test_a_page_that_hangs_comes_back(wall: Wall) -> None:
    """It does not answer a look in its time."""
    wall.running.hang(patience=1.0)


def test_a_screen_that_another_browser_took_over_takes_itself_back(wall: Wall) -> None:
    """Somebody typed a code of this device elsewhere: here the page is refused, until it is let in anew."""
    code = wall.hall.do("device.code", id=wall.device)["code"]
    assert wall.hall.post("/api/v1/enrol", {"code": code}).status_code == 200
    before = wall.hall.entries()
    until(lambda: wall.hall.entries() == before + 1, what="a code for itself")
    until(lambda: wall.running.well() and "请留意叫号" in wall.running.reads(), what="the page again")


def test_two_browsers_that_take_a_screen_from_each_other_come_to_rest(hall: House, tmp_path: Path) -> None:
    """A screen takes itself back twelve times an hour (here: never), then it says so and waits; who orders
    a restart lets it try anew."""
    device, token = hall.device("board")
    with agent(hall.url, token, tmp_path) as running:
        until(running.well, what="the page")
        running._guard._enrolments = Restarts(most=1, pauses=(0.0,))
        running._guard._enrolments.note()
        code = hall.do("device.code", id=device)["code"]
        before = hall.entries()
        assert hall.post("/api/v1/enrol", {"code": code}).status_code == 200
        until(lambda: "没有登记上" in running.reads(), what="calm words")
        assert hall.entries() == before
        assert ordered(hall, device, "restart")["state"] == "done"


def test_after_five_restarts_of_an_hour_the_supervisor_is_alarmed(hall: House, tmp_path: Path) -> None:
    """And none more is made until the hour is over; when the page stands the alarm is gone."""
    device, token = hall.device("sign", window=2)
    bad, starts = tmp_path / "bad", tmp_path / "starts"
    bad.touch()
    now = [0.0]
    restarts = Restarts(pauses=(0.0,), clock=lambda: now[0])
    with agent(hall.url, token, tmp_path, restarts=restarts, program=fails_while(bad, tmp_path)) as running:
        until(lambda: alarms(hall), what="the alarm")
        name = device.rpartition("-")[0]
        assert alarms(hall) == [f"屏幕 {name} 的画面没有显示，正在继续重试，请到现场查看"]
        assert (len(starts.read_text()), running.pid) == (6, 0)
        bad.unlink()
        now[0] = 3_599.0
        assert not running.well()
        now[0] = 3_600.0
        until(running.well, what="the page")
        until(lambda: alarms(hall) == [], what="no alarm")
        assert len(starts.read_text()) == 7


def test_orders_that_a_screen_without_a_browser_cannot_carry_out_have_failed(
    hall: House, tmp_path: Path
) -> None:
    """In a sentence for whoever asked."""
    device, token = hall.device("board")
    with agent(hall.url, token, tmp_path, Pace(look=0.25, ordered=1.0), program="false"):
        shot, restart = (ordered(hall, device, act) for act in ("screenshot", "restart"))
    assert (shot["state"], shot["detail"]) == ("failed", "浏览器没有响应，截不到画面")
    assert (restart["state"], restart["detail"]) == ("failed", "重启后画面还没有显示，正在继续尝试")


def fails_while(bad: Path, folder: Path) -> str:
    """A browser that ends at once while a file is there; each start leaves a line in "starts"."""
    program, starts = folder / "browser", folder / "starts"
    program.write_text(f'#!/bin/sh\necho >>{starts}\n[ -e {bad} ] && exit 1\nexec {PROGRAM} "$@"\n')
    program.chmod(0o755)
    return str(program)


def test_a_profile_with_which_no_browser_comes_up_is_thrown_away(hall: House, tmp_path: Path) -> None:
    """After three restarts in vain; the next browser has an empty one and is let in like a new one."""
    _, token = hall.device("board")
    damaged = tmp_path / "profile" / "damaged"
    damaged.parent.mkdir()
    damaged.touch()
    program, restarts = fails_while(damaged, tmp_path), Restarts(pauses=(0.0,))
    with agent(hall.url, token, tmp_path, restarts=restarts, program=program) as running:
        until(running.well, what="the page")
    assert not damaged.exists()


def test_a_hall_that_is_away_is_waited_for_in_calm(hall: House, tmp_path: Path) -> None:
    """Before it was ever there: words instead of a broken page. Afterwards its page stays where it is, with
    the same browser, and hears the hall again when that is back."""
    _, token = hall.device("board")
    way = Way(hall)
    with agent(way.url, token, tmp_path) as running:
        until(lambda: "连不上服务" in running.reads(), what="calm words")
        browser = running.pid
        way.open()
        until(lambda: "请留意叫号" in running.reads(), what="the page")
        way.close()
        until(lambda: running.reads(".strip") != "", what="the page says so itself")
        way.open()
        until(lambda: running.reads(".strip") == "", what="it hears the hall again")
        assert running.pid == browser
        until(lambda: "请留意叫号" in running.reads(), what="the page is whole")
        way.close()


@pytest.mark.parametrize("role", ["kiosk", None])
def test_a_token_that_is_not_of_a_screen_is_told_on_the_screen(
    hall: House, tmp_path: Path, role: str | None
) -> None:
    """A kiosk's, or nobody's: calm words, and it goes on trying."""
    token = hall.device(role)[1] if role else "nobody.0123456789"
    said = "不是大屏或窗口屏" if role else "不认这个令牌"
    with agent(hall.url, token, tmp_path) as running:
        until(lambda: said in running.reads(), what=said)


def test_the_process_ends_with_its_browser_and_the_browser_with_it(hall: House, tmp_path: Path) -> None:
    """SIGTERM: exit 0, nothing left. kill -9: the browser closes by itself. The next agent finds its way. A
    proxy for the internet that the environment names is asked by neither."""
    _, token = hall.device("board")
    before = hall.entries()
    (tmp_path / "token").write_text(token)
    command = [sys.executable, "-m", "server.cli", "display", "--server", hall.url, "--data", str(tmp_path)]
    command += ["--token-file", str(tmp_path / "token"), "--browser", PROGRAM]
    command += [f"--browser-flag={flag}" for flag in FLAGS]

    def browsers() -> int:
        wanted = f"--user-data-dir={tmp_path / 'profile'}".encode()
        return sum(wanted in words for words in _running())

    with refusing() as nobody:
        proxies = dict.fromkeys(("http_proxy", "HTTP_PROXY", "all_proxy"), f"http://127.0.0.1:{nobody}")
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | proxies)
        until(lambda: hall.entries() > before, what="its browser stands at the hall's door: a code")
        process.kill()
        assert process.wait(timeout=60) == -9
    until(lambda: browsers() == 0, what="no browser")
    process = subprocess.Popen(command, cwd=ROOT)
    until(lambda: browsers() > 0, what="a browser")
    process.terminate()
    assert process.wait(timeout=60) == 0
    assert browsers() == 0


def _running() -> list[bytes]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            found.append((process / "cmdline").read_bytes())
        except OSError:
            continue
    return found


def test_the_pace_of_a_hall_heals_within_30_seconds() -> None:
    """By its own figures: a look, its patience, a start as slow as was ever measured, its page."""
    pace, slow_start = Pace(), 12.0
    assert pace.look + pace.patience + slow_start < 30
    assert QUICK.look < pace.look
