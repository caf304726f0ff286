"""A hall under a clock that does what clocks do: steps, suspends, restarts, dead batteries, corrections.

`true` is the time outside; the machine's clock is off by `error`. One seed is one story; the real writer
decides, over a journal that outlives every restart.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import msgspec

from server.bootstrap import House, build
from server.engine.batch import Ask
from server.hall import calendar, opening
from server.hall import commands as c
from server.hall import events as e
from server.hall.errors import Told
from server.hall.units import DAY, HOUR, MINUTE
from server.journal.memory import MemoryJournal
from server.journal.protocol import Entry
from server.settings.defaults.township import township
from server.vault.memory import memory_vault
from server.wire.frames import Answer, Frame, Room

HALL = "taohuajiang"
STAFF = c.Origin("chief", "admin", None, "")
SEATS = (Room("kiosk", "kiosk-1"), Room("board", "main"), Room("counter", "2"), Room("supervisor", ""))
NO_DAY = ("day_not_open", "day_closed", "clock_unsure", "issuing_over")
_SECOND = 1_000
STEPS = (_SECOND, 30 * _SECOND, 4 * MINUTE, 6 * MINUTE, HOUR, 8 * HOUR, DAY, 3 * DAY)


class Journal(MemoryJournal):
    """Keeps all entries in the order in which they were appended."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Entry] = []

    def append(self, hall: str, appends: Any) -> list[Entry]:
        """See Journal."""
        entries = super().append(hall, appends)
        self.all += entries
        return entries


class Walk:
    """wrong: what was found, one sentence each. met: what the story contained."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.true = calendar.moment(
            f"202{self.random.randint(6, 8)}-{self.random.randint(1, 12):02d}-03", "07:00"
        )
        self.error, self._steady = 0, 1_000_000
        self.journal, self._vault = Journal(), memory_vault()
        self._first = msgspec.structs.replace(township(), calendar=_years())
        self.house = self._started()
        self.wrong: list[str] = []
        self.met: Counter[str] = Counter()
        self._keys = 0

    # -- the machine ---------------------------------------------------------------------------

    def _started(self) -> House:
        return build(
            self.journal,
            self._vault,
            HALL,
            first=self._first,
            wall=lambda: self.true + self.error,
            elapsed=lambda: self._steady,
        )

    def go(self, ms: int) -> None:
        """Time passes, awake or suspended: both count."""
        self.true += ms
        self._steady += ms

    def restart(self, off: int) -> None:
        """The machine was off; what elapsed begins anew. Its battery may be dead, or NTP reached it."""
        self.met["restart"] += 1
        self.true += off
        self._steady = self.random.randint(0, 90_000)
        luck = self.random.random()
        if luck < 0.1:
            self.error = calendar.moment("2020-01-01", "00:00") - self.true
            self.met["dead clock"] += 1
        elif luck < 0.6:
            self.error = 0
        self.house = self._started()

    def step(self) -> None:
        """Somebody or something sets the machine's clock: wrong, or right again."""
        self.met["step"] += 1
        right = self.random.random() < 0.4
        self.error = 0 if right else self.error + self.random.choice((-1, 1)) * self.random.choice(STEPS)

    # -- people --------------------------------------------------------------------------------

    def give(self, command: c.Command) -> Answer | Told:
        """One command through the writer."""
        self._keys += 1
        origin = msgspec.structs.replace(STAFF, fresh=f"t{self._keys}")
        ask = Ask(command, f"walk-{self._keys:08d}", bytes(32), origin)
        self.house.engine._writer._write([ask])
        try:
            answer: Answer = ask.future.wait(0)
        except Told as told:
            return told
        return answer

    def work(self) -> None:
        """A few minutes in a hall."""
        for window in (1, 2):
            if self.random.random() < 0.3:
                self.give(c.OpenWindow(window=window))
        line = self.random.choice("AB")
        issued = self.give(c.IssueTicket(line=line))
        if isinstance(issued, Told) and issued.code in NO_DAY:
            self._says_why(issued)
        self._next_works(self.random.choice((1, 2)))
        self._serve(self.random.choice((1, 2)))

    def _serve(self, window: int) -> None:
        act = self.random.choice((c.FinishService, c.FinishService, c.MissTicket))
        self.give(act(window=window))

    def chief(self) -> None:
        """A supervisor looks: puts the clock right when it is in doubt, opens or closes a day."""
        if self.house.engine.clock.unsure and self.random.random() < 0.5:
            self.met["confirmed"] += 1
            if abs(self.error) < MINUTE:
                self._must(c.ConfirmClock(now=self.true), "the machine's clock is right and was not believed")
            else:
                self.give(c.ConfirmClock(now=self.true, by_hand=True))
        elif self.random.random() < 0.05:
            self.give(c.CloseDay(confirm=True))
            self.met["closed"] += 1
        elif self.random.random() < 0.05:
            self._open_it()

    # -- what must hold ------------------------------------------------------------------------

    def _now(self) -> int:
        return self.house.engine.clock.now()

    def _next_works(self, number: int) -> None:
        """With an open window, running hours and somebody waiting, the next one can always be called."""
        hall, at = self.house.day.hall, self._now()
        window, place = hall.windows.get(number), hall.settings.window(number)
        assert place is not None
        if window is None or window.state != "open" or window.current is not None:
            return
        if not opening.running(hall, at) or not opening.doors(opening.opening(hall, at), at).calling:
            return
        if not any(hall.queues[line].waiting for line in place.own_lines if line in hall.queues):
            return
        self.met["next"] += 1
        called = self.give(c.CallNext(window=number))
        if isinstance(called, Told):
            self.wrong.append(f"window.next was refused: {called}")

    def _says_why(self, told: Told) -> None:
        """Whoever looks reads the same as who asks, and a person can open the hall by pressing a button."""
        self.met[told.code] += 1
        for seat in SEATS:
            live = self._frame(seat).live
            if live.doors is None or live.doors.issuing or live.doors.why != told.code:
                self.wrong.append(f"a ticket meets {told.code}, {seat.role} shows {live.doors}")
        if self.random.random() < 0.15:
            self._open_it()

    def _frame(self, seat: Room) -> Frame:
        return self.house.engine.frame(seat)

    def _open_it(self) -> None:
        """The supervisor's page shows both dates; its button names the machine's when in doubt."""
        live, day = self._frame(SEATS[-1]).live, None
        if live.clock is not None and abs(self.error) < MINUTE:
            day = calendar.day_of(live.clock.machine)
        elif live.clock is not None:  # the machine is wrong, and a hall that ran ahead cannot go back by hand
            true = max(self.true, self.house.engine.reader.at)
            self._must(c.ConfirmClock(now=true, by_hand=True), "no way to set a clock by hand")
        self._must(c.OpenDay(day=day), "a person could not open the hall")
        self._must(c.IssueTicket(line="A"), "an opened hall gives no number")
        self.met["opened"] += 1

    def _must(self, command: c.Command, otherwise: str) -> None:
        told = self.give(command)
        if isinstance(told, Told):
            self.wrong.append(f"{otherwise}: {told}")

    def judge(self) -> list[str]:
        """The journal's own story: times, numbers, ends of days."""
        at, last = 0, Counter[tuple[str, str]]()
        for entry in self.journal.all:
            events = e.decode(entry.events)
            if entry.at < at and not isinstance(events[0], e.ClockConfirmed):
                self.wrong.append(f"{entry.stream}/{entry.seq} lies {at - entry.at} ms before the one before")
            at = entry.at
            for event in events:
                if isinstance(event, e.TicketIssued):
                    line = entry.stream, event.line
                    if event.n <= last[line]:
                        self.wrong.append(f"{entry.stream}: {event.number} after {last[line]}")
                    last[line] = event.n
                if isinstance(event, e.TicketIssued | e.TicketCalled) and at >= calendar.turn_after(
                    entry.stream
                ):
                    self.wrong.append(f"{entry.stream}/{entry.seq} came after the end of its day")
        return self.wrong


def _years() -> Any:
    """Some years are confirmed and have holidays, others are not."""
    plain = township().calendar
    return msgspec.structs.replace(plain, confirmed_years=(*plain.confirmed_years, 2026, 2028))


def walk(seed: int, days: int) -> Walk:
    """A story of about so many days."""
    made = Walk(seed)
    end = made.true + days * DAY
    while made.true < end and not made.wrong:
        hour = calendar.local(made.true).hour
        busy = 7 <= hour < 18
        made.go(made.random.randint(1, 40 if busy else 400) * MINUTE)
        luck = made.random.random()
        if luck < 0.06:
            made.step()
        elif luck < 0.10:
            made.restart(made.random.choice((20 * _SECOND, HOUR, 16 * HOUR, 3 * DAY)))
        elif luck < 0.12:
            made.go(made.random.choice((HOUR, 14 * HOUR)))  # suspended
        made.chief()
        made.work()
    made.judge()
    return made
