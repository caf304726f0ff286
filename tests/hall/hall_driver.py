"""A hall in the hand of a test: commands in, events folded, refusals by code."""

from __future__ import annotations

from typing import Any

from server.hall import events as e
from server.hall import invariants
from server.hall.calendar import moment
from server.hall.commands import CallNext, Command, FinishService, IssueTicket, OpenWindow, Origin
from server.hall.errors import Refused
from server.hall.fold.apply import fold
from server.hall.model import Hall, Ticket, clone, fresh
from server.hall.rules.days import due
from server.hall.rules.decide import decide, opens, result
from server.hall.settings import tree as s
from server.hall.units import MINUTE, Ms

DAY = "2026-11-23"  # a Monday
NINE = moment(DAY, "09:00")


def small_hall() -> s.Settings:
    """Lines A and B; windows 1 (A, helps B after 5 min), 2 (B), 3 (A and B)."""
    return s.Settings(
        identity=s.IdentitySettings(name="桃花江镇政务服务大厅", name_en="Taohuajiang Service Hall"),
        lines=(
            s.Line(letter="A", name="自然资源住建", name_en="Land and housing"),
            s.Line(letter="B", name="社会事务", name_en="Social affairs"),
        ),
        windows=(
            _window(1, s.Serves(line="A"), s.Serves(line="B", penalty=5)),
            _window(2, s.Serves(line="B")),
            _window(3, s.Serves(line="A"), s.Serves(line="B")),
        ),
        classes=(
            s.TicketClass(id="ordinary", name="普通", name_en="Ordinary"),
            s.TicketClass(id="elder", name="老年", name_en="Elder", boost_minutes=15),
            s.TicketClass(id="urgent", name="急", name_en="Urgent", boost_minutes=60),
            s.TicketClass(id="appointment", name="预约", name_en="Appointment", appointment=True),
        ),
        calendar=s.CalendarSettings(confirmed_years=(2026,)),
        hours=s.Hours(
            sessions=(
                s.OfficeHours(opens="08:30", closes="12:00"),
                s.OfficeHours(opens="14:00", closes="17:30"),
            )
        ),
    )


def _window(number: int, *serves: s.Serves) -> s.WindowSettings:
    return s.WindowSettings(number=number, name=f"{number}号窗口", name_en=f"Window {number}", serves=serves)


class Driver:
    """Runs commands on one hall at a clock the test moves; checks the invariants after each."""

    def __init__(self, settings: s.Settings | None = None, at: Ms = NINE) -> None:
        self.hall: Hall = fresh("test", settings or small_hall(), b"key")
        self.at = at
        self.entries: list[tuple[int, Ms, list[e.HallEvent], str, str | None]] = []
        self._fresh = 0

    def later(self, minutes: float) -> None:
        """Let time pass."""
        self.at += int(minutes * MINUTE)

    def do(self, command: Command, **origin: Any) -> dict[str, Any]:
        """Decide, fold and answer one command, with the openings and closings that are due."""
        asker = Origin("test", "supervisor", None, "", machine=self.at)
        for own in due(self.hall, command, self.at, asker, opens=opens(command)):
            self._write([own.event])
        self._fresh += 1
        who = self.origin(machine=getattr(command, "now", self.at), **origin)
        events = decide(self.hall, command, self.at, who)
        self._write(events, who.actor, who.by)
        return result(self.hall, command, events)

    def origin(self, **given: Any) -> Origin:
        """Who asks: a supervisor, where nothing else is given."""
        usual = {"actor": "test", "role": "supervisor", "device": None, "fresh": f"t{self._fresh}"}
        usual["machine"] = self.at
        return Origin(**(usual | given))

    def _write(self, events: list[e.HallEvent], actor: str = "hall", by: str | None = None) -> None:
        first = events[0]
        new_day = isinstance(first, e.DayOpened) and first.day != self.hall.day
        seq = 1 if new_day else self.hall.seq + 1
        self.entries.append((seq, self.at, events, actor, by))
        fold(self.hall, seq, self.at, events, actor, by)
        assert invariants.broken(self.hall) == []

    def refused(self, command: Command, **origin: Any) -> str:
        """The code with which a command is refused; the state stays as it was."""
        before = clone(self.hall)
        try:
            events = decide(self.hall, command, self.at, self.origin(**origin))
        except Refused as refusal:
            assert refusal.zh and refusal.en
            assert self.hall == before
            return refusal.code
        raise AssertionError(f"accepted: {events}")

    def ticket(self, number: str) -> Ticket:
        """The ticket with a printed number."""
        return self.hall.tickets[self.hall.numbers[number]]


def staffed_hall(settings: s.Settings | None = None) -> Driver:
    """The small hall at nine with its three windows open."""
    driver = Driver(settings)
    for window in (1, 2, 3):
        driver.do(OpenWindow(window=window))
    return driver


def take(hall: Driver, line: str = "B", cls: str | None = None, **more: Any) -> str:
    """A number of a line."""
    return str(hall.do(IssueTicket(line=line, cls=cls, **more))["number"])


def serve_next(hall: Driver, window: int = 2) -> str:
    """The number that a window calls and finishes at once."""
    number = str(hall.do(CallNext(window=window))["number"])
    hall.do(FinishService(window=window))
    return number
