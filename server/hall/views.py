"""One view per role: a pure function of the folded state. What changes with time alone is in `live`."""

from __future__ import annotations

from server.hall import calendar, order, slip, speech, staff
from server.hall import shapes as s
from server.hall.doors import doors
from server.hall.errors import Refused
from server.hall.faces import class_faces, count_faces, day_face, face, line_faces
from server.hall.model import Call, Hall, Job, Ms

_OLDEST, _NEWEST = 12, 6  # jobs in a kiosk's view
_MOST_CALLS = 60  # on a board; each window's newest call is always there


def build(hall: Hall, role: str, arg: str) -> s.View:
    """The view of a role. arg: device id (kiosk), zone (board), window number (window, counter), "".

    Refused: window_unknown, zone_unknown, not_available (no such role).
    """
    match role:
        case "kiosk":
            return _kiosk(hall, arg)
        case "board":
            return _board(hall, arg)
        case "window":
            return _sign(hall, _number(arg))
        case "counter":
            return staff.counter(hall, _number(arg))
        case "supervisor":
            return staff.supervisor(hall)
    raise Refused("not_available")


def _number(arg: str) -> int:
    if not arg.isdecimal() or len(arg) > 3:
        raise Refused("window_unknown")
    return int(arg)


def _kiosk(hall: Hall, device: str) -> s.KioskView:
    jobs = tuple(
        s.JobFace(job.id, job.ticket, job.state, job.at, slip.slip(hall, hall.tickets[job.ticket], job))
        for job in _jobs(hall, device)
    )
    return s.KioskView(
        face=face(hall),
        day=day_face(hall),
        lines=line_faces(hall),
        classes=class_faces(hall, at_kiosk=True) if hall.settings.kiosk.show_classes else (),
        jobs=jobs,
        paper=hall.paper.get(device, "unknown"),
        result_seconds=hall.settings.kiosk.result_seconds,
    )


def _jobs(hall: Hall, device: str) -> list[Job]:
    """Jobs the agent should print (oldest first, a backlog in pieces), the newest ones, and what failed."""
    own = [job for job in hall.jobs.values() if job.printer == device and job.state != "confirmed"]
    due = [job for job in own if job.state in ("queued", "sent")]
    wrong = [job for job in own if job.state not in ("queued", "sent")]
    chosen = {job.id for job in (*due[:_OLDEST], *due[-_NEWEST:], *wrong[-_NEWEST:])}
    return [job for job in own if job.id in chosen]


def _board(hall: Hall, zone: str) -> s.BoardView:
    windows = {window.number for window in hall.settings.windows if window.zone == zone}
    if not windows:
        raise Refused("zone_unknown")
    board = hall.settings.board
    return s.BoardView(
        face=face(hall),
        day=day_face(hall),
        zone=zone,
        calls=tuple(_call_face(hall, call) for call in _shown(hall, windows)),
        waiting=count_faces(hall, _lines_of(hall, windows)),
        missed=_missed(hall, windows),
        rule=rule_words(hall)[0],
        rule_en=rule_words(hall)[1],
        board=s.BoardFace(
            board.keep_call_seconds,
            board.newest_seconds,
            board.diagonal_inches,
            board.farthest_metres,
            board.chime,
        ),
    )


def _lines_of(hall: Hall, windows: set[int]) -> set[str]:
    return {
        serves.line
        for window in hall.settings.windows
        if window.number in windows
        for serves in window.serves
        if serves.penalty == 0
    }


def _shown(hall: Hall, windows: set[int]) -> list[Call]:
    """Newest first: each window's newest call and every call still young; a ticket once."""
    young = hall.at - hall.settings.board.keep_call_seconds * 1000
    seen_windows: set[int] = set()
    seen_tickets: set[str] = set()
    shown: list[Call] = []
    for call in reversed(hall.calls):
        if (call.at < young or len(shown) >= _MOST_CALLS) and seen_windows >= windows:
            break
        if call.undone or call.window not in windows or call.ticket in seen_tickets:
            continue
        if call.window in seen_windows and (call.at < young or len(shown) >= _MOST_CALLS):
            continue
        seen_windows.add(call.window)
        seen_tickets.add(call.ticket)
        shown.append(call)
    return shown


def _call_face(hall: Hall, call: Call) -> s.CallFace:
    window = hall.settings.window(call.window)
    ticket = hall.tickets[call.ticket]
    return s.CallFace(
        call=call.n,
        number=call.number,
        window=call.window,
        window_name=window.name if window else "",
        line=call.line,
        at=call.at,
        state=ticket.state if ticket.call == call.n else "done",
        calls=ticket.calls,
        say=speech.say(hall.settings.speech, call.number, call.window),
    )


def _missed(hall: Hall, windows: set[int]) -> tuple[s.MissedFace, ...]:
    missed = [t for t in hall.tickets.values() if t.state == "missed" and t.window in windows]
    missed.sort(key=lambda ticket: -ticket.state_at)
    return tuple(s.MissedFace(t.number, t.line, t.window, t.state_at) for t in missed[:40])


def rule_words(hall: Hall) -> tuple[str, str]:
    """The bound of the rules in plain words, Chinese and English."""
    most = max(10, *(cls.boost_minutes for cls in hall.settings.classes))
    behind, times = hall.settings.rules.rejoin_behind, hall.settings.rules.rejoin_max
    return (
        f"按取号先后叫号。优先和预约最多提前 {most} 分钟，每三次叫号最多两次先于您。"
        f"过号可召回 {times} 次，排在 {behind} 位之后。",
        f"First come, first called. Priority and appointments gain at most {most} min; of any three calls at "
        f"most two go before you. Missed? Return up to {times} times, behind {behind} people.",
    )


def _sign(hall: Hall, number: int) -> s.WindowView:
    window = hall.settings.window(number)
    if window is None:
        raise Refused("window_unknown")
    now = hall.windows.get(number)
    newest = next((call for call in reversed(hall.calls) if call.window == number and not call.undone), None)
    return s.WindowView(
        face=face(hall),
        day=day_face(hall),
        window=number,
        name=window.name,
        name_en=window.name_en,
        state=now.state if now else "closed",
        lines=tuple(serves.line for serves in window.serves if serves.penalty == 0),
        call=_call_face(hall, newest) if newest else None,
    )


def live(hall: Hall, role: str, arg: str, at: Ms) -> s.Live:
    """What time alone changes, seen at `at`; stands outside the hash."""
    return s.Live(now=at, doors=doors(hall, at), alarms=alarms(hall, at) if role == "supervisor" else ())


def alarms(hall: Hall, at: Ms) -> tuple[s.Alarm, ...]:
    """Aimed tickets that wait too long, lines with people and no window, paper, calendar."""
    rules = hall.settings.rules
    found = []
    for letter, queue in hall.queues.items():
        tickets = order.in_order(hall.tickets[id] for id in queue.waiting)
        for ticket in tickets:
            if (
                ticket.aimed is not None
                and at - ticket.state_at > rules.aimed_alarm_minutes * calendar.MINUTE
            ):
                found.append(
                    _alarm(
                        "aimed_wait",
                        f"{ticket.number} 等{ticket.aimed}号窗口已久",
                        f"{ticket.number} has waited long for window {ticket.aimed}",
                    )
                )
        oldest = min((t.state_at for t in tickets if t.aimed is None), default=at)
        served = any(w.state == "open" and staff.serves(hall, w.id, letter) for w in hall.windows.values())
        if not served and at - oldest > rules.unserved_alarm_minutes * calendar.MINUTE:
            found.append(
                _alarm(
                    "unserved_line",
                    f"{letter} 业务有人等候，没有开放窗口",
                    f"Line {letter} waits and no window serves it",
                )
            )
    for printer, paper in hall.paper.items():
        if paper in ("low", "out"):
            zh = "缺纸" if paper == "out" else "纸将用完"
            found.append(_alarm("paper", f"取号机 {printer} {zh}", f"Printer {printer}: paper {paper}"))
    year = calendar.local(at).year
    if year not in hall.settings.calendar.confirmed_years:
        found.append(
            _alarm("calendar", f"{year} 年工作日历尚未确认", f"The calendar of {year} is not confirmed")
        )
    return tuple(found)


def _alarm(kind: str, zh: str, en: str) -> s.Alarm:
    return s.Alarm(kind, zh, en)
