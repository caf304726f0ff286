"""What a ticket says, and the secret in its QR code.

The secret is the ticket id followed by a keyed hash of it, 128 bits: it cannot be guessed from the
number, and finding the ticket needs no table. The key lives in the vault and is handed to Hall.
"""

from __future__ import annotations

import hmac

from server.hall import calendar
from server.hall.model import Hall, Job, Ticket
from server.hall.shapes import Slip

_MAC = 32  # hex digits


def secret(hall: Hall, ticket: str) -> str:
    """The slip's secret of a ticket id."""
    return ticket + hmac.digest(hall.slip_key, f"{hall.id}/{ticket}".encode(), "sha256").hex()[:_MAC]


def find(hall: Hall, text: str) -> Ticket | None:
    """A ticket of the day by id, printed number (any case) or slip secret."""
    found = hall.tickets.get(text)
    if found is None:
        found = hall.tickets.get(hall.numbers.get(text.upper(), ""))
    if (
        found is None
        and len(text) > _MAC
        and hmac.compare_digest(secret(hall, text[:-_MAC]).encode(), text.encode())
    ):
        found = hall.tickets.get(text[:-_MAC])
    return found


def is_secret(hall: Hall, text: str) -> bool:
    """Whether `text` is a secret of this hall, not an id or a number."""
    return len(text) > _MAC and hmac.compare_digest(secret(hall, text[:-_MAC]).encode(), text.encode())


def page(hall: Hall, ticket: str) -> str | None:
    """The citizen's phone page, when the hall has an address for it."""
    url = hall.settings.phone.url
    return f"{url.rstrip('/')}/{secret(hall, ticket)}" if url else None


def windows_of(hall: Hall, line: str) -> tuple[int, ...]:
    """Windows that have the line as their own."""
    return tuple(
        window.number
        for window in hall.settings.windows
        if any(served.line == line and served.penalty == 0 for served in window.serves)
    )


def slip(hall: Hall, ticket: Ticket, job: Job) -> Slip:
    """The words of one print job."""
    settings = hall.settings
    line = settings.line(ticket.line)
    cls = settings.ticket_class(ticket.cls)
    item = next((item.name for item in line.items if item.id == ticket.item), "") if line else ""
    numbers = "、".join(str(number) for number in windows_of(hall, ticket.line))
    return Slip(
        number=ticket.number,
        line=line.name if line else ticket.line,
        cls=cls.name if cls and cls.id != "ordinary" else "",
        windows=f"{numbers}号窗口" if numbers else "",
        ahead=ticket.ahead,
        time=calendar.local(ticket.issued_at).strftime("%Y-%m-%d %H:%M"),
        hall=settings.identity.name,
        mark=settings.identity.mark,
        overdue=settings.paper.overdue,
        advice=settings.paper.advice,
        consult_phone=settings.identity.consult_phone or "待公布",
        supervise_phone=settings.identity.supervise_phone or "待公布",
        qr=page(hall, ticket.id) or secret(hall, ticket.id),
        copy=job.n - 1,
        item=item,
    )
