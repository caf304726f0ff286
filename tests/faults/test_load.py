"""Everybody at once, through real sockets: no number twice, nobody called twice, no gap."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.faults.crew import PROOF, Wire, check, figures
from tests.web.house import House, house

COMMANDS = 2_000 if PROOF else 800
KIOSKS, CLERKS = 8, 8


def work(socket: Wire, body: list[dict[str, Any]], acks: list[Any]) -> None:
    """Send one after the other; what was answered under which key."""
    for fields in body:
        key = uuid.uuid4().hex
        acks.append((key, socket.command(key=key, **fields)))


def _sockets(hall: House) -> list[tuple[Wire, int | None]]:
    """(client, window or None for a kiosk), all connected."""
    tokens: list[tuple[str, int | None]] = [(hall.device("kiosk")[1], None) for _ in range(KIOSKS)]
    tokens += [(hall.device("clerk", window=window)[1], window) for window in range(1, CLERKS + 1)]
    return [(Wire(hall.url, token), window) for token, window in tokens]


@pytest.mark.timeout(180)
def test_eight_kiosks_and_eight_clerks_at_once(tmp_path: Path) -> None:
    """Commands over Socket.IO; the journal, the answers and the boards agree."""
    each = COMMANDS // (KIOSKS + CLERKS)
    with house(tmp_path) as hall:
        sockets = _sockets(hall)
        acks: list[list[Any]] = [[] for _ in sockets]
        threads = []
        for n, (socket, window) in enumerate(sockets):
            if window is None:
                body = [{"do": "ticket.issue", "line": "ABCDEFGH"[(n + i) % 8]} for i in range(each)]
            else:
                acts = ("window.next", "window.finish")
                body = [{"do": acts[i % 2], "window": window} for i in range(each)]
            threads.append(threading.Thread(target=work, args=(socket, body, acks[n])))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        for socket, _ in sockets:
            socket.leave()
        heard = dict(pair for pairs in acks for pair in pairs)
        answers = list(heard.values())
        assert len(answers) == COMMANDS
        tickets = hall.view("supervisor")["view"]["counts"]
    statuses = Counter(ack["status"] for ack in answers)
    assert set(statuses) <= {200, 409}
    issued = [ack["result"]["number"] for ack in answers if ack["status"] == 200 and "ahead" in ack["result"]]
    called = [ack["result"]["ticket"] for ack in answers if ack["status"] == 200 and "call" in ack["result"]]
    assert len(issued) == len(set(issued)) == KIOSKS * each
    assert len(called) == len(set(called))
    assert sum(tickets.values()) == len(issued)
    found = check(tmp_path, {key: _kept(ack) for key, ack in heard.items() if ack["status"] == 200})
    figures("load", commands=COMMANDS, issued=len(issued), called=len(called), **found)
    assert found["acknowledged"] >= len(issued) + len(called)
    assert (found["lost"], found["doubled"], found["gaps"]) == (0, 0, 0)


def _kept(ack: dict[str, Any]) -> dict[str, Any]:
    """What the journal keeps of an ack."""
    return {name: value for name, value in ack.items() if name != "status"}
