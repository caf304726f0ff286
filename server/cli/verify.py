"""`jiaohao verify`: chain, invariants and counts of every stream of a folder, server up or down."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from server.hall import events as e
from server.hall import invariants
from server.hall.fold.apply import fold
from server.hall.model import fresh
from server.journal import chain
from server.journal.errors import Broken
from server.journal.protocol import Journal
from server.journal.sqlite import SqliteJournal
from server.settings.defaults.township import township


def run(options: argparse.Namespace) -> int:
    """Print one line a stream; exit code 0 when all is sound, 1 otherwise."""
    folder: Path = options.data
    journal = SqliteJournal(folder, readonly=True)
    reports = [check(journal, hall, stream) for hall in options.halls for stream in journal.streams(hall)]
    if options.json:
        print(json.dumps(reports, ensure_ascii=False))
    else:
        for report in reports:
            print(_line(report))
    return 0 if all(not report["broken"] for report in reports) else 1


def check(journal: Journal, hall: str, stream: str) -> dict[str, Any]:
    """{"hall", "stream", "entries", "tickets", "calls", "states", "broken": [sentence, …]}."""
    report: dict[str, Any] = {"hall": hall, "stream": stream, "entries": 0, "broken": []}
    try:
        report["entries"] = chain.verify(journal.read(hall, stream))
    except Broken as error:
        report["broken"].append(str(error))
        return report
    if stream[:1].isdigit():
        state = fresh(hall, township())
        for entry in journal.read(hall, stream):
            fold(state, entry.seq, entry.at, e.decode(entry.events), entry.actor, entry.by)
        report["broken"] += invariants.check(state)
        report["tickets"], report["calls"] = len(state.tickets), len(state.calls)
        report["states"] = dict(Counter(ticket.state for ticket in state.tickets.values()))
    return report


def _line(report: dict[str, Any]) -> str:
    good = "完好 sound" if not report["broken"] else "损坏 BROKEN: " + "; ".join(report["broken"])
    counts = f"  号 {report['tickets']}  呼叫 {report['calls']}" if "tickets" in report else ""
    return f"{report['hall']}/{report['stream']}  {report['entries']} 条{counts}  {good}"
