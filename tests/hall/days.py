"""Random small days: a hall, people and clerks from one seed, played on the rules and watched.

Every day has a character (DAYS): a bus of elders, 60 % priority at 95 % load, appointments early and
late, helping windows, or everything at once; and a grain of time, so that many commands share one `at`.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import msgspec

from server.hall import commands as c
from server.hall import events as e
from server.hall import order
from server.hall.errors import Refused
from server.hall.settings import tree as s
from server.hall.words import gains
from tests.hall.desk import Desk
from tests.hall.hall_driver import NINE
from tests.hall.oracle import MINUTE, Oracle
from tests.hall.oracle_people import Tally

PRIORITY = ("elder", "disabled", "urgent")
DAYS = ("bus", "load", "slots", "helpers", "everything")
BOOSTS = ((15, 20, 60), (5, 5, 5), (0, 0, 0), (10, 30, 45), (60, 60, 60), (2, 11, 12))


@dataclass
class Plan:
    """What a day is like; all shares are probabilities."""

    character: str
    grain: int  # times are multiples of this many ms
    people: int
    load: float  # arrivals over what the windows can serve
    priority: float
    slots: float
    mischief: float  # share of acts that are not plain next and finish
    service: float = 6.0  # minutes a person takes on average
    lines: str = "A"
    settings: s.Settings = field(default_factory=lambda: hall_of(Random(0), "A", 1))


def hall_of(
    random: Random, lines: str, windows: int, penalties: tuple[int, ...] = (0, 0, 5, 20)
) -> s.Settings:
    """Lines with windows that serve their own and help others; some boosts of classes."""
    boosts = random.choice(BOOSTS)
    served = []
    for number in range(1, windows + 1):
        own = lines[(number - 1) % len(lines)]
        help_out = [s.Serves(line=x, penalty=random.choice(penalties)) for x in lines if x != own]
        served.append((number, (s.Serves(line=own), *(x for x in help_out if random.random() < 0.6))))
    return s.Settings(
        identity=s.IdentitySettings(name="大厅", name_en="Hall"),
        lines=tuple(s.Line(letter=x, name=f"业务{x}", name_en=f"Line {x}") for x in lines),
        windows=tuple(
            s.WindowSettings(number=n, name=f"{n}号窗口", name_en=f"Window {n}", serves=serves)
            for n, serves in served
        ),
        classes=(
            s.TicketClass(id="ordinary", name="普通", name_en="Ordinary"),
            *(
                s.TicketClass(id=id, name=id, name_en=id, boost_minutes=boost, at_kiosk=id != "urgent")
                for id, boost in zip(PRIORITY, boosts, strict=True)
            ),
            s.TicketClass(id="appointment", name="预约", name_en="Appointment", appointment=True),
        ),
        hours=s.Hours(sessions=(s.OfficeHours(opens="08:30", closes="17:30"),)),
    )


def plan_of(random: Random) -> Plan:
    """One of the characters, with everything else at random."""
    character = random.choice(DAYS)
    lines = "ABC"[: random.choice((1, 1, 2, 3))]
    windows = random.randint(1, 4)
    plan = Plan(
        character=character,
        grain=random.choice((1, 1000, 60_000, 300_000)),
        people=random.randint(20, 60),
        load=random.choice((0.6, 0.95, 1.3, 3.0)),
        priority=random.choice((0.1, 0.3, 0.6, 0.9)),
        slots=random.choice((0.0, 0.1)),
        mischief=random.choice((0.0, 0.15, 0.4, 0.7)),
        lines=lines,
        settings=hall_of(random, lines, windows),
    )
    if character == "load":
        plan.load, plan.priority, plan.people = 0.95, 0.6, 60
    elif character == "slots":
        plan.slots = 0.5
    elif character == "helpers":
        plan.lines = "ABC"
        plan.settings = hall_of(random, "ABC", 4, (1, 3, 5, 10, 20))
    elif character == "everything":
        plan.mischief, plan.slots, plan.load = 0.6, 0.25, 1.3
    return plan


class Day:
    """Plays a plan: an agenda of doings in time order, each of which may put new ones there."""

    def __init__(self, seed: int, tally: Tally, plan: Plan | None = None) -> None:
        self.random = Random(seed)
        self.plan = plan or plan_of(self.random)
        self.desk = Desk(self.plan.settings)
        self.oracle = Oracle(self.plan.settings, tally)
        self.script: list[tuple[int, c.Command]] = []  # what was done, to tell the story of a failure
        self._agenda: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0
        tally.days += 1

    # -- the clockwork -------------------------------------------------------------------------

    def play(self) -> list[str]:
        """Run the day to its end; what the oracle found wrong."""
        self._give(c.OpenDay())
        for window in self.plan.settings.windows:
            self._give(c.OpenWindow(window=window.number))
            self._later(self.random.random() * 5, self._turn, window.number)
        self._arrivals()
        if self._luck(0.1):
            self._later(self.random.random() * 120, self.random.choice((self._set_clock, self._set_boosts)))
        last = NINE + 14 * 60 * MINUTE
        while self._agenda:
            at, _, doing = heapq.heappop(self._agenda)
            self.desk.at = max(self.desk.at, at)
            if self.desk.at > last:
                break
            doing()
        return self.oracle.wrong

    def _later(self, minutes: float, doing: Callable[..., None], *args: object) -> None:
        grain = self.plan.grain
        at = self.desk.at + int(minutes * MINUTE) // grain * grain
        self._count += 1
        heapq.heappush(self._agenda, (at, self._count, lambda: doing(*args)))

    def _give(self, command: c.Command) -> list[e.HallEvent]:
        """Do it and let the oracle watch; nothing when the rules refuse."""
        self.script.append((self.desk.at, command))
        try:
            events = self.desk.give(command)
        except Refused:
            return []
        latest = self.oracle.latest
        self.oracle.watch(self.desk.hall.seq, self.desk.at, events)
        if self.oracle.latest > latest and self.oracle.latest > gains(self.desk.hall).most:
            self.oracle.wrong.append(f"{self.oracle.latest} ms late, less is published")
        return events

    def _luck(self, share: float) -> bool:
        return self.random.random() < share

    # -- people --------------------------------------------------------------------------------

    def _arrivals(self) -> None:
        plan, minutes = self.plan, 0.0
        windows = len(plan.settings.windows)
        for _ in range(plan.people):
            minutes += self.random.expovariate(windows * plan.load / plan.service)
            self._later(minutes, self._arrive)
        if plan.character in ("bus", "everything"):
            bus = self.random.random() * minutes
            line = self.random.choice(plan.lines)
            for _ in range(20):
                self._later(bus, self._give, c.IssueTicket(line=line, cls="elder"))

    def _arrive(self) -> None:
        line, cls, slot = self.random.choice(self.plan.lines), "ordinary", None
        if self._luck(self.plan.slots):
            cls = "appointment"
            slot = self.desk.at + self.random.randint(-25, 60) * MINUTE + self.random.choice((0, 0, 1, -1))
        elif self._luck(self.plan.priority):
            cls = self.random.choice(PRIORITY)
        issued = self._give(c.IssueTicket(line=line, cls=cls, slot=slot))
        if issued and self._luck(self.plan.mischief / 8):
            doing = self.random.choice((self._cancel, self._reclass))
            self._later(self.random.random() * 20, doing, issued[0].ticket)  # type: ignore[union-attr]

    def _cancel(self, ticket: str) -> None:
        self._on_ticket(c.CancelTicket(ticket=ticket))

    def _reclass(self, ticket: str) -> None:
        self._on_ticket(c.ReclassTicket(ticket=ticket, cls=self.random.choice(("ordinary", *PRIORITY))))

    def _rejoin(self, ticket: str) -> None:
        self._on_ticket(c.RejoinTicket(ticket=ticket))

    def _on_ticket(self, command: c.CancelTicket | c.ReclassTicket | c.RejoinTicket) -> None:
        """Now and then it was a slip of the hand."""
        if self._give(command) and self._luck(0.2):
            undo = c.UndoTicket(ticket=command.ticket, of=self.desk.hall.seq)
            self._later(self.random.random() / 10, self._give, undo)

    def _resume(self, window: int, ticket: str) -> None:
        if self._give(c.ResumeTicket(window=window, ticket=ticket)) and self._luck(0.2):
            self._undo(window, self.desk.hall.seq)

    # -- clerks --------------------------------------------------------------------------------

    def _turn(self, window: int) -> None:
        """A clerk's turn: free → call somebody; with somebody → serve them; then again later."""
        current = self.desk.hall.windows[window].current
        if current is None:
            self._free(window)
        else:
            self._serve(window, current)
        self._later(self.random.expovariate(1 / self.plan.service), self._turn, window)

    def _free(self, window: int) -> None:
        if self._luck(self.plan.mischief / 10):
            self._choose(window)
        elif self._luck(self.plan.mischief / (4 if order.aimed_at(self.desk.hall, window) else 20)):
            leave = self.random.choice((c.PauseWindow, c.CloseWindow))
            left = self._give(leave(window=window, aimed=self.random.choice(("keep", "release"))))
            if left and self._luck(0.3):
                self._later(self.random.random() / 10, self._undo, window, self.desk.hall.seq)
            self._later(self.random.random() * 10, self._give, c.OpenWindow(window=window))
        else:
            self._call(window)

    def _call(self, window: int) -> None:
        if not self._give(c.CallNext(window=window)):
            return
        if self._luck(self.plan.mischief / 5):
            self._later(self.random.random() / 10, self._undo, window, self.desk.hall.seq)
        elif self._luck(self.plan.mischief / 4):
            self._give(c.RecallTicket(window=window))

    def _choose(self, window: int) -> None:
        waiting = [t.id for t in self.desk.hall.tickets.values() if t.state == "waiting"]
        if not waiting or not self._give(c.CallTicket(window=window, ticket=self.random.choice(waiting))):
            return
        if self._luck(0.3):
            self._undo(window, self.desk.hall.seq)

    def _undo(self, window: int, of: int) -> None:
        if self._give(c.Undo(window=window, of=of)) and self._luck(0.5):
            self._call(window)

    def _serve(self, window: int, ticket: str) -> None:
        """What becomes of the one at the window; mostly served, and the next one called at once."""
        if self._luck(self.plan.mischief):
            done = self.random.choice(MISCHIEF)(self, window, ticket)
        else:
            done = self._finish(window)
        if done and self._luck(self.plan.mischief / 6):
            self._undo(window, self.desk.hall.seq)
        elif self._luck(0.9):
            self._call(window)

    def _finish(self, window: int) -> list[e.HallEvent]:
        """With or without a start before it, or in one press with the next call."""
        if self._luck(0.1):
            self._give(c.StartService(window=window))
        if self._luck(0.3):
            return self._give(c.CallNext(window=window, finish=c.Finish(outcome="direct")))
        return self._give(c.FinishService(window=window))

    def _miss(self, window: int, ticket: str) -> list[e.HallEvent]:
        if self._luck(0.8):
            self._later(self.random.random() * 15, self._rejoin, ticket)
        return self._give(c.MissTicket(window=window))

    def _hold(self, window: int, ticket: str) -> list[e.HallEvent]:
        kind = self.random.choice(("papers", "kept", "step"))
        self._later(self.random.random() * 15, self._resume, window, ticket)
        return self._give(c.HoldTicket(window=window, hold=kind))

    def _transfer(self, window: int, ticket: str) -> list[e.HallEvent]:
        back = self._luck(0.3)
        if self._luck(0.5):
            other = self.random.choice(self.plan.settings.windows).number
            return self._give(c.TransferTicket(window=window, to_window=other, back=back))
        return self._give(
            c.TransferTicket(window=window, to_line=self.random.choice(self.plan.lines), back=back)
        )

    def _return(self, window: int, ticket: str) -> list[e.HallEvent]:
        return self._give(c.ReturnTicket(window=window, ticket=ticket))

    # -- the office ----------------------------------------------------------------------------

    def _set_clock(self) -> None:
        self._give(c.ConfirmClock(now=self.desk.at + self.random.choice((-45, 90)) * MINUTE))

    def _set_boosts(self) -> None:
        """New settings reach the hall between two entries, as the engine hands them over."""
        classes = hall_of(self.random, "A", 1).classes
        tree = msgspec.structs.replace(self.plan.settings, classes=classes)
        event = e.SettingsChanged(version=self.desk.hall.settings_seq + 1, settings=tree)
        self.desk.take(event)
        self.oracle.watch(self.desk.hall.seq, self.desk.at, [event])


MISCHIEF = (Day._miss, Day._miss, Day._miss, Day._hold, Day._hold, Day._transfer, Day._transfer, Day._return)
