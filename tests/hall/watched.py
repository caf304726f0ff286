"""A hall under watch: every command is checked against what DESIGN section 4 allows it to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from server.hall import commands as c
from server.hall import events as e
from server.hall import invariants
from server.hall.errors import SENTENCES, Refused
from server.hall.model import Hall, Place, Ticket
from server.hall.rules.decide import decide, result
from server.hall.settings import Settings
from tests.hall.desk import Desk

# DESIGN section 4, States. A called ticket that is finished, held or transferred starts on the way.
STEPS: dict[str, set[tuple[str, str]]] = {
    "window.next": {("waiting", "called")},
    "window.call": {("waiting", "called")},
    "window.start": {("called", "serving")},
    "window.miss": {("called", "missed")},
    "window.finish": {(was, now) for was in ("called", "serving") for now in ("done", "waiting")},
    "window.hold": {("called", "held"), ("serving", "held")},
    "window.resume": {("held", "waiting")},
    "window.transfer": {("called", "waiting"), ("serving", "waiting")},
    "ticket.rejoin": {("missed", "waiting")},
    "ticket.cancel": {("waiting", "left"), ("missed", "left"), ("held", "left")},
    "day.close": {
        ("waiting", "left"),
        ("held", "left"),
        ("missed", "left"),
        ("called", "left"),
        ("serving", "done"),
    },
}
UNDOABLE = ("window.next", "window.call", "window.miss", "window.finish", "window.transfer", "window.hold")
SILENT = (
    e.TicketReprinted | e.PrintReported | e.CallPlayed | e.ClockConfirmed | e.SettingsChanged | e.DayOpened
)

pack = msgspec.msgpack.Encoder().encode


def moved(ticket: dict[str, Any], step: int) -> dict[str, Any]:
    """A ticket as it was, had the clock then already been what it is now; without what undo may keep."""
    place = ticket["place"]
    times = ("arrived_at", "order_at", "state_at", "first_called_at", "called_at", "started_at")
    shifted = {name: ticket[name] + step for name in times if ticket[name] is not None}
    shifted["place"] = Place(place.order_at + step, place.seq, place.rejoin)
    return {name: value for name, value in (ticket | shifted).items() if name not in ("touched", "prints")}


def still(hall: Hall) -> dict[str, Any]:
    """The whole hall without seq, time, and the traces that an act and its undo leave on purpose."""
    tree: dict[str, Any] = msgspec.to_builtins(hall)
    del tree["seq"], tree["at"]
    tree["calls"] = [call for call in tree["calls"] if not call["undone"]]
    for ticket in tree["tickets"].values():
        del ticket["touched"]
    for window in tree["windows"].values():
        del window["act"]
    for queue in tree["queues"].values():
        queue["waiting"] = sorted(queue["waiting"])
    nothing = {"waiting": [], "aimed": [], "last": 0, "overtakes": []}
    tree["queues"] = {line: queue for line, queue in tree["queues"].items() if queue != nothing}
    return tree


class Picture(msgspec.Struct):
    """The hall before an act of a window, for its undo."""

    seq: int
    at: int
    step: int
    ticket: dict[str, Any]
    current: str | None
    hall: dict[str, Any]
    entry: int  # index in the journal


class WatchedHall:
    """Gives commands to a desk and asserts; `check` asserts what holds between any two commands."""

    def __init__(self, settings: Settings) -> None:
        self.desk = Desk(settings)
        self.pictures: dict[int, Picture] = {}  # window -> before its last act
        self.given: dict[tuple[str, str], list[str]] = {}  # day, line -> numbers in order

    @property
    def hall(self) -> Hall:
        """The live state."""
        return self.desk.hall

    # -- one command ---------------------------------------------------------------------------

    def give(
        self, command: c.Command, role: str = "supervisor", device: str | None = None
    ) -> list[e.HallEvent]:
        """Decide, check that deciding changed nothing, write, check that only allowed steps happened."""
        self.watched(lambda: self.desk.open(command))
        before, was = pack(self.hall), self.states()
        self.desk.fresh += 1
        origin = self.desk.origin(command, role, device)
        self.desk.fresh -= 1
        try:
            events = decide(self.hall, command, self.desk.at, origin)
        except Refused as refused:
            assert refused.code in SENTENCES and refused.zh and refused.en
            assert pack(self.hall) == before
            return []
        assert pack(self.hall) == before
        picture = self.picture(command, events)
        day = self.hall.day
        again = self.watched(lambda: self.desk.give(command, role, device))
        assert again == events
        assert isinstance(result(self.hall, command, events), dict)
        if day == self.hall.day:
            self.check_steps(command, was)
        self.keep(command, picture)
        return events

    def watched(self, doing: Callable[[], Any]) -> Any:
        """Run and note what the new entries issued: numbers follow one another, none twice."""
        start = len(self.desk.journal)
        found = doing()
        for day, _, _, body in self.desk.journal[start:]:
            for event in e.decode(body):
                if isinstance(event, e.TicketIssued):
                    numbers = self.given.setdefault((day, event.line), [])
                    numbers.append(event.number)
                    assert event.number == f"{event.line}{len(numbers):03d}"
        return found

    def states(self) -> dict[str, str]:
        return {ticket.id: ticket.state for ticket in self.hall.tickets.values()}

    def check_steps(self, command: c.Command, was: dict[str, str]) -> None:
        tag = str(command.__struct_config__.tag)
        steps = {(was[id], state) for id, state in self.states().items() if id in was and was[id] != state}
        if tag != "window.undo":
            assert steps <= STEPS.get(tag, set()), (tag, steps)
        changed = sum(was[id] != state for id, state in self.states().items() if id in was)
        assert changed <= 1 or tag == "day.close"

    # -- undo ----------------------------------------------------------------------------------

    def picture(self, command: c.Command, events: list[e.HallEvent]) -> Picture | None:
        if str(command.__struct_config__.tag) not in UNDOABLE:
            return None
        ticket = self.hall.tickets[getattr(events[0], "ticket", "")]
        window = self.hall.windows[command.window]  # type: ignore[attr-defined]
        as_it_was = msgspec.structs.asdict(ticket)
        entry = len(self.desk.journal)
        return Picture(0, self.desk.at, self.desk.step, as_it_was, window.current, still(self.hall), entry)

    def keep(self, command: c.Command, picture: Picture | None) -> None:
        if picture is not None:
            picture.seq = self.hall.seq
            self.pictures[command.window] = picture  # type: ignore[attr-defined]

    def undo(self, window: int, of: int) -> None:
        """An accepted undo puts back exactly what was there before the window's last act."""
        if not self.give(c.Undo(window=window, of=of)):
            return
        picture = self.pictures.pop(window)
        id = picture.ticket["id"]
        step = self.desk.step - picture.step
        assert picture.seq == of
        assert self.desk.at - picture.at - step <= self.hall.settings.rules.undo_seconds * 1000
        for _, _, _, body in self.desk.journal[picture.entry + 1 : -1]:
            for event in e.decode(body):
                if not isinstance(event, SILENT):
                    assert getattr(event, "window", None) != window
                    assert getattr(event, "ticket", None) != id
                    assert id not in getattr(event, "released", ())
        assert moved(msgspec.structs.asdict(self.hall.tickets[id]), 0) == moved(picture.ticket, step)
        assert self.hall.windows[window].current == picture.current
        if picture.entry == len(self.desk.journal) - 2:
            assert still(self.hall) == picture.hall

    # -- what must always hold -----------------------------------------------------------------

    def check(self) -> None:
        """Assert everything that holds between any two commands."""
        self.own_invariants_hold()
        self.numbers_are_unique_without_gaps()
        self.everyone_stands_in_one_place()
        self.one_ticket_per_window()

    def own_invariants_hold(self) -> None:
        assert invariants.check(self.hall) == []

    def numbers_are_unique_without_gaps(self) -> None:
        for (day, line), numbers in self.given.items():
            if day == self.hall.day:
                held = sorted(t.number for t in self.hall.tickets.values() if t.number[0] == line)
                assert held == sorted(numbers)

    def everyone_stands_in_one_place(self) -> None:
        waiting = {t.id: t for t in self.hall.tickets.values() if t.state == "waiting"}
        standing = [(line, id) for line, queue in self.hall.queues.items() for id in queue.waiting]
        assert sorted(standing) == sorted((ticket.line, ticket.id) for ticket in waiting.values())
        assert len({(ticket.line, ticket.place) for ticket in waiting.values()}) == len(waiting)
        assert all(ticket.place.order_at == ticket.order_at for ticket in waiting.values())

    def one_ticket_per_window(self) -> None:
        busy = {w.id: w.current for w in self.hall.windows.values() if w.current is not None}
        at: dict[str, Ticket] = self.hall.tickets
        assert {id: at[id].window for id in busy.values()} == {id: window for window, id in busy.items()}
        served = {t.id for t in at.values() if t.state in ("called", "serving")}
        assert served == set(busy.values())
        assert all(self.hall.windows[window].state != "closed" for window in busy)
