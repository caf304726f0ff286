"""A program of somebody else, on the generated client: main_job.py URL KIOSK CLERK, tokens of a kiosk's agent
and of a clerk's program. It learns who it is, takes a number, calls it, reads the views and prints them."""

from __future__ import annotations

import json
import sys
import uuid
from typing import Any

from jiaohao_client import AuthenticatedClient
from jiaohao_client.api.hall import command, view
from jiaohao_client.api.me import me
from jiaohao_client.models import (
    Answer,
    CallMade,
    CallNext,
    CounterFrame,
    Issued,
    IssueTicket,
    KioskFrame,
    Me,
    Problem,
    ProblemCode,
    ViewRole,
)


def give(client: AuthenticatedClient, hall: str, body: Any) -> Answer | Problem:
    """The answer of a command, or the problem."""
    answer = command.sync(hall, client=client, body=body, idempotency_key=str(uuid.uuid4()))
    assert isinstance(answer, Answer | Problem)
    return answer


def main(url: str, kiosk_token: str, clerk_token: str) -> dict[str, Any]:
    """What happened, by name."""
    kiosk = AuthenticatedClient(base_url=url, token=kiosk_token, prefix="Device")
    clerk = AuthenticatedClient(base_url=url, token=clerk_token)
    machine, desk = me.sync(client=kiosk), me.sync(client=clerk)
    assert isinstance(machine, Me) and isinstance(desk, Me) and desk.window is not None
    taken = give(kiosk, machine.hall, IssueTicket(do="ticket.issue", line="B"))
    assert isinstance(taken, Answer) and isinstance(taken.result, Issued)
    called = give(clerk, desk.hall, CallNext(do="window.next", window=desk.window))
    assert isinstance(called, Answer) and isinstance(called.result, CallMade)
    refused = give(kiosk, machine.hall, CallNext(do="window.next", window=desk.window))
    assert isinstance(refused, Problem) and refused.code is ProblemCode.FORBIDDEN
    counter = view.sync(desk.hall, ViewRole.COUNTER, client=clerk)
    assert isinstance(counter, CounterFrame) and counter.view.current is not None
    own = view.sync(machine.hall, ViewRole.KIOSK, client=kiosk)
    assert isinstance(own, KioskFrame)
    return {
        "kiosk": [machine.role, machine.device],
        "clerk": [desk.role, desk.window, "window.next" in desk.commands],
        "issued": taken.result.number,
        "called": called.result.number,
        "current": counter.view.current.number,
        "lines": [line.line for line in own.view.lines],
        "sessions": own.view.day.hours,
    }


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
