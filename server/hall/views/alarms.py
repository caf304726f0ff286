"""What a supervisor should see before somebody complains."""

from __future__ import annotations

from collections.abc import Iterator

from server.hall import calendar, order
from server.hall.model import Hall
from server.hall.standing import stranded
from server.hall.units import MINUTE, Ms
from server.hall.views.alarm import Alarm
from server.hall.views.printers import NOTHING, Enrolled, Said, everyone, printer_alarms
from server.hall.words import listed, speaker_words


def alarms(hall: Hall, at: Ms, said: Said = NOTHING, enrolled: Enrolled = everyone) -> tuple[Alarm, ...]:
    """People whom nobody can call, aimed tickets that wait too long, lines with people and no window,
    printers, calendar. One of a kind for all tickets of a window or line."""
    people = (*_stranded(hall), *_aimed(hall, at), *_unserved(hall, at))
    return (*people, *printer_alarms(hall, said, enrolled), *_calendar(hall, at))


def _stranded(hall: Hall) -> Iterator[Alarm]:
    lost = stranded(hall)
    if lost:
        zh, en = listed([ticket.number for ticket in lost])
        yield Alarm(
            "stranded",
            f"{zh}的窗口或业务已不在设置中，请值班主管指定呼叫，再办结或转移",
            f"{en} stand under a window or line that is gone: call them by number, then finish or move them",
        )


def _aimed(hall: Hall, at: Ms) -> Iterator[Alarm]:
    """Tickets that wait too long for one window, by window."""
    late: dict[int, list[str]] = {}
    limit = hall.settings.rules.aimed_alarm_minutes * MINUTE
    for queue in hall.queues.values():
        for ticket in order.in_order(hall.tickets[id] for id in queue.aimed):
            if ticket.aimed is not None and at - ticket.state_at > limit:
                late.setdefault(ticket.aimed, []).append(ticket.number)
    for window, numbers in late.items():
        zh, en = listed(numbers)
        yield Alarm("aimed_wait", f"{zh}等{window}号窗口已久", f"{en} waited long for window {window}")


def _unserved(hall: Hall, at: Ms) -> Iterator[Alarm]:
    """Lines with people and no open window."""
    limit = hall.settings.rules.unserved_alarm_minutes * MINUTE
    for letter, queue in hall.queues.items():
        waiting = (hall.tickets[id] for id in queue.waiting)
        oldest = min((ticket.state_at for ticket in waiting if ticket.aimed is None), default=at)
        served = any(
            window.state == "open" and hall.settings.may_call(window.id, letter)
            for window in hall.windows.values()
        )
        if not served and at - oldest > limit:
            yield Alarm(
                "unserved_line",
                f"{letter} 业务有人等候，没有开放窗口",
                f"Line {letter} waits and no window serves it",
            )


def _calendar(hall: Hall, at: Ms) -> Iterator[Alarm]:
    for year in calendar.unconfirmed(hall.settings.calendar, calendar.day_of(at)):
        yield Alarm("calendar", f"{year} 年工作日历尚未确认", f"The calendar of {year} is not confirmed")


def speaker_alarm(zone: str, why: str) -> Alarm:
    """Calls to the windows of a zone are not heard."""
    zh, en = speaker_words(why)
    return Alarm("speaker", f"区域 {zone} 无法播报叫号：{zh}", f"No calls are heard in zone {zone}: {en}")


def clock_alarm(hall: Ms, machine: Ms) -> Alarm:
    """The hall's time and the machine's are apart, and nobody has said which is right."""
    zh = f"大厅时间 {_moment(hall)} 与服务器时钟 {_moment(machine)} 不一致，请核对"
    en = f"The hall goes by {_moment(hall)}, the machine says {_moment(machine)}: check"
    return Alarm("clock", zh, en)


def _moment(at: Ms) -> str:
    return calendar.local(at).strftime("%Y-%m-%d %H:%M")
