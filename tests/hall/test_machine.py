"""All commands of the queue in any order, with any input, against what must always hold."""

from __future__ import annotations

import os
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from server.hall import commands as c
from server.hall.calendar import moment
from server.hall.model import Hall
from server.hall.settings.tree import Line, Settings
from server.hall.units import HOUR, MINUTE
from tests.hall.hall_driver import DAY, small_hall
from tests.hall.watched import WatchedHall

PROOF = os.environ.get("JIAOHAO_PROOF") == "1"
EXAMPLES = 3_000 if PROOF else 75  # of 40 rules that lost a statement 40 find all that 150 find

windows = st.sampled_from((1, 2, 2, 3, 3, 9))
lines = st.sampled_from(("A", "B", "B", "C", "Z"))
classes = st.sampled_from((None, None, "ordinary", "elder", "urgent", "appointment", "nobody"))
picks = st.integers(0, 7)
people = st.sampled_from((None, "clerk-1", "clerk-2"))
junk = st.sampled_from(("", "B001", "b002", "A1", "t1", "零", "x" * 200)) | st.text(max_size=6)
RUSH = (
    "next",
    "next",
    "next",
    "miss",
    "miss",
    "rejoin",
    "hold",
    "resume",
    "transfer",
    "finish",
    "finish and next",
)
seldom = precondition(lambda self: len(self.desk.journal) % 5 == 4)  # what would end every day early


def machine_hall() -> Settings:
    """The small hall with a third line that is closed."""
    hall = small_hall()
    closed = Line(letter="C", name="停办", name_en="Closed", open=False)
    return msgspec.structs.replace(hall, lines=(*hall.lines, closed))


class HallMachine(RuleBasedStateMachine):
    """Gives commands as kiosks, clerks and guides do, sensible and not."""

    def __init__(self) -> None:
        super().__init__()
        self.watched = WatchedHall(machine_hall())
        self.desk = self.watched.desk
        self.give, self.undo = self.watched.give, self.watched.undo

    @property
    def hall(self) -> Hall:
        """The live state."""
        return self.desk.hall

    # -- rules ---------------------------------------------------------------------------------

    @initialize(people=st.integers(0, 8), hour=st.sampled_from(("09:00", "09:00", "08:10")))
    def begin(self, people: int, hour: str) -> None:
        self.desk.at = moment(DAY, hour)
        for window in (1, 2, 3):
            self.give(c.OpenWindow(window=window))
        for n in range(people):
            self.give(c.IssueTicket(line="AB"[n % 2]))

    def choose(self, pick: int, *states: str) -> str:
        """A ticket in one of these states, any ticket, or none at all."""
        found = [t.id for t in self.hall.tickets.values() if t.state in states]
        found = found or list(self.hall.tickets)
        return found[pick % len(found)] if found else "nobody"

    def at(self, pick: int, *states: str) -> int:
        """A window whose ticket is in one of these states ("free": an open one without), or any window."""
        found = [w.id for w in self.hall.windows.values() if self.window_state(w.id) in states]
        return found[pick % len(found)] if found else (1, 2, 3, 9)[pick % 4]

    def window_state(self, number: int) -> str:
        window = self.hall.windows[number]
        if window.current is not None:
            return self.hall.tickets[window.current].state
        return "free" if window.state == "open" else window.state

    @rule(ms=st.sampled_from((0, 500, 4_000, 10_000, 10_001, MINUTE, 7 * MINUTE)))
    def wait(self, ms: int) -> None:
        self.desk.at += ms

    @seldom
    @rule(ms=st.sampled_from((HOUR, 3 * HOUR, 5 * HOUR, 16 * HOUR)))
    def wait_long(self, ms: int) -> None:
        self.desk.at += ms

    @rule(line=lines, cls=classes, slot=st.none() | st.integers(-40, 120), kiosk=st.booleans())
    def issue(self, line: str, cls: str | None, slot: int | None, kiosk: bool) -> None:
        at = None if slot is None or cls != "appointment" else max(0, self.desk.at + slot * MINUTE)
        command = c.IssueTicket(line=line, cls=cls, slot=at)
        self.give(command, *(("kiosk", "kiosk-1") if kiosk else ()))

    @rule(line=st.sampled_from("AB"), count=st.integers(1, 5))
    def group(self, line: str, count: int) -> None:
        for _ in range(count):
            self.give(c.IssueTicket(line=line))

    @rule(
        pick=picks, cls=st.sampled_from(("ordinary", "elder", "urgent", "appointment", "nobody")), by=people
    )
    def reclass(self, pick: int, cls: str, by: str | None) -> None:
        self.on_ticket(c.ReclassTicket(ticket=self.choose(pick, "waiting", "missed"), cls=cls), by)

    @rule(pick=picks, by=people)
    def rejoin(self, pick: int, by: str | None) -> None:
        self.on_ticket(c.RejoinTicket(ticket=self.choose(pick, "missed")), by)

    @rule(pick=picks, reason=st.sampled_from(("citizen", "staff")), by=people)
    def cancel(self, pick: int, reason: Any, by: str | None) -> None:
        self.on_ticket(c.CancelTicket(ticket=self.choose(pick, "held", "missed"), reason=reason), by)

    def on_ticket(self, command: Any, by: str | None) -> None:
        """An act on a ticket, now and then taken back at once, not always by the one who did it."""
        if self.give(command, "supervisor", None, by) and self.desk.journal[-1][1] % 3 == 0:
            self.undo(command.ticket, self.hall.seq, by if self.desk.journal[-1][1] % 2 else "clerk-1")

    @rule(pick=picks, by=people)
    def undo_on_ticket(self, pick: int, by: str | None) -> None:
        known = [where for where in self.watched.pictures if isinstance(where, str)]
        if known:
            where = known[pick % len(known)]
            self.undo(where, self.watched.pictures[where].seq, by)

    @rule(pick=picks, printer=st.sampled_from((None, "kiosk-2")))
    def reprint(self, pick: int, printer: str | None) -> None:
        self.give(c.ReprintTicket(ticket=self.choose(pick, "waiting"), printer=printer))

    @rule(pick=picks, undo=st.booleans())
    def next(self, pick: int, undo: bool) -> None:
        self.act(c.CallNext(window=self.at(pick, "free")), undo)

    @rule(pick=picks, named=st.booleans(), undo=st.booleans())
    def finish_and_next(self, pick: int, named: bool, undo: bool) -> None:
        window = self.at(pick, "serving", "called")
        ticket = self.hall.windows[window].current if window in self.hall.windows and named else None
        self.act(c.CallNext(window=window, finish=c.Finish(ticket=ticket, outcome="direct")), undo)

    @rule(pick=picks, whom=picks, undo=st.booleans())
    def call(self, pick: int, whom: int, undo: bool) -> None:
        command = c.CallTicket(window=self.at(pick, "free"), ticket=self.choose(whom, "waiting"))
        self.act(command, undo)

    @rule(pick=picks, kind=st.sampled_from((c.StartService, c.RecallTicket)))
    def start(self, pick: int, kind: Any) -> None:
        self.act(kind(window=self.at(pick, "called")), undo=True)

    @rule(pick=picks, kind=st.sampled_from((c.MissTicket, c.RecallTicket)), undo=st.booleans())
    def not_there(self, pick: int, kind: Any, undo: bool) -> None:
        self.act(kind(window=self.at(pick, "called", "serving")), undo)

    @rule(pick=picks, kind=st.sampled_from(("papers", "kept", "step")), undo=st.booleans())
    def hold(self, pick: int, kind: Any, undo: bool) -> None:
        self.act(c.HoldTicket(window=self.at(pick, "serving", "called"), hold=kind), undo)

    @rule(pick=picks, undo=st.booleans())
    def give_back(self, pick: int, undo: bool) -> None:
        window = self.at(pick, "serving", "called")
        current = self.hall.windows[window].current if window in self.hall.windows else None
        self.act(c.ReturnTicket(window=window, ticket=current or self.choose(pick)), undo)

    @rule(pick=picks, outcome=st.sampled_from(("direct", "promised", "refused")), undo=st.booleans())
    def finish(self, pick: int, outcome: Any, undo: bool) -> None:
        days = pick or None
        self.act(c.FinishService(window=self.at(pick, "serving", "called"), outcome=outcome, days=days), undo)

    @rule(pick=picks, to=lines, other=st.none() | windows, back=st.booleans(), undo=st.booleans())
    def transfer(self, pick: int, to: str, other: int | None, back: bool, undo: bool) -> None:
        window = self.at(pick, "called", "serving")
        where = {"to_line": to} if other is None else {"to_window": other}
        self.act(c.TransferTicket(window=window, back=back, **where), undo)  # type: ignore[arg-type]

    @rule(window=st.sampled_from((1, 2, 3)), acts=st.lists(st.sampled_from(RUSH), min_size=5, max_size=15))
    def rush(self, window: int, acts: list[str]) -> None:
        """One window in a busy hour: most of what it does is possible."""
        for name in acts:
            self.desk.at += 20_000
            match name:
                case "next":
                    self.act(c.CallNext(window=window), undo=True)
                case "miss":
                    self.give(c.MissTicket(window=window))
                case "rejoin":
                    self.on_ticket(c.RejoinTicket(ticket=self.choose(0, "missed")), "clerk-2")
                case "hold":
                    self.act(c.HoldTicket(window=window, hold="kept"), undo=True)
                case "resume":
                    self.give(c.ResumeTicket(window=window, ticket=self.choose(0, "held")))
                case "transfer":
                    self.act(c.TransferTicket(window=window, to_line="AB"[window % 2], back=True), undo=True)
                case "finish":
                    self.give(c.FinishService(window=window))
                case _:
                    self.act(c.CallNext(window=window, finish=c.Finish(outcome="direct")), undo=True)

    def act(self, command: Any, undo: bool) -> None:
        """An act of a window, now and then taken back at once."""
        if self.give(command) and undo and self.desk.journal[-1][1] % 3 == 0:
            self.undo(command.window, self.hall.seq)

    @rule(window=windows, pick=picks)
    def resume(self, window: int, pick: int) -> None:
        ticket = self.choose(pick, "held")
        held = self.hall.tickets.get(ticket)
        where = held.window if held and held.window and pick else window
        self.act(c.ResumeTicket(window=where, ticket=ticket), undo=True)

    @rule(pick=picks, kind=st.sampled_from((c.OpenWindow, c.OpenWindow, c.PauseWindow, c.CloseWindow)))
    def place(self, pick: int, kind: Any) -> None:
        states = ("paused", "closed") if kind is c.OpenWindow else ("free",)
        self.act(kind(window=self.at(pick, *states)), undo=True)

    @seldom
    @rule(window=windows, close=st.booleans(), aimed=st.sampled_from(("release", "keep")))
    def leave(self, window: int, close: bool, aimed: Any) -> None:
        self.act((c.CloseWindow if close else c.PauseWindow)(window=window, aimed=aimed), undo=True)

    @rule(window=windows)
    def undo_last(self, window: int) -> None:
        known = self.watched.pictures.get(window)
        self.undo(window, known.seq if known else 1)

    @seldom
    @rule(window=windows, of=st.integers(1, 60))
    def undo_guess(self, window: int, of: int) -> None:
        self.undo(window, of)

    @seldom
    @rule(until=st.none() | st.integers(-HOUR, 30 * HOUR))
    def open_day(self, until: int | None) -> None:
        self.give(c.OpenDay(until=None if until is None else max(0, self.desk.at + until)))

    @seldom
    @rule(confirm=st.booleans())
    def close_day(self, confirm: bool) -> None:
        self.give(c.CloseDay(confirm=confirm))

    @rule(
        pick=picks,
        state=st.sampled_from(("queued", "sent", "confirmed", "unknown", "failed")),
        why=st.sampled_from((None, "paper", "cover", "late")),
    )
    def print_report(self, pick: int, state: Any, why: Any) -> None:
        jobs = [*self.hall.jobs, "none"]
        self.give(c.ReportPrint(job=jobs[pick % len(jobs)], state=state, why=why))

    @rule(
        call=st.integers(1, 6),
        zone=st.sampled_from(("main", "attic")),
        reason=st.sampled_from((None, "late", "quiet")),
        through=st.none() | st.integers(0, 4),
    )
    def played(self, call: int, zone: str, reason: Any, through: int | None) -> None:
        if reason is None and through is None:
            self.give(c.ReportPlayed(call=call, zone=zone, state="played"))
            return
        last = None if through is None else call + through
        self.give(c.ReportPlayed(call=call, zone=zone, state="skipped", reason=reason, through=last))

    @seldom
    @precondition(lambda self: self.hall.day is not None)
    @rule(step=st.sampled_from((-HOUR, -1, 0, MINUTE, 3 * HOUR)))
    def confirm(self, step: int) -> None:
        self.give(c.ConfirmClock(now=self.desk.at + step))

    @rule(ticket=junk, window=windows, kind=st.sampled_from((c.CallTicket, c.ResumeTicket, c.MissTicket)))
    def nonsense(self, ticket: str, window: int, kind: Any) -> None:
        self.give(kind(window=window, ticket=ticket))
        self.give(c.RejoinTicket(ticket=ticket))
        self.give(c.CallNext(window=window, day="2020-01-01"))

    # -- what must always hold -----------------------------------------------------------------

    @invariant()
    def all_is_well(self) -> None:
        self.watched.check()

    def teardown(self) -> None:
        """A restart finds the same hall."""
        assert self.desk.folded() == self.hall


HallMachine.TestCase.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestHallMachine = HallMachine.TestCase
