"""A hall as large as the settings allow on a day of 8,000 tickets: what views must bear."""

from __future__ import annotations

from server.hall import events as e
from server.hall.calendar import moment, schedule, turn_after
from server.hall.fold.apply import fold
from server.hall.model import CallMode, Hall, fresh
from server.hall.settings import tree as s
from server.hall.settings.voice import QuietHours, Speech, Voice, ZoneVoice
from tests.hall.hall_driver import DAY

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O
LONG = "一二三四五六七八九十" * 4
ENGLISH = "Abcdefghi " * 4
EIGHT = moment(DAY, "08:00")


def largest() -> s.Settings:
    """24 lines with 40 items each, 99 windows that serve all lines as their own, 20 classes; 40 signs in each
    name, 400 in the notice. Two zones."""
    items = tuple(s.Item(id=f"item-{n}-{'x' * 20}", name=LONG) for n in range(40))
    serves = tuple(s.Serves(line=letter) for letter in LETTERS)
    return s.Settings(
        identity=s.IdentitySettings(
            name=LONG,
            name_en=ENGLISH,
            mark=LONG,
            consult_phone="0" * 20,
            supervise_phone="0" * 20,
            notice=LONG * 10,
        ),
        lines=tuple(s.Line(letter=x, name=LONG, name_en=ENGLISH, hint=LONG, items=items) for x in LETTERS),
        windows=tuple(
            s.WindowSettings(
                number=n,
                name=LONG,
                name_en=ENGLISH,
                serves=serves,
                zone=f"{'hall-' * 5}{'east' if n % 9 else 'west'}",
            )
            for n in range(1, 100)
        ),
        classes=(
            s.TicketClass(id="ordinary", name=LONG, name_en=ENGLISH),
            *(
                s.TicketClass(id=f"class-{n}-{'x' * 20}", name=LONG, name_en=ENGLISH, boost_minutes=n)
                for n in range(19)
            ),
        ),
        hours=s.Hours(
            sessions=tuple(
                s.OfficeHours(opens=f"{n:02d}:00", closes=f"{n + 1:02d}:00") for n in (8, 10, 13, 15)
            )
        ),
        paper=s.PaperSettings(overdue=LONG + "一" * 20, advice=LONG + "一" * 20),
        phone=s.PhonePage(url="https://" + "x" * 110),
        speech=Speech(one="幺", recall=True, classes=True, prompts=True),
        voice=voice(),
    )


def voice() -> Voice:
    """Of both zones, with all times that may be quiet."""
    quiet = (QuietHours(begins="12:00", ends="13:30"),) * 4
    zones = tuple(ZoneVoice(zone=f"{'hall-' * 5}{side}", quiet=quiet) for side in ("east", "west"))
    return Voice(clips="0" * 64, zones=zones)


class Crowd:
    """Folds entries without looking at the invariants after each: 8,000 tickets in a second or two."""

    def __init__(self, settings: s.Settings, tickets: int) -> None:
        self.hall: Hall = fresh("x" * 32, settings, b"key")
        self.at = EIGHT
        hours, end = schedule(settings.hours, DAY), turn_after(DAY)
        self.write(e.DayOpened(day=DAY, schedule=hours, day_end=end, by_person=True))
        self.windows = [window.number for window in settings.windows]
        for window in self.windows:
            self.write(e.WindowOpened(window=window))
        for n in range(tickets):
            self.issue(n)

    def write(self, *events: e.HallEvent, actor: str = "a" * 40, by: str | None = "b" * 40) -> None:
        """One entry, a moment later."""
        self.at += 1000
        fold(self.hall, self.hall.seq + 1, self.at, events, actor, by)

    def issue(self, n: int) -> None:
        """A ticket of each line and class in turn, printed at one kiosk."""
        settings, seq = self.hall.settings, self.hall.seq + 1
        line, cls = settings.lines[n % len(settings.lines)], settings.classes[n % len(settings.classes)]
        count = n // len(settings.lines) + 1
        item = line.items[n % len(line.items)].id if line.items else None
        self.write(
            e.TicketIssued(
                ticket=f"{seq:016x}",
                number=f"{line.letter}{count:03d}",
                line=line.letter,
                n=count,
                cls=cls.id,
                arrived_at=self.at,
                order_at=self.at - cls.boost_minutes * 60_000,
                ahead=count,
                item=item,
                device="k1",
                printer="k1",
            )
        )

    def busy(self) -> None:
        """Of 8,000 tickets 1,500 are missed, 1,500 held, 1,000 aimed at window 1, 200 reclassed and five
        cancelled just now; every window has one."""
        ids = list(self.hall.tickets)
        self.at += 3_600_000
        for id in ids[:3000]:
            window = self.windows[self.hall.seq % len(self.windows)]
            self.call(id, window)
            if self.hall.seq % 2:
                self.write(e.TicketMissed(ticket=id, window=window))
            else:
                self.write(e.TicketHeld(ticket=id, window=window, hold="papers"))
        for id in ids[3000:4000]:
            self.call(id, 2)
            self.write(
                e.TicketTransferred(
                    ticket=id,
                    window=2,
                    line=self.hall.tickets[id].line,
                    aimed=1,
                    note="n" * 16,
                    returns=(),
                )
            )
        for id, window in zip(ids[4000:], self.windows, strict=False):
            self.call(id, window)
        for id in ids[5000:5200]:
            self.write(
                e.TicketReclassed(ticket=id, cls="ordinary", order_at=self.hall.tickets[id].arrived_at)
            )
        for id in ids[5200:5205]:
            self.write(e.TicketLeft(ticket=id, reason="staff"))

    def call(self, id: str, window: int, mode: CallMode = "chosen") -> None:
        """A ticket to a window."""
        ticket, n = self.hall.tickets[id], len(self.hall.calls) + 1
        self.write(
            e.TicketCalled(
                ticket=id, number=ticket.number, line=ticket.line, window=window, call=n, mode=mode
            )
        )
