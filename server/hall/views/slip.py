"""What a ticket says on paper, in words ready to print."""

from __future__ import annotations

from msgspec import Struct

from server.hall import calendar, lookup
from server.hall.model import Hall, Job, Ticket
from server.hall.words import advice_words, overdue_words, windows_words


class Slip(Struct, frozen=True):
    """What a ticket says, ready to print: words only. secret goes into the QR (or url if set)."""

    number: str
    line: str
    cls: str  # "" for ordinary
    windows: str  # "2号窗口", "1、2号窗口", "1至7、9号窗口"
    ahead: int
    time: str  # "2026-11-23 09:05"
    hall: str
    mark: str
    overdue: str
    advice: str
    consult_phone: str  # "待公布" when empty
    supervise_phone: str
    qr: str
    copy: int = 0  # n-th reprint (补打)
    item: str = ""


def slip(hall: Hall, ticket: Ticket, job: Job) -> Slip:
    """The words of one print job."""
    settings = hall.settings
    line = settings.line(ticket.line)
    cls = settings.ticket_class(ticket.cls)
    item = next((item.name for item in line.items if item.id == ticket.item), "") if line else ""
    return Slip(
        number=ticket.number,
        line=line.name if line else ticket.line,
        cls=cls.name if cls and cls.id != "ordinary" else "",
        windows=windows_words(settings.windows_of(ticket.line)),
        ahead=ticket.ahead,
        time=calendar.local(ticket.issued_at).strftime("%Y-%m-%d %H:%M"),
        hall=settings.identity.name,
        mark=settings.identity.mark,
        overdue=overdue_words(hall),
        advice=advice_words(hall, ticket.line, ticket.issued_at),
        consult_phone=settings.identity.consult_phone or "待公布",
        supervise_phone=settings.identity.supervise_phone or "待公布",
        qr=lookup.page(hall, ticket.id) or lookup.secret(hall, ticket.id),
        copy=job.n - 1,
        item=item,
    )
