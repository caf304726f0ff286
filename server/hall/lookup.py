"""Finding a ticket: by id, by printed number, or by the secret of its slip.

The secret is the ticket id followed by a keyed hash of it, 128 bits: it cannot be guessed from the
number, and finding the ticket needs no table. The key lives in the vault and is handed to Hall.
"""

from __future__ import annotations

import hmac
from functools import lru_cache

from server.hall.model import Hall, Ticket

_MAC = 32  # hex digits
_KEPT = 4096  # of slips that are drawn again and again


def secret(hall: Hall, ticket: str) -> str:
    """The slip's secret of a ticket id."""
    return ticket + _mac(hall.slip_key, f"{hall.id}/{ticket}")


@lru_cache(_KEPT)
def _mac(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()[:_MAC]


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


def page(hall: Hall, ticket: str) -> str | None:
    """The citizen's phone page, when the hall has an address for it."""
    url = hall.settings.phone.url
    return f"{url.rstrip('/')}/{secret(hall, ticket)}" if url else None
