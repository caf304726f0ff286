"""How a touch goes on until it is settled: server/browser/send.js in node, on a set clock."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ENDS = {"done", "refused", "unsent", "unsure"}
SCRIPT = """
const send = await import("./server/browser/send.js");
const story = JSON.parse(process.argv[1]);
let now = 0;
const told = [], asked = [], store = new Map(Object.entries(story.stored || {}));
globalThis.localStorage = {
  getItem: (name) => store.get(name) ?? null,
  setItem: (name, text) => store.set(name, text),
  removeItem: (name) => store.delete(name),
};
Object.defineProperty(globalThis, "performance", { value: { now: () => now } });
globalThis.setTimeout = (done, ms) => ((now += ms), queueMicrotask(done));
const link = {
  connected: () => now >= (story.connects ?? 0),
  now: () => 1_000_000 + now,
  ask: async (payload) => {
    asked.push({ at: now, ...payload });
    const answer = story.answers[Math.min(asked.length, story.answers.length) - 1];
    now += answer === null ? 5_000 : 10;
    return answer;
  },
};
const commands = new send.Commands(link, "kept");
const how = { ...send[story.how ?? "ISSUE"], slow: () => told.push("slow") };
const touch = { do: "ticket.issue", line: "A" };
let outcome, second = null;
if (story.resume) {
  const left = commands.resume(how);
  outcome = left && (await left.outcome);
} else {
  const first = commands.send(touch, how);
  if (story.twice) second = await commands.send({ ...touch, line: "B" }, how);
  outcome = await first;
}
const stays = store.get("kept") ?? null;
if (story.drawn) commands.forget();
const later = story.then && (await commands.send({ ...touch, line: "C" }, how));
const kept = store.get("kept") ?? null;
console.log(JSON.stringify({ outcome, second, later, asked, told, now, stays, kept }));
"""
OK = {"status": 200, "day": "2026-11-27", "seq": 7, "result": {"number": "A001"}}
BUSY = {"status": 503, "code": "busy", "title": "忙"}
UNKNOWN = {"status": 503, "code": "unknown", "title": "不清楚"}
LATE = {"status": 409, "code": "too_late", "title": "已过时限"}


def node(script: str, *words: str) -> Any:
    """What a module says, as JSON."""
    run = ["node", "--input-type=module", "-e", script, *words]
    return json.loads(
        subprocess.run(run, cwd=ROOT, capture_output=True, check=True, text=True, timeout=60).stdout
    )


def told(**story: Any) -> Any:
    """A touch and the server's answers in turn, the last one for ever; null: none within 5 s."""
    return node(SCRIPT, json.dumps({"answers": [], **story}))


def test_the_table_settles_every_touch_and_says_unsure_only_after_doubt() -> None:
    """From each state some events lead to an end; "it never happened" only from where nothing can have."""
    table = node('console.log(JSON.stringify((await import("./server/browser/send.js")).TABLE))')
    assert not ENDS & set(table)
    for state, row in table.items():
        assert set(row.values()) <= ENDS | set(table), state
        asks, waits = {"ok", "refused", "barred", "busy", "silent"}, {"sent", "expired"}
        assert set(row) in (asks, waits), state
    assert [s for s, row in table.items() if "unsure" in row.values()] == ["unknown", "again"]
    assert [s for s, row in table.items() if "unsent" in row.values()] == ["kept"]
    doubt = {table[state]["silent"] for state in ("asked", "again")} | {table["again"]["busy"]}
    assert doubt == {"unknown"}  # once in doubt, always in doubt until an answer to the same key


def test_an_answer_settles_it_and_nothing_stays_behind() -> None:
    """One key, one ask, the end of its time on the wire; a number stays until it is drawn, an act does not: a
    load between answer and drawing lost the number."""
    assert told(answers=[OK], how="ACT")["stays"] is None
    said = told(answers=[OK], drawn=True)
    assert json.loads(said["stays"])["key"] == said["asked"][0]["key"]
    assert said["outcome"] == {"ok": True, "day": "2026-11-27", "seq": 7, "result": {"number": "A001"}}
    (ask,) = said["asked"]
    assert ask["valid_until"] == 1_000_000 + 120_000
    assert said["kept"] is None


def test_an_unknown_outcome_is_asked_for_again_with_its_key() -> None:
    """Defect 29: silence, "unknown", "busy", then the answer: always the same key and the same words."""
    said = told(answers=[None, UNKNOWN, BUSY, OK])
    assert said["outcome"]["ok"]
    first, *again = ({k: v for k, v in ask.items() if k != "at"} for ask in said["asked"])
    assert len(again) == 3 and all(ask == first for ask in again)
    assert "slow" in said["told"]


def test_no_other_touch_counts_before_that() -> None:
    """Defect 29: the next person's touch is not sent, and after the answer it is, with a key of its own."""
    said = told(answers=[None, OK, OK], twice=True, then=True)
    assert said["second"] == {"ok": False, "unsent": True}
    lines, keys = zip(*((ask["line"], ask["key"]) for ask in said["asked"]), strict=True)
    assert lines == ("A", "A", "C")
    assert keys[0] == keys[1] != keys[2]


def test_a_touch_is_given_up_when_it_can_no_longer_happen() -> None:
    """A number: 2 minutes. A window's act: valid 5 s, asked for 20 s."""
    said = told(answers=[None])
    assert said["outcome"] == {"ok": False, "unknown": True}
    assert 120_000 <= said["now"] < 127_000
    said = told(answers=[None], how="ACT")
    assert said["asked"][0]["valid_until"] == 1_005_000
    assert 20_000 <= said["now"] < 27_000


def test_too_late_means_that_it_never_happened() -> None:
    """The server's own word after silence is a refusal, not a doubt."""
    said = told(answers=[None, LATE], how="ACT")
    assert said["outcome"] == {"ok": False, "problem": LATE}


def test_who_is_barred_after_silence_learns_that_nobody_knows() -> None:
    """401 is said before anybody looks for the key: the number may have been given."""
    barred = {"status": 401, "code": "unauthorised", "title": "未登记"}
    assert told(answers=[None, barred])["outcome"] == {"ok": False, "unknown": True}
    assert told(answers=[barred])["outcome"] == {"ok": False, "problem": barred}


def test_a_busy_server_is_asked_for_20_seconds() -> None:
    """Nothing happened: same key, then its own words."""
    said = told(answers=[BUSY])
    assert said["outcome"] == {"ok": False, "problem": BUSY}
    assert 20_000 <= said["now"] < 22_000


def test_without_a_connection_it_never_happened() -> None:
    """Nothing was sent; the page can say so."""
    said = told(answers=[OK], connects=60_000)
    assert said["outcome"] == {"ok": False, "unsent": True}
    assert said["asked"] == []


def row(valid_until: int | None) -> dict[str, str]:
    """A storage with a touch of before the load."""
    command = {"do": "ticket.issue", "line": "A"} | (
        {} if valid_until is None else {"valid_until": valid_until}
    )
    return {"kept": json.dumps({"key": "11111111-2222", "command": command})}


def test_a_load_in_between_asks_with_the_same_key() -> None:
    """The page comes back within the two minutes."""
    said = told(answers=[OK], resume=True, stored=row(1_060_000))
    assert said["outcome"]["ok"]
    assert [ask["key"] for ask in said["asked"]] == ["11111111-2222"]


def test_a_touch_of_the_past_or_the_future_is_not_replayed() -> None:
    """Defect 74: a clock went back, and a touch "3 h ahead" gave a ghost ticket at the next load."""
    for valid_until in (999_000, 1_000_000 + 3 * 3_600_000, None):
        said = told(answers=[OK], resume=True, stored=row(valid_until))
        assert said["outcome"] is None
        assert said["asked"] == []
        assert said["kept"] is None
    rows = json.dumps([{"key": "k", "command": {"do": "ticket.issue", "line": "A"}, "at": 10**15}])
    said = told(answers=[OK], resume=True, stored={"kept": rows})  # as a page of before kept it
    assert said["asked"] == []
