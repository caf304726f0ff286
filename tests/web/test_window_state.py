"""One answer to the question what state a window is in, for every screen (server/browser/window.js)."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from server.hall import calendar
from tests.web.house import ROOT

SCRIPT = """
import { readFileSync } from "node:fs";
const [file] = process.argv.slice(1);
const { windowState, windowStateWords } = await import(file);
const said = JSON.parse(readFileSync(0)).map(([told, opening, now]) => {
  const state = windowState(told, { opening }, now);
  return [state.kind, windowStateWords(state), windowStateWords(state, "en")];
});
console.log(JSON.stringify(said));
"""
DAY = "2026-11-24"


def at(time: str, day: str = DAY) -> int:
    """A moment in ms."""
    return calendar.moment(day, time)


OPENING = {
    "numbers": [at("08:00"), at("17:15")],
    "calls": [[at("00:00"), at("12:00")], [at("14:00"), at("23:59")]],
    "why": "day_not_open",
    "promised": True,
}
OVER = {
    "numbers": [at("08:00", "2026-11-25"), at("17:15", "2026-11-25")],
    "calls": OPENING["calls"],
    "why": "issuing_over",
    "promised": True,
}
OPEN, PAUSED, CLOSED = {"state": "open"}, {"state": "paused"}, {"state": "closed"}
FREE = "服务中"
TABLE: list[tuple[dict[str, Any], dict[str, Any], str, str, str, str]] = [
    (OPEN, OPENING, "09:00", "free", FREE, ""),
    (OPEN | {"ticket": "called"}, OPENING, "09:00", "called", FREE, ""),
    (OPEN | {"ticket": "serving"}, OPENING, "13:00", "serving", FREE, ""),
    (PAUSED | {"ticket": "serving"}, OPENING, "09:00", "serving", FREE, ""),
    (OPEN | {"ticket": "done"}, OPENING, "09:00", "free", FREE, ""),
    (OPEN, OPENING, "12:30", "lunch", "午休", "14:00 恢复"),
    (PAUSED, OPENING, "09:00", "paused", "暂停服务", ""),
    (PAUSED | {"reason": "meeting"}, OPENING, "09:00", "paused", "暂停服务", "开会"),
    (
        PAUSED | {"reason": "break", "until": at("10:30")},
        OPENING,
        "09:00",
        "paused",
        "暂停服务",
        "休息，10:30 恢复",
    ),
    (PAUSED | {"reason": "other", "until": at("10:30")}, OPENING, "10:31", "paused", "暂停服务", ""),
    (CLOSED, OPENING, "09:00", "closed", "暂未开放", ""),
    (CLOSED, OPENING, "07:00", "early", "尚未开始服务", "08:00 开始取号"),
    (CLOSED, OVER, "18:00", "over", "今日服务已结束", ""),
    (PAUSED | {"reason": "away"}, OVER, "18:00", "over", "今日服务已结束", ""),
    (OPEN, OVER, "18:00", "over", "今日服务已结束", ""),
    (OPEN | {"wanted": True}, OVER, "17:40", "free", FREE, ""),
    (PAUSED | {"wanted": True}, OVER, "17:40", "paused", "暂停服务", ""),
    (OPEN | {"ticket": "called"}, OVER, "18:00", "called", FREE, ""),
]


@pytest.fixture(scope="module")
def said() -> list[list[Any]]:
    """The whole table, answered by one process."""
    node = shutil.which("node")
    assert node, "node is missing: deploy/test --setup installs it"
    asked = [(told, opening, at(time)) for told, opening, time, *_ in TABLE]
    run = [node, "--input-type=module", "-e", SCRIPT, (ROOT / "server/browser/window.js").as_uri()]
    found = subprocess.run(
        run, input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=60
    )
    answers: list[list[Any]] = json.loads(found.stdout)
    return answers


@pytest.mark.parametrize("n", range(len(TABLE)), ids=lambda n: f"{TABLE[n][3]} at {TABLE[n][2]}")
def test_what_state_a_window_is_in(said: list[list[Any]], n: int) -> None:
    """Whoever is there comes first, then the hall's hours, then what the clerk chose, with reason and end."""
    kind, chinese, english = said[n]
    assert (kind, chinese["words"], chinese["more"]) == TABLE[n][3:]
    assert english["words"] and english["words"].isascii() and english["more"].isascii()
