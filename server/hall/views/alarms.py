"""What a supervisor should see before somebody complains."""

from __future__ import annotations

from msgspec import Struct

from server.hall import calendar, order
from server.hall.model import Hall
from server.hall.units import MINUTE, Ms
from server.hall.words import printer_words


class Alarm(Struct, frozen=True):
    """Something a supervisor should see. kind: aimed_wait, unserved_line, paper, printer, clock,
    calendar."""

    kind: str
    zh: str
    en: str


def alarms(hall: Hall, at: Ms) -> tuple[Alarm, ...]:
    """Aimed tickets that wait too long, lines with people and no window, printers, calendar."""
    rules = hall.settings.rules
    found = []
    for letter, queue in hall.queues.items():
        tickets = order.in_order(hall.tickets[id] for id in queue.waiting)
        for ticket in tickets:
            if ticket.aimed is not None and at - ticket.state_at > rules.aimed_alarm_minutes * MINUTE:
                found.append(
                    _alarm(
                        "aimed_wait",
                        f"{ticket.number} 等{ticket.aimed}号窗口已久",
                        f"{ticket.number} has waited long for window {ticket.aimed}",
                    )
                )
        oldest = min((t.state_at for t in tickets if t.aimed is None), default=at)
        served = any(
            w.state == "open" and hall.settings.may_call(w.id, letter) for w in hall.windows.values()
        )
        if not served and at - oldest > rules.unserved_alarm_minutes * MINUTE:
            found.append(
                _alarm(
                    "unserved_line",
                    f"{letter} 业务有人等候，没有开放窗口",
                    f"Line {letter} waits and no window serves it",
                )
            )
    found += _printers(hall)
    for year in calendar.unconfirmed(hall.settings.calendar, calendar.day_of(at)):
        found.append(
            _alarm("calendar", f"{year} 年工作日历尚未确认", f"The calendar of {year} is not confirmed")
        )
    return tuple(found)


def clock_alarm(hall: Ms, machine: Ms) -> Alarm:
    """The hall's time and the machine's are apart, and nobody has said which is right."""
    zh = f"大厅时间 {_moment(hall)} 与服务器时钟 {_moment(machine)} 不一致，请核对"
    return _alarm(
        "clock", zh, f"The hall goes by {_moment(hall)}, the machine says {_moment(machine)}: check"
    )


def _moment(at: Ms) -> str:
    return calendar.local(at).strftime("%Y-%m-%d %H:%M")


def _printers(hall: Hall) -> list[Alarm]:
    """Paper that ends, and what keeps a printer from printing."""
    found = []
    for printer, paper in hall.paper.items():
        fault = hall.printers[printer].fault if printer in hall.printers else ""
        if paper == "out" or fault == "paper":
            found.append(_alarm("paper", f"取号机 {printer} 缺纸", f"Printer {printer}: paper out"))
        elif fault:
            zh, en = printer_words(fault)
            found.append(_alarm("printer", f"取号机 {printer} {zh}", f"Printer {printer}: {en}"))
        elif paper == "low":
            found.append(_alarm("paper", f"取号机 {printer} 纸将用完", f"Printer {printer}: paper low"))
    return found


def _alarm(kind: str, zh: str, en: str) -> Alarm:
    return Alarm(kind, zh, en)
