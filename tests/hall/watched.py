"""A hall under watch: every command is checked against what DESIGN section 4 allows it to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from server.hall import commands as c
from server.hall import events as e
from server.hall import invariants
from server.hall.errors import SENTENCES, Refused
from server.hall.model import Hall, Place, Ticket, Window
from server.hall.rules.decide import decide, result
from server.hall.settings.tree import Settings
from tests.hall.desk import Desk

FINISHED = {(was, now) for was in ("called", "serving") for now in ("done", "waiting")}
# DESIGN section 4, States. A called ticket that is finished, held or transferred starts on the way.
# One entry finishes a ticket and calls the next; a ticket that came back may be that next one.
STEPS: dict[str, set[tuple[str, str]]] = {
    "window.next": {("waiting", "called"), ("serving", "called"), *FINISHED},
    "window.call": {("waiting", "called")},
    "window.start": {("called", "serving")},
    "window.recall": {("serving", "called")},  # this and the next one take back a start
    "window.miss": {("called", "missed"), ("serving", "missed")},
    "window.finish": FINISHED,
    "window.hold": {("called", "held"), ("serving", "held")},
    "window.resume": {("held", "waiting")},
    "window.return": {("called", "waiting"), ("serving", "waiting")},
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
UNDOABLE = (
    "window.next", "window.call", "window.start", "window.miss", "window.finish", "window.transfer",
    "window.hold", "window.resume", "window.return", "window.pause", "window.close",
    "ticket.rejoin", "ticket.cancel", "ticket.reclass",
)  # fmt: skip
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


def plain_window(window: Window) -> dict[str, Any]:
    """A window without what undo remembers of it."""
    return {name: value for name, value in msgspec.structs.asdict(window).items() if name != "act"}


def still(hall: Hall) -> dict[str, Any]:
    """The whole hall without seq, time, people, and the traces that an act and its undo leave on purpose."""
    tree: dict[str, Any] = msgspec.to_builtins(hall)
    for name in ("seq", "at", "actor", "by", "acts", "boosts", "records"):
        del tree[name]
    tree["unheard"] = [n for n in tree["unheard"] if not hall.calls[n - 1].undone]
    tree["calls"] = [call for call in tree["calls"] if not call["undone"]]
    for ticket in tree["tickets"].values():
        del ticket["touched"]
    tree["windows"] = {n: plain_window(window) for n, window in hall.windows.items()}
    for queue in tree["queues"].values():
        queue["waiting"], queue["aimed"] = sorted(queue["waiting"]), sorted(queue["aimed"])
    nothing = {"waiting": [], "aimed": [], "last": 0, "overtakes": []}
    tree["queues"] = {line: queue for line, queue in tree["queues"].items() if queue != nothing}
    return tree


class Picture(msgspec.Struct):
    """The hall before an act that may be undone. by: who did it. entry: its index in the journal."""

    seq: int
    at: int
    step: int
    by: str | None
    tickets: dict[str, dict[str, Any]]  # those of the entry
    window: dict[str, Any] | None
    released: tuple[str, ...]
    hall: dict[str, Any]
    entry: int


class WatchedHall:
    """Gives commands to a desk and asserts; `check` asserts what holds between any two commands."""

    def __init__(self, settings: Settings) -> None:
        self.desk = Desk(settings)
        self.pictures: dict[int | str, Picture] = {}  # window or ticket -> before its last act
        self.given: dict[tuple[str, str], list[str]] = {}  # day, line -> numbers in order

    @property
    def hall(self) -> Hall:
        """The live state."""
        return self.desk.hall

    # -- one command ---------------------------------------------------------------------------

    def give(self, command: c.Command, *who: str | None) -> list[e.HallEvent]:
        """Decide, check that deciding changed nothing, write, check that only allowed steps happened."""
        self.watched(lambda: self.desk.open(command))
        before, was = pack(self.hall), self.states()
        origin = self.desk.origin(command, *who)
        try:
            events = decide(self.hall, command, self.desk.at, origin)
        except Refused as refused:
            assert refused.code in SENTENCES and refused.zh and refused.en
            assert pack(self.hall) == before
            return []
        assert pack(self.hall) == before
        picture = self.picture(command, events, origin.by)
        day = self.hall.day
        again = self.watched(lambda: self.desk.give(command, *who))
        assert again == events
        assert isinstance(result(self.hall, command, events), dict)
        if day == self.hall.day:
            self.check_steps(command, was)
        self.keep(command, events, picture)
        return events

    def watched(self, doing: Callable[[], Any]) -> Any:
        """Run and note what the new entries issued: numbers follow one another, none twice."""
        start = len(self.desk.journal)
        found = doing()
        for day, _, _, body, *_ in self.desk.journal[start:]:
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
        if not tag.endswith(".undo"):
            assert steps <= STEPS.get(tag, set()), (tag, steps)
        changed = sum(was[id] != state for id, state in self.states().items() if id in was)
        assert changed <= (2 if tag in ("window.next", "window.undo") else 1) or tag == "day.close"

    # -- undo ----------------------------------------------------------------------------------

    def picture(self, command: c.Command, events: list[e.HallEvent], by: str | None) -> Picture | None:
        """The hall as it is, when the command can be undone."""
        if str(command.__struct_config__.tag) not in UNDOABLE:
            return None
        ids = {getattr(event, "ticket", None) for event in events} - {None}
        window = self.hall.windows.get(getattr(command, "window", 0))
        return Picture(
            seq=0,
            at=self.desk.at,
            step=self.desk.step,
            by=by,
            tickets={id: msgspec.structs.asdict(self.hall.tickets[id]) for id in ids},
            window=plain_window(window) if window else None,
            released=getattr(events[0], "released", ()),
            hall=still(self.hall),
            entry=len(self.desk.journal),
        )

    def keep(self, command: c.Command, events: list[e.HallEvent], picture: Picture | None) -> None:
        """The last act of a window, or the last on a ticket apart from a window."""
        if picture is not None:
            picture.seq = self.hall.seq
            where = getattr(command, "window", None) or getattr(events[0], "ticket", None)
            self.pictures[where] = picture

    def undo(self, where: int | str, of: int, by: str | None = None) -> None:
        """An accepted undo puts back exactly what was before the act. where: window, or a ticket's id."""
        window = where if isinstance(where, int) else None
        command = c.Undo(window=where, of=of) if window else c.UndoTicket(ticket=str(where), of=of)
        given = self.give(command, "supervisor", None, by)
        if not given:
            return
        picture = self.pictures.pop(where)
        step = self.desk.step - picture.step
        assert picture.seq == of
        assert window or picture.by == by
        assert self.desk.at - picture.at - step <= self.hall.settings.rules.undo_seconds * 1000
        since = [event for entry in self.desk.journal[picture.entry + 1 : -1] for event in e.decode(entry[3])]
        for event in since:
            if not isinstance(event, SILENT):
                assert window is None or getattr(event, "window", None) != window
                assert getattr(event, "ticket", None) not in picture.tickets
                assert not picture.tickets.keys() & set(getattr(event, "released", None) or ())
        self.as_it_was(picture, step, getattr(given[0], "released", False))
        self.aimed_again(picture, window, {getattr(event, "ticket", None) for event in since})
        if picture.entry == len(self.desk.journal) - 2:
            assert still(self.hall) == picture.hall

    def as_it_was(self, picture: Picture, step: int, released: bool) -> None:
        for id, was in picture.tickets.items():
            wanted = was | ({"aimed": None} if released else {})
            assert moved(msgspec.structs.asdict(self.hall.tickets[id]), 0) == moved(wanted, step)
        if picture.window is not None:
            assert plain_window(self.hall.windows[picture.window["id"]]) == picture.window

    def aimed_again(self, picture: Picture, window: int | None, others: set[Any]) -> None:
        """Those released wait for the window again; who was in another entry since only if still waiting."""
        for id in picture.released:
            ticket = self.hall.tickets[id]
            assert ticket.aimed == window or id in others
            assert ticket.aimed != window or ticket.state in ("waiting", "called")

    # -- what must always hold -----------------------------------------------------------------

    def check(self) -> None:
        """Assert everything that holds between any two commands."""
        self.own_invariants_hold()
        self.numbers_are_unique_without_gaps()
        self.everyone_stands_in_one_place()
        self.one_ticket_per_window()

    def own_invariants_hold(self) -> None:
        assert invariants.broken(self.hall) == []

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
