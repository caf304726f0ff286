"""What a ticket says on paper, in words ready to print."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msgspec import Struct

from server.hall import calendar, lookup
from server.hall.model import Hall, Job, Ticket
from server.hall.units import Ms
from server.hall.views.common import Drawn
from server.hall.words import advice_words, overdue_words, windows_words

_KEPT: Final = 4096  # slips as they were last drawn: most jobs are looked at many times


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


class _Told(Struct, frozen=True, cache_hash=True):
    """What the slips of a line have in common."""

    line: str
    windows: str
    hall: str
    mark: str
    overdue: str
    advice: str
    consult_phone: str
    supervise_phone: str


def slip(hall: Hall, ticket: Ticket, job: Job, drawn: Drawn) -> Slip:
    """The words of one print job."""
    advice = advice_words(hall, ticket.line, ticket.issued_at)
    told = drawn.get(("slip", ticket.line, advice))
    if told is None:
        told = drawn["slip", ticket.line, advice] = _told(hall, ticket.line, advice)
    cls, item = hall.settings.ticket_class(ticket.cls), ticket.item
    return _slip(
        told,
        ticket.number,
        cls.name if cls and cls.id != "ordinary" else "",
        ticket.ahead,
        ticket.issued_at,
        lookup.page(hall, ticket.id) or lookup.secret(hall, ticket.id),
        job.n - 1,
        _item_name(hall, ticket.line, item) if item else "",
    )


def _item_name(hall: Hall, letter: str, id: str) -> str:
    line = hall.settings.line(letter)
    return next((item.name for item in line.items if item.id == id), "") if line else ""


def _told(hall: Hall, letter: str, advice: str) -> _Told:
    settings, line = hall.settings, hall.settings.line(letter)
    return _Told(
        line=line.name if line else letter,
        windows=windows_words(settings.windows_of(letter)),
        hall=settings.identity.name,
        mark=settings.identity.mark,
        overdue=overdue_words(hall),
        advice=advice,
        consult_phone=settings.identity.consult_phone or "待公布",
        supervise_phone=settings.identity.supervise_phone or "待公布",
    )


@lru_cache(_KEPT)
def _slip(
    told: _Told, number: str, cls: str, ahead: int, issued_at: Ms, qr: str, copy: int, item: str
) -> Slip:
    time = calendar.local(issued_at).strftime("%Y-%m-%d %H:%M")
    return Slip(
        number, told.line, cls, told.windows, ahead, time, told.hall, told.mark, told.overdue, told.advice,
        told.consult_phone, told.supervise_phone, qr, copy, item,
    )  # fmt: skip
