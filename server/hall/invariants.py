"""What must always hold; checked in tests after every step and in production now and then.

Source: DESIGN section 4, Invariants; facts/faults.md I2-I5. A broken one means: stop, do not go on wrong.
"""

from __future__ import annotations

from server.hall.model import Hall


def broken(hall: Hall) -> list[str]:
    """One English line per broken invariant; empty when all is well."""
    return [*_numbers(hall), *_places(hall), *_windows(hall), *_calls(hall)]


def _numbers(hall: Hall) -> list[str]:
    wrong = []
    if len(hall.numbers) != len(hall.tickets):
        wrong.append("a number is given twice")
    letters: dict[str, int] = {}
    for ticket in hall.tickets.values():
        if hall.numbers.get(ticket.number) != ticket.id:
            wrong.append(f"{ticket.number} names another ticket")
        letters[ticket.number[0]] = letters.get(ticket.number[0], 0) + 1
    for letter, count in letters.items():
        last = hall.queues[letter].last
        expected = last if last <= 899 else last - 100
        if count != expected:
            wrong.append(f"line {letter} has {count} numbers up to {last}: a gap")
    return wrong


def _places(hall: Hall) -> list[str]:
    standing: dict[str, int] = {}
    for line, queue in hall.queues.items():
        for id in queue.waiting:
            standing[id] = standing.get(id, 0) + 1
            ticket = hall.tickets.get(id)
            if ticket is None or ticket.state != "waiting" or ticket.line != line:
                wrong_line = f"{id} stands in {line} without waiting there"
                return [wrong_line]
        places = [hall.tickets[id].place for id in queue.waiting]
        if places != sorted(places):
            return [f"line {line} does not stand in order"]
        if sorted(queue.aimed) != sorted(id for id in queue.waiting if hall.tickets[id].aimed is not None):
            return [f"line {line} has lost who is aimed"]
    waiting = {ticket.id for ticket in hall.tickets.values() if ticket.state == "waiting"}
    if set(standing) != waiting or any(count != 1 for count in standing.values()):
        return ["a waiting ticket does not stand in exactly one place"]
    return []


def _windows(hall: Hall) -> list[str]:
    wrong = []
    at_window: dict[str, int] = {}
    for window in hall.windows.values():
        if window.current is None:
            continue
        ticket = hall.tickets.get(window.current)
        if ticket is None or ticket.state not in ("called", "serving") or ticket.window != window.id:
            wrong.append(f"window {window.id} has a ticket that is not there")
        if window.current in at_window:
            wrong.append(f"{window.current} is at two windows")
        at_window[window.current] = window.id
    for ticket in hall.tickets.values():
        if ticket.state in ("called", "serving") and ticket.id not in at_window:
            wrong.append(f"{ticket.number} is {ticket.state} at no window")
    return wrong


def _calls(hall: Hall) -> list[str]:
    if any(call.n != index for index, call in enumerate(hall.calls, 1)):
        return ["call numbers are not consecutive"]
    if hall.unheard != [call.n for call in hall.calls if not call.played]:
        return ["a call without a record is not known to be without one"]
    return []
