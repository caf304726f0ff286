"""The rules of a window: open, pause, close, and its acts on tickets (DESIGN section 4, States)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.hall import commands as c
from server.hall import days, order, slip
from server.hall import events as e
from server.hall.errors import Refused
from server.hall.model import Hall, Ms, Ticket, Window
from server.hall.settings import Window as WindowSettings
from server.hall.words import state_words

Events = list[e.HallEvent]
UNDOABLE: Final = frozenset({"next", "chosen", "miss", "finish", "transfer", "hold"})


def _place(hall: Hall, number: int) -> WindowSettings:
    found = hall.settings.window(number)
    if found is None:
        raise Refused("window_unknown")
    return found


def _window(hall: Hall, number: int, at: Ms) -> Window:
    """The window as it stands today. Refused: window_unknown, day_not_open, day_closed."""
    _place(hall, number)
    days.require_open(hall, at)
    return hall.windows.get(number) or Window(id=number)


def _staffed(hall: Hall, number: int, at: Ms) -> Window:
    """A window somebody sits at (open or paused). Refused: window_not_open."""
    window = _window(hall, number, at)
    if window.state == "closed":
        raise Refused("window_not_open", window=number)
    return window


def _current(hall: Hall, command: Any, at: Ms, *states: str) -> Ticket:
    """The window's current ticket; named but not current → not_current; wrong state → ticket_state."""
    window = _staffed(hall, command.window, at)
    named = slip.find(hall, command.ticket) if command.ticket is not None else None
    if command.ticket is not None:
        if named is None:
            raise Refused("ticket_unknown")
        if named.id != window.current:
            raise Refused("not_current", number=named.number, window=window.id)
    if window.current is None:
        raise Refused("window_empty", window=window.id)
    ticket = hall.tickets[window.current]
    _require(ticket, *states)
    return ticket


def _require(ticket: Ticket, *states: str) -> None:
    if ticket.state not in states:
        zh, en = state_words(ticket.state)
        raise Refused("ticket_state", number=ticket.number, state=zh, state_en=en)


def _open(hall: Hall, command: c.OpenWindow, at: Ms, origin: c.Origin) -> Events:
    if _window(hall, command.window, at).state == "open":
        raise Refused("window_open", window=command.window)
    return [e.WindowOpened(window=command.window)]


def _pause(hall: Hall, command: c.PauseWindow, at: Ms, origin: c.Origin) -> Events:
    window = _staffed(hall, command.window, at)
    if window.state == "paused":
        raise Refused("window_paused", window=window.id)
    return [e.WindowPaused(window=window.id, reason=command.reason, released=_released(hall, command))]


def _close(hall: Hall, command: c.CloseWindow, at: Ms, origin: c.Origin) -> Events:
    window = _window(hall, command.window, at)
    if window.state == "closed":
        raise Refused("window_closed", window=window.id)
    _require_free(hall, window)
    return [e.WindowClosed(window=window.id, reason=command.reason, released=_released(hall, command))]


def aimed_at(hall: Hall, window: int) -> list[Ticket]:
    """Waiting tickets that only this window may call."""
    return [
        ticket
        for queue in hall.queues.values()
        for ticket in (hall.tickets[id] for id in queue.waiting)
        if ticket.aimed == window
    ]


def _released(hall: Hall, command: c.PauseWindow | c.CloseWindow) -> tuple[str, ...]:
    aimed = aimed_at(hall, command.window)
    if aimed and command.aimed is None:
        raise Refused(
            "aimed_waiting",
            window=command.window,
            count=len(aimed),
            numbers=[ticket.number for ticket in order.in_order(aimed)],
        )
    return tuple(ticket.id for ticket in aimed) if command.aimed == "release" else ()


def _require_free(hall: Hall, window: Window) -> None:
    if window.current is not None:
        raise Refused("window_busy", window=window.id, number=hall.tickets[window.current].number)


def _ready(hall: Hall, number: int, at: Ms) -> Window:
    """A window that may call somebody now."""
    window = _window(hall, number, at)
    if window.state != "open":
        raise Refused("window_not_open", window=number)
    _require_free(hall, window)
    days.require_calling(hall, at)
    return window


def _called(
    hall: Hall, ticket: Ticket, window: int, mode: Any, overtook: bool | None = None
) -> e.TicketCalled:
    return e.TicketCalled(
        ticket=ticket.id,
        number=ticket.number,
        line=ticket.line,
        window=window,
        call=len(hall.calls) + 1,
        mode=mode,
        overtook=overtook,
    )


def _next(hall: Hall, command: c.CallNext, at: Ms, origin: c.Origin) -> Events:
    window = _ready(hall, command.window, at)
    choice = order.choose(hall, _place(hall, window.id))
    if choice is None:
        raise Refused("nobody_waiting")
    return [_called(hall, choice.ticket, window.id, "next", choice.overtook)]


def _call(hall: Hall, command: c.CallTicket, at: Ms, origin: c.Origin) -> Events:
    window = _ready(hall, command.window, at)
    ticket = slip.find(hall, command.ticket)
    if ticket is None:
        raise Refused("ticket_unknown")
    _require(ticket, "waiting")
    if ticket.aimed is not None and ticket.aimed != window.id:
        raise Refused("aimed_elsewhere", number=ticket.number, target=ticket.aimed)
    served = {serves.line for serves in _place(hall, window.id).serves}
    if ticket.aimed is None and ticket.line not in served:
        raise Refused("line_not_served", window=window.id, number=ticket.number)
    return [_called(hall, ticket, window.id, "chosen")]


def _recall(hall: Hall, command: c.RecallTicket, at: Ms, origin: c.Origin) -> Events:
    return [_called(hall, _current(hall, command, at, "called"), command.window, "recall")]


def _start(hall: Hall, command: c.StartService, at: Ms, origin: c.Origin) -> Events:
    return _started(_current(hall, command, at, "called"), command.window)


def _started(ticket: Ticket, window: int) -> Events:
    """finish, hold and transfer of a called ticket start it first."""
    return [e.ServiceStarted(ticket=ticket.id, window=window)] if ticket.state == "called" else []


def _miss(hall: Hall, command: c.MissTicket, at: Ms, origin: c.Origin) -> Events:
    ticket = _current(hall, command, at, "called")
    return [e.TicketMissed(ticket=ticket.id, window=command.window)]


def _hold(hall: Hall, command: c.HoldTicket, at: Ms, origin: c.Origin) -> Events:
    ticket = _current(hall, command, at, "called", "serving")
    held = e.TicketHeld(ticket=ticket.id, window=command.window, hold=command.hold)
    return [*_started(ticket, command.window), held]


def _resume(hall: Hall, command: c.ResumeTicket, at: Ms, origin: c.Origin) -> Events:
    """`kept` papers lie at one window: only it resumes, and the ticket is aimed at it. When that
    window is closed anybody may, and the ticket waits for any window of its line."""
    _staffed(hall, command.window, at)
    ticket = slip.find(hall, command.ticket)
    if ticket is None:
        raise Refused("ticket_unknown")
    _require(ticket, "held")
    aimed = None
    if ticket.hold == "kept" and ticket.window is not None:
        keeper = hall.windows.get(ticket.window)
        if keeper is not None and keeper.state != "closed":
            if ticket.window != command.window:
                raise Refused("not_held_here", number=ticket.number, window=ticket.window)
            aimed = ticket.window
    return [e.TicketResumed(ticket=ticket.id, window=command.window, aimed=aimed)]


def _transfer(hall: Hall, command: c.TransferTicket, at: Ms, origin: c.Origin) -> Events:
    ticket = _current(hall, command, at, "called", "serving")
    if (command.to_line is None) == (command.to_window is None):
        raise Refused("transfer_where")
    line, aimed = ticket.line, command.to_window
    if command.to_line is not None:
        if hall.settings.line(command.to_line) is None:
            raise Refused("line_unknown")
        line = command.to_line
    if (aimed is None and line == ticket.line) or aimed == command.window:
        raise Refused("transfer_here", number=ticket.number)
    if aimed is not None:
        _staffed(hall, aimed, at)
    back = (command.window, ticket.line) if command.back else (ticket.back, ticket.back_line)
    moved = e.TicketTransferred(
        ticket=ticket.id,
        window=command.window,
        line=line,
        aimed=aimed,
        back=back[0],
        back_line=back[1],
        note=origin.fresh if command.note else ticket.note,
    )
    return [*_started(ticket, command.window), moved]


def _finish(hall: Hall, command: c.FinishService, at: Ms, origin: c.Origin) -> Events:
    ticket = _current(hall, command, at, "called", "serving")
    if command.outcome == "promised" and command.days is None:
        raise Refused("days_needed")
    start = _started(ticket, command.window)
    if ticket.back is None or ticket.back == command.window:
        return [
            *start,
            e.ServiceFinished(
                ticket=ticket.id,
                window=command.window,
                outcome=command.outcome,
                reference=command.reference,
                days=command.days,
            ),
        ]
    sender = hall.windows.get(ticket.back)
    return [
        *start,
        e.TicketReturned(
            ticket=ticket.id,
            window=command.window,
            line=ticket.back_line or ticket.line,
            aimed=ticket.back if sender is not None and sender.state != "closed" else None,
            outcome=command.outcome,
            reference=command.reference,
            days=command.days,
        ),
    ]


def _undo(hall: Hall, command: c.Undo, at: Ms, origin: c.Origin) -> Events:
    act = _window(hall, command.window, at).act
    if act is None or act.seq != command.of or act.do not in UNDOABLE:
        raise Refused("undo_nothing")
    limit = hall.settings.rules.undo_seconds
    if at - act.at > limit * 1000:
        raise Refused("undo_late", seconds=limit)
    ticket = hall.tickets[act.ticket.id]
    if ticket.touched != act.seq:
        raise Refused("undo_touched", number=ticket.number)
    return [e.ActUndone(window=command.window, of=command.of)]


RULES: Final[dict[type, Callable[[Hall, Any, Ms, c.Origin], Events]]] = {
    c.OpenWindow: _open,
    c.PauseWindow: _pause,
    c.CloseWindow: _close,
    c.CallNext: _next,
    c.CallTicket: _call,
    c.RecallTicket: _recall,
    c.StartService: _start,
    c.MissTicket: _miss,
    c.HoldTicket: _hold,
    c.ResumeTicket: _resume,
    c.TransferTicket: _transfer,
    c.FinishService: _finish,
    c.Undo: _undo,
}
