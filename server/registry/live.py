"""The registry's part of `live`: orders that a room's devices are to carry out, and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.hall.views.live import Live
from server.registry import roles
from server.registry.orders import order_of
from server.registry.stream import RegistryStream

_OFFERED: Final = 8  # in one room at once; the next ones come when these are answered
_SHOWN: Final = 20


def orders(registry: RegistryStream) -> Callable[[str, str, Live], None]:
    """The provider: device rooms are offered their orders, the supervisor sees the newest ones."""

    def at(device: str) -> tuple[str, str] | None:
        who = registry.device_identity(device)
        return roles.own_view(who) if who is not None else None

    def fill(role: str, arg: str, live: Live) -> None:
        rows = registry.kept.orders.rows(live.now)
        mine = [row for row in rows if row.state == "sent" and at(row.device) == (role, arg)]
        live.orders = tuple(order_of(row) for row in mine[:_OFFERED])
        if role == "supervisor":
            live.ordered = tuple(rows[-_SHOWN:])

    return fill
