"""`jiaohao verify`: the stores of a folder; chain, invariants and counts of every stream."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from typing import Any

from server.cli.folder import halls_to_read
from server.cli.output import one_line
from server.cli.records import damaged
from server.hall import events as e
from server.hall import invariants
from server.hall.fold.apply import fold
from server.hall.model import fresh
from server.journal import chain
from server.journal.errors import Broken
from server.journal.protocol import Journal
from server.settings.defaults.township import township
from server.stores import JOURNAL_FILE, VAULT_FILE, journal_to_read, sound_head


def run(options: argparse.Namespace) -> int:
    """Print a line for each store and each stream; exit code 0 when all is sound, 1 otherwise.

    Raises: UnsafeStore, VaultUnsafe, Unwritable, VaultError: it cannot be looked at; Usage."""
    reports = [_journal(options), {"store": VAULT_FILE, "broken": damaged(options.data / VAULT_FILE)}]
    reports += reports[0].pop("streams")
    if options.json:
        print(json.dumps(reports, ensure_ascii=False))
    else:
        for report in reports:
            print(_line(report))
    return 0 if all(not report["broken"] for report in reports) else 1


def _journal(options: argparse.Namespace) -> dict[str, Any]:
    """The report of the file, with those of its "streams"."""
    report: dict[str, Any] = {"store": JOURNAL_FILE, "broken": [], "streams": []}
    try:
        halls = halls_to_read(options.data, options.hall)
        journal = journal_to_read(options.data)
        assert journal is not None  # it holds these halls
        report["broken"] += journal.check()
        sound_head(options.data, journal, halls)
        for hall in halls:
            report["streams"] += [check(journal, hall, stream) for stream in journal.streams(hall)]
    except Broken as error:
        report["broken"].append(str(error))
    return report


def check(journal: Journal, hall: str, stream: str) -> dict[str, Any]:
    """{"hall", "stream", "entries", "tickets", "calls", "states", "broken": [sentence, …]}."""
    report: dict[str, Any] = {"hall": hall, "stream": stream, "entries": 0, "broken": []}
    try:
        report["entries"] = chain.verify(journal.read(hall, stream), journal.kept(hall, stream))
    except Broken as error:
        report["broken"].append(str(error))
        return report
    if stream[:1].isdigit():
        state = fresh(hall, township())
        for entry in journal.read(hall, stream):
            fold(state, entry.seq, entry.at, e.decode(entry.events), entry.actor, entry.by)
        report["broken"] += invariants.broken(state)
        report["tickets"], report["calls"] = len(state.tickets), len(state.calls)
        report["states"] = dict(Counter(ticket.state for ticket in state.tickets.values()))
    return report


def _line(report: dict[str, Any]) -> str:
    good = (
        "完好 sound"
        if not report["broken"]
        else "损坏 BROKEN: " + "; ".join(one_line(found) for found in report["broken"])
    )
    if "store" in report:
        return f"{report['store']}  {good}"
    counts = f"  号 {report['tickets']}  呼叫 {report['calls']}" if "tickets" in report else ""
    return f"{report['hall']}/{report['stream']}  {report['entries']} 条{counts}  {good}"
