"""`jiaohao verify`: the stores of a folder; chain, invariants and counts of every stream."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from server.bootstrap import JOURNAL_FILE, VAULT_FILE
from server.cli.folder import halls_to_read
from server.cli.output import one_line
from server.hall import events as e
from server.hall import invariants
from server.hall.fold.apply import fold
from server.hall.model import fresh
from server.journal import chain
from server.journal.errors import Broken
from server.journal.folder import HeadFile
from server.journal.protocol import Journal
from server.journal.sqlite import SqliteJournal
from server.registry.sessions import Session
from server.settings.defaults.township import township
from server.vault.errors import VaultBroken
from server.vault.protocol import Vault
from server.vault.sqlite import SqliteVault

_TIME_BYTES: Final = 8  # before the hash in a record of the kind "credential"


def _filled(least: int) -> Callable[[bytes], None]:
    def check(value: bytes) -> None:
        if len(value) < least:
            raise ValueError("too short")

    return check


# What a record of each kind must be; raises ValueError when it is not.
_RECORDS: Final[dict[str, Callable[[bytes], object]]] = {
    "credential": _filled(_TIME_BYTES + 1),
    "secret": _filled(1),
    "code": bytes.decode,
    "note": bytes.decode,
    "seen": int,
    "session": msgspec.json.Decoder(Session).decode,
}


def run(options: argparse.Namespace) -> int:
    """Print a line for each store and each stream; exit code 0 when all is sound, 1 otherwise.

    Raises: UnsafeStore, VaultUnsafe, Unwritable, VaultError: it cannot be looked at; Usage."""
    reports = [_journal(options), {"store": VAULT_FILE, "broken": _vault(options.data / VAULT_FILE)}]
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
        journal = SqliteJournal(options.data, readonly=True)
        report["broken"] += journal.check()
        HeadFile(options.data).check(lambda stream: max(_newest(journal, hall, stream) for hall in halls))
        for hall in halls:
            report["streams"] += [check(journal, hall, stream) for stream in journal.streams(hall)]
    except Broken as error:
        report["broken"].append(str(error))
    return report


def _newest(journal: Journal, hall: str, stream: str) -> int:
    last = journal.last(hall, stream)
    return last.seq if last is not None else 0


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


def _vault(path: Path) -> list[str]:
    """What is damaged in the vault, one sentence each, naming no secret."""
    if not path.exists():
        return [f"{path.name} is missing"]
    try:
        vault = SqliteVault(path, readonly=True)
        try:
            return vault.check() or [found for kind in _RECORDS if (found := _undecodable(vault, kind))]
        finally:
            vault.close()
    except VaultBroken as error:
        return [str(error)]


def _undecodable(vault: Vault, kind: str) -> str | None:
    for key in vault.keys(kind, 0):
        try:
            _RECORDS[kind](vault.get(kind, key, 0) or b"")
        except ValueError:
            return f"a record of the kind {kind} is damaged"
    return None


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
