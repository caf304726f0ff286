"""The pages read the opening state as the hall does: the two functions, one table of moments."""

from __future__ import annotations

import json
import shutil
import subprocess
from random import Random

import msgspec

from server.hall import calendar
from server.hall import commands as c
from server.hall.model import fresh
from server.hall.opening import doors, opening
from server.hall.units import DAY, HOUR, MINUTE
from server.settings.defaults.township import township
from tests.hall.desk import Desk
from tests.web.house import ROOT

TWIN = ROOT / "server/browser/opening.js"
SCRIPT = """
import { readFileSync } from "node:fs";
const [twin, table] = process.argv.slice(1);
const { doorsAt } = await import(twin);
console.log(JSON.stringify(JSON.parse(readFileSync(table)).map(([opening, now]) => doorsAt(opening, now))));
"""


def moments() -> list[tuple[object, int]]:
    """(opening state, moment) of halls before a day, in one, opened by a person, closed, forgotten."""
    random, found = Random(3), []
    for story in range(60):
        desk = Desk(township(), calendar.moment("2026-11-27", "06:00") + random.randint(0, 30) * HOUR)
        desk.hall = fresh("test", township(), b"key")
        for command in random.sample(
            (c.OpenDay(), c.IssueTicket(line="B"), c.CloseDay(confirm=True)), story % 4
        ):
            try:
                desk.give(command)
            except Exception:
                desk.at += MINUTE
        seen = desk.at + random.randint(0, 3 * DAY)
        state = opening(desk.hall, seen, unsure=story % 7 == 0)
        spans = [*(state.calls), *([state.numbers] if state.numbers else [])]
        edges = [edge + more for span in spans for edge in span for more in (-1, 0, 1)]
        found += [(state, at) for at in [seen, *edges, seen + random.randint(0, 2 * DAY)]]
    return found


def test_the_pages_read_the_opening_state_as_the_hall_does(tmp_path: object) -> None:
    """Issuing, calling, why and when again, at the edges of every span and between them."""
    table = moments()
    path = ROOT / tmp_path / "table.json"  # type: ignore[operator]
    path.write_bytes(msgspec.json.encode(table))
    node = shutil.which("node")
    assert node, "node is missing: deploy/test --setup installs it"
    run = [node, "--input-type=module", "-e", SCRIPT, TWIN.as_uri(), str(path)]
    said = json.loads(subprocess.run(run, capture_output=True, text=True, check=True, timeout=60).stdout)
    assert len(said) == len(table) > 300
    for (state, at), twin in zip(table, said, strict=True):
        own = doors(state, at)  # type: ignore[arg-type]
        seen = (twin["issuing"], twin["calling"], twin["why"], twin["opensAt"])
        assert seen == (own.issuing, own.calling, own.why, own.opens_at), (state, at)
    assert {twin["why"] for twin in said} >= {
        "",
        "day_not_open",
        "day_closed",
        "clock_unsure",
        "issuing_over",
    }
    assert any(twin["callsAgainAt"] for twin in said)
