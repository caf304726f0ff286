"""Orders of the hall to one device: which fit it, where they wait, what came of them (DESIGN 5).

An order is offered to its device for 60 s. Its row of presence stays for ten minutes with what came of it,
so that whoever gave it sees that, or that nobody answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from server.hall.errors import Refused
from server.hall.signs import unreadable
from server.hall.units import MINUTE, Ms
from server.hall.views.live import Order, Ordered
from server.presence.protocol import Presence
from server.registry.commands import ReportOrder
from server.registry.events import DeviceOrdered

LIFE: Final[Ms] = MINUTE
_SEEN_SECONDS: Final = 600.0
_WORDS_SECONDS: Final = 120.0  # from the asker's thread to the commit
_ORDER: Final = "order"
_WORDS: Final = "args"
_EVERY: Final = frozenset({"kiosk", "button", "board", "sign", "clerk", "guide", "supervisor"})

# Who can do it, and the words it needs: name -> most signs.
ACTS: Final[dict[str, tuple[frozenset[str], Mapping[str, int]]]] = {
    "reload": (_EVERY, {}),
    "identify": (_EVERY, {}),
    "screenshot": (_EVERY, {}),
    "restart": (frozenset({"board", "sign"}), {}),
    "test_print": (frozenset({"kiosk"}), {}),
    "test_chime": (frozenset({"board"}), {}),
    "announce": (frozenset({"board"}), {"text": 60}),
    "stop_sound": (frozenset({"board"}), {}),
}
_encode = msgspec.json.Encoder().encode
_row = msgspec.json.Decoder(Ordered).decode
_args = msgspec.json.Decoder(dict[str, str]).decode


def require(act: str, role: str, args: Mapping[str, str]) -> None:
    """The act fits the device and its words fit the act. Refused: order_unfit, order_args, text_unseen."""
    roles, words = ACTS[act]
    if role not in roles:
        raise Refused("order_unfit")
    if args.keys() != words.keys() or any(not 1 <= len(args[name].strip()) <= words[name] for name in words):
        raise Refused("order_args")
    if any(map(unreadable, args.values())):
        raise Refused("text_unseen")


class Orders:
    """The orders of one hall in presence."""

    def __init__(self, presence: Presence) -> None:
        self._presence = presence

    def keep_words(self, order: str, args: Mapping[str, str]) -> None:
        """Words wait here for the order's entry: they are never written down."""
        self._presence.set(_WORDS, order, _encode(args), _WORDS_SECONDS)

    def drop_words(self, order: str) -> None:
        """The order came to nothing."""
        self._presence.delete(_WORDS, order)

    def place(self, event: DeviceOrdered, at: Ms) -> None:
        """An order was written at `at`. A second server that reads the same entry changes nothing."""
        if self._presence.get(_ORDER, event.order) is None:
            words = self._presence.get(_WORDS, event.order)
            args = _args(words) if words is not None else {}
            self._put(Ordered(event.order, event.id, event.act, at + LIFE, at, "sent", args=args))

    def _put(self, row: Ordered) -> None:
        self._presence.set(_ORDER, row.id, _encode(row), _SEEN_SECONDS)

    def rows(self, now: Ms) -> list[Ordered]:
        """Orders of the last ten minutes with what came of them, oldest first; one that nobody answered in
        its time is "expired"."""
        found = sorted((_row(raw) for raw in self._presence.all(_ORDER).values()), key=lambda row: row.at)
        return [_at(row, now) for row in found]

    def running(self, order: str, device: str, act: str, now: Ms) -> Ordered:
        """An order for this act that its device may still carry out. Refused: order_unknown, order_over."""
        row = self._of(order, device)
        if row.act != act or _at(row, now).state != "sent":
            raise Refused("order_over")
        return row

    def _of(self, order: str, device: str) -> Ordered:
        raw = self._presence.get(_ORDER, order)
        if raw is None or (row := _row(raw)).device != device:
            raise Refused("order_unknown")
        return row

    def attach(self, order: str, device: str, media: str) -> None:
        """A file came for an order. Refused: order_unknown."""
        self._put(msgspec.structs.replace(self._of(order, device), media=media))

    def report(self, device: str, report: ReportOrder) -> None:
        """What came of an order, once; late is better than never. Refused: order_unknown, order_over."""
        row = self._of(report.order, device)
        if row.state == report.state:
            return
        if row.state != "sent" or report.media not in (None, row.media):
            raise Refused("order_over")
        self._put(msgspec.structs.replace(row, state=report.state, detail=report.detail))


def order_of(row: Ordered) -> Order:
    """What the device is told."""
    return Order(row.id, row.device, row.act, row.until, row.args)


def _at(row: Ordered, now: Ms) -> Ordered:
    return msgspec.structs.replace(row, state="expired") if row.state == "sent" and now >= row.until else row
