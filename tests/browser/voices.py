"""The queue of the voice (display/web/voicequeue.js) in one node process, and a zone around it."""

from __future__ import annotations

import itertools
import json
import subprocess
from collections.abc import Iterator
from typing import Any

from tests.web.house import ROOT

LATE_MS = 60_000
SCRIPT = """
import { createInterface } from "node:readline";
import { VoiceQueue } from "./display/web/voicequeue.js";

const queues = new Map();
const does = {
  make: (name, kept) => void queues.set(name, new VoiceQueue(kept)),
  see: (name, seen) => queues.get(name).see(seen),
  next: (name, { lengthMs = 5_000, ...facts }) => queues.get(name).next({ ...facts, length: () => lengthMs }),
  heard: (name) => queues.get(name).heard(),
  broke: (name) => queues.get(name).broke(),
  wordless: (name) => queues.get(name).wordless(),
  outcomes: (name) => queues.get(name).outcomes(),
  recorded: (name, outcome) => queues.get(name).recorded(outcome),
  sweep: (name, unheard, facts) => queues.get(name).sweep(unheard, facts),
  keep: (name) => queues.get(name).keep(),
  saying: (name) => queues.get(name).saying,
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, what, ...given] = JSON.parse(line);
  console.log(JSON.stringify(does[what](name, ...given) ?? null));
}
"""
Facts = dict[str, Any]
_names = itertools.count()


class Node:
    """The process: a line [name of a queue, what, ...arguments] in, its answer out."""

    def __init__(self) -> None:
        run = ["node", "--input-type=module", "-e", SCRIPT]
        self._process = subprocess.Popen(
            run, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, *words: Any) -> Any:
        """One question, one answer."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the process ended: its error stands above"
        return json.loads(line)

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()


def node() -> Iterator[Node]:
    """For a fixture."""
    made = Node()
    try:
        yield made
    finally:
        made.close()


class Queue:
    """One queue. facts: how things are unless a question says otherwise."""

    def __init__(self, process: Node, kept: Any = None) -> None:
        self._node, self._name = process, str(next(_names))
        self.facts: Facts = {
            "speaker": "self",
            "sound": "ok",
            "quiet": False,
            "repeats": 2,
            "lengthMs": 5_000,
        }
        self.ask("make", kept)

    def ask(self, what: str, *words: Any) -> Any:
        """See SCRIPT."""
        return self._node.ask(self._name, what, *words)

    def see(self, *calls: dict[str, Any], now: int = 0, **more: Any) -> None:
        """A view with these calls."""
        seen = {"epoch": "e", "day": "2026-11-27", "keptMs": 60_000, "whole": True}
        self.ask("see", seen | {"calls": list(calls), "now": now} | more)

    def next(self, now: int = 0, **facts: Any) -> tuple[int, int] | None:
        """(call, reading) to be said now, or None."""
        turn = self.ask("next", self.facts | facts | {"now": now})
        return turn and (turn["call"]["call"], turn["reading"])

    def outcomes(self) -> dict[int, tuple[str, str]]:
        """call -> (state, reason) of what is not recorded yet."""
        return {each["call"]: (each["state"], each.get("reason", "")) for each in self.ask("outcomes")}


def call(n: int, at: int = 0, state: str = "called", **more: Any) -> dict[str, Any]:
    """A call of a view."""
    made = {
        "call": n,
        "number": f"A{n:03d}",
        "at": at,
        "state": state,
        "say": f"A{n}",
        "parts": [],
        "played": "",
    }
    return made | more
