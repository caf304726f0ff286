"""Parts that several views share: the hall, the day, lines, windows, tickets as people see them."""

from __future__ import annotations

from server.hall import shapes as s
from server.hall.model import Hall, Ticket
from server.hall.settings import Window as WindowSettings
from server.hall.slip import windows_of


def face(hall: Hall) -> s.Face:
    """Name, mark, telephones and colour of the hall."""
    identity = hall.settings.identity
    return s.Face(
        id=hall.id,
        name=identity.name,
        name_en=identity.name_en,
        mark=identity.mark,
        consult_phone=identity.consult_phone,
        supervise_phone=identity.supervise_phone,
        notice=identity.notice,
        accent=hall.settings.theme.accent,
    )


def day_face(hall: Hall) -> s.Day:
    """The day and its hours; the page draws "lunch" or "closed" from these times."""
    return s.Day(
        day=hall.day,
        open=hall.open,
        schedule=hall.schedule,
        aside=hall.by_person,
        until=hall.until,
        hours=tuple((part.opens, part.closes) for part in hall.settings.hours.sessions),
    )


def line_faces(hall: Hall) -> tuple[s.LineFace, ...]:
    """All lines in the order of the settings."""
    return tuple(_line_face(hall, line.letter) for line in hall.settings.lines)


def _line_face(hall: Hall, letter: str) -> s.LineFace:
    line = hall.settings.line(letter)
    assert line is not None
    windows = windows_of(hall, letter)
    queue = hall.queues.get(letter)
    return s.LineFace(
        line=letter,
        name=line.name,
        name_en=line.name_en,
        hint=line.hint,
        open=line.open,
        windows=windows,
        open_windows=tuple(n for n in windows if n in hall.windows and hall.windows[n].state == "open"),
        waiting=len(queue.waiting) if queue else 0,
        items=tuple(s.ItemFace(item.id, item.name) for item in line.items),
    )


def class_faces(hall: Hall, *, at_kiosk: bool = False) -> tuple[s.ClassFace, ...]:
    """Ticket classes a person may choose; appointments are checked in, not chosen."""
    return tuple(
        s.ClassFace(cls.id, cls.name, cls.name_en)
        for cls in hall.settings.classes
        if not cls.appointment and (cls.at_kiosk or not at_kiosk)
    )


def count_faces(hall: Hall, letters: set[str]) -> tuple[s.CountFace, ...]:
    """How many wait in each of these lines, and since when the first of them."""
    counts = []
    for line in hall.settings.lines:
        if line.letter not in letters:
            continue
        queue = hall.queues.get(line.letter)
        ids = queue.waiting if queue else []
        oldest = min((hall.tickets[id].arrived_at for id in ids), default=None)
        counts.append(s.CountFace(line.letter, line.name, len(ids), oldest))
    return tuple(counts)


def window_face(hall: Hall, window: WindowSettings) -> s.WindowFace:
    """One window with what it does now."""
    now = hall.windows.get(window.number)
    current = hall.tickets.get(now.current) if now and now.current else None
    return s.WindowFace(
        window=window.number,
        name=window.name,
        name_en=window.name_en,
        zone=window.zone,
        state=now.state if now else "closed",
        lines=tuple(serves.line for serves in window.serves),
        current=current.number if current else None,
        current_state=current.state if current else None,
        since=now.since if now else 0,
        done=now.done if now else 0,
    )


def ticket_face(hall: Hall, ticket: Ticket) -> s.TicketFace:
    """A ticket as staff see it."""
    line = hall.settings.line(ticket.line)
    cls = hall.settings.ticket_class(ticket.cls)
    item = next((item.name for item in line.items if item.id == ticket.item), "") if line else ""
    return s.TicketFace(
        ticket=ticket.id,
        number=ticket.number,
        line=ticket.line,
        line_name=line.name if line else ticket.line,
        cls=ticket.cls,
        cls_name=cls.name if cls else ticket.cls,
        item=item,
        state=ticket.state,
        arrived_at=ticket.arrived_at,
        state_at=ticket.state_at,
        calls=ticket.calls,
        call=ticket.call,
        called_at=ticket.called_at,
        started_at=ticket.started_at,
        first_called_at=ticket.first_called_at,
        handled_ms=ticket.handled_ms,
        window=ticket.window,
        aimed=ticket.aimed,
        hold=ticket.hold,
        rejoins=ticket.rejoins,
        note=ticket.note,
    )
