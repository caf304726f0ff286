"""Orders to one device: offered to it alone for a minute, answered once, told to whoever gave them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest

from server.hall.errors import Refused
from server.hall.views.live import Live, Order, Ordered
from server.registry import commands as a
from server.registry.commands import Act, DeviceRole
from server.registry.events import DeviceOrdered
from server.registry.orders import LIFE, Orders
from server.wire.frames import Room as Where
from tests.engine.room import Room, room

ROLES = get_args(DeviceRole)
ACTS = get_args(Act)
FITS = {
    "reload": set(ROLES), "identify": set(ROLES), "screenshot": set(ROLES), "test_print": {"kiosk"},
    "restart": {"board", "sign"}, "test_chime": {"board"}, "announce": {"board"}, "stop_sound": {"board"},
}  # fmt: skip
WORDS = {"announce": {"text": "请李四到 2 号窗口取回证件"}}


@pytest.fixture
def hall() -> Iterator[Room]:
    """A hall of its own, clocks in the test's hand."""
    with room() as made:
        yield made


def device(hall: Room, role: Any, window: int | None = 2) -> str:
    """A device enrolled for this role."""
    needs = role in ("button", "clerk", "sign")
    return hall.do(a.AddDevice(name="one", role=role, window=window if needs else None)).result["id"]


def order(hall: Room, device: str, act: Any = "identify", **args: str) -> str:
    """The id of an order that is given."""
    return hall.do(a.OrderDevice(device=device, act=act, args=args)).result["order"]


def live(hall: Room, role: str, arg: str = "") -> Live:
    """What a room sees now."""
    return hall.engine.frame(Where(role, arg)).live


def report(hall: Room, device: str, order: str, state: Any = "done", **more: Any) -> None:
    """The device answers."""
    hall.house.registry.kept.orders.report(device, a.ReportOrder(order=order, state=state, **more))


def refused(act: Any) -> str:
    """The code."""
    with pytest.raises(Refused) as told:
        act()
    return told.value.code


def test_an_order_is_an_entry_and_is_offered_to_its_device_alone(hall: Room) -> None:
    """In the room of the device, with its end; nowhere else."""
    kiosk, other = device(hall, "kiosk"), device(hall, "kiosk")
    id = order(hall, kiosk, "reload")
    (entry,) = [
        entry for entry in hall.journal.read("taohuajiang", "registry") if b"DeviceOrdered" in entry.events
    ]
    assert live(hall, "kiosk", kiosk).orders == (Order(id, kiosk, "reload", entry.at + LIFE),)
    for role, arg in (
        ("kiosk", other),
        ("board", "main"),
        ("counter", "2"),
        ("window", "2"),
        ("supervisor", ""),
    ):
        assert live(hall, role, arg).orders == ()
    assert live(hall, "supervisor").ordered == (
        Ordered(id, kiosk, "reload", entry.at + LIFE, entry.at, "sent"),
    )
    assert live(hall, "kiosk", kiosk).ordered == ()


@pytest.mark.parametrize(
    ("role", "where"),
    [("board", ("board", "main")), ("sign", ("window", "2")), ("clerk", ("counter", "2")),
     ("button", ("counter", "2")), ("supervisor", ("supervisor", ""))],
)  # fmt: skip
def test_each_screen_is_offered_its_orders_where_it_looks(
    hall: Room, role: str, where: tuple[str, str]
) -> None:
    """The room its page or agent is in."""
    id = order(hall, device(hall, role))
    assert [offered.id for offered in live(hall, *where).orders] == [id]


def test_an_answered_order_is_gone_and_its_giver_sees_what_came_of_it(hall: Room) -> None:
    """For ten minutes at least; the row says it in the device's own words."""
    kiosk = device(hall, "kiosk")
    done, told = order(hall, kiosk), order(hall, kiosk, "test_print")
    report(hall, kiosk, done)
    report(hall, kiosk, told, "refused", detail="缺纸")
    assert live(hall, "kiosk", kiosk).orders == ()
    hall.clocks.go(LIFE * 9)
    found = live(hall, "supervisor").ordered
    assert [(row.id, row.state, row.detail) for row in found] == [
        (done, "done", ""),
        (told, "refused", "缺纸"),
    ]


def test_an_order_nobody_answers_is_over_after_a_minute_and_says_so(hall: Room) -> None:
    """An offline device gets nothing old when it comes back; who is late is believed all the same."""
    kiosk = device(hall, "kiosk")
    id = order(hall, kiosk)
    hall.clocks.go(LIFE - 1)
    assert [offered.id for offered in live(hall, "kiosk", kiosk).orders] == [id]
    hall.clocks.go(1)
    assert live(hall, "kiosk", kiosk).orders == ()
    assert [row.state for row in live(hall, "supervisor").ordered] == ["expired"]
    report(hall, kiosk, id)
    assert [row.state for row in live(hall, "supervisor").ordered] == ["done"]


def test_only_the_device_itself_answers_and_once(hall: Room) -> None:
    """The same answer again is fine (its ack was lost); another one is not."""
    kiosk, other = device(hall, "kiosk"), device(hall, "kiosk")
    id = order(hall, kiosk)
    assert refused(lambda: report(hall, other, id)) == "order_unknown"
    assert refused(lambda: report(hall, "", id)) == "order_unknown"
    assert refused(lambda: report(hall, kiosk, "no-such-order")) == "order_unknown"
    report(hall, kiosk, id, "failed", detail="first")
    report(hall, kiosk, id, "failed", detail="again")
    assert refused(lambda: report(hall, kiosk, id)) == "order_over"
    assert live(hall, "supervisor").ordered[0].detail == "first"


@pytest.mark.parametrize(("act", "role"), list(itertools.product(ACTS, ROLES)))
def test_an_act_fits_the_device_or_is_refused(hall: Room, act: str, role: str) -> None:
    """Nobody asks a wall to print."""
    id = device(hall, role)
    give = lambda: order(hall, id, act, **WORDS.get(act, {}))  # noqa: E731
    if role in FITS[act]:
        assert give()
    else:
        assert refused(give) == "order_unfit"


@pytest.mark.parametrize(
    ("act", "args"),
    [
        ("identify", {"text": "x"}),
        ("announce", {}),
        ("announce", {"text": " "}),
        ("announce", {"text": "x" * 61}),
        ("announce", {"text": "x", "more": "x"}),
        ("announce", {"words": "x"}),
    ],
)
def test_words_fit_the_act_or_are_refused(hall: Room, act: str, args: dict[str, str]) -> None:
    """Few, known and short."""
    wall = device(hall, "board")
    assert refused(lambda: order(hall, wall, act, **args)) == "order_args"


def test_words_that_nobody_can_read_are_not_spoken(hall: Room) -> None:
    """Defect 79 where words go over a loudspeaker."""
    assert (
        refused(lambda: order(hall, device(hall, "board"), "announce", text="请\u202e安静")) == "text_unseen"
    )


def test_an_unknown_device_gets_no_order(hall: Room) -> None:
    """Nor one that is gone; one that goes meanwhile is offered nothing."""
    assert refused(lambda: order(hall, "nobody")) == "device_unknown"
    kiosk = device(hall, "kiosk")
    order(hall, kiosk)
    hall.do(a.RevokeDevice(id=kiosk))
    assert refused(lambda: order(hall, kiosk)) == "device_unknown"
    assert live(hall, "kiosk", kiosk).orders == ()


def test_words_of_an_order_are_never_written_down(hall: Room) -> None:
    """They may name a person: the screen gets them, the journal does not; a refused order's are gone."""
    wall, text = device(hall, "board"), WORDS["announce"]["text"]
    id = order(hall, wall, "announce", text=text)
    assert live(hall, "board", "main").orders[0].args == {"text": text}
    assert live(hall, "supervisor").ordered[0].args == {"text": text}
    written = b"".join(entry.events for entry in hall.journal.read("taohuajiang", "registry"))
    assert id.encode() in written and text.encode() not in written
    before = hall.house.presence.all("args").keys()
    refused(lambda: order(hall, "nobody", "announce", text=text))
    assert hall.house.presence.all("args").keys() == before


def test_one_key_gives_one_order(hall: Room) -> None:
    """The same answer; an answered order is not offered anew."""
    kiosk = device(hall, "kiosk")
    command = a.OrderDevice(device=kiosk, act="reload")
    first = hall.do(command, "one-key-1")
    report(hall, kiosk, first.result["order"])
    assert hall.do(command, "one-key-1") == first
    assert live(hall, "kiosk", kiosk).orders == () and len(live(hall, "supervisor").ordered) == 1


def test_an_entry_that_is_read_twice_offers_its_order_once(hall: Room) -> None:
    """Another server of the same hall reads it after it was answered."""
    orders: Orders = hall.house.registry.kept.orders
    event, at = DeviceOrdered(id="kiosk-1", order="o-1", act="reload"), hall.clocks.wall
    orders.place(event, at)
    orders.report("kiosk-1", a.ReportOrder(order="o-1", state="done"))
    orders.place(event, at)
    assert [row.state for row in orders.rows(at)] == ["done"]


def test_a_room_is_small_whatever_is_ordered(hall: Room) -> None:
    """The oldest eight are offered, the newest twenty are told."""
    wall = device(hall, "board")
    ids = [order(hall, wall, "announce", text="x" * 60) for _ in range(40)]
    assert [offered.id for offered in live(hall, "board", "main").orders] == ids[:8]
    assert [row.id for row in live(hall, "supervisor").ordered] == ids[-20:]
    assert len(msgspec.json.encode(live(hall, "board", "main"))) < 4_000
    report(hall, wall, ids[0])
    assert [offered.id for offered in live(hall, "board", "main").orders] == ids[1:9]


def test_no_order_comes_back_after_a_restart(hall: Room) -> None:
    """What was asked before is not done afterwards; the entry stays."""
    kiosk = device(hall, "kiosk")
    order(hall, kiosk, "reload")
    hall.engine.stop()
    with room(hall.journal, hall.clocks, vault=hall.house.vault) as after:
        assert live(after, "kiosk", kiosk).orders == () and live(after, "supervisor").ordered == ()
