"""Orders over the wire: from whoever may give them, by `live`, to the device and back."""

from __future__ import annotations

from typing import Any

from tests.web.house import House, until


def offered(socket: Any) -> list[dict[str, Any]]:
    """What the newest frame offers."""
    return socket.of("view")[-1]["live"].get("orders", []) if socket.of("view") else []


def ordered(house: House, order: str) -> dict[str, Any]:
    """What the supervisor sees of an order."""
    rows = house.view("supervisor")["live"].get("ordered", [])
    return next(row for row in rows if row["id"] == order)


def test_an_order_comes_by_a_frame_and_is_answered_in_an_ack(both: House) -> None:
    """Within two seconds to the device; gone from its frames when it answered; the result for the giver."""
    device, token = both.device("board")
    supervisor = f"Bearer {both.program('supervisor')}"
    with both.socket({"token": token}) as wall:
        wall.wait("view")
        entries = both.entries()
        id = both.do("device.order", supervisor, device=device, act="identify")["order"]
        until(lambda: offered(wall), 3.0, "the order is offered")
        (got,) = offered(wall)
        assert (got["id"], got["device"], got["act"]) == (id, device, "identify")
        answer = wall.command("device.report", order=id, state="done", detail="1920×1080")
        assert answer == {"status": 200, "day": "", "seq": 0, "result": {}}
        until(lambda: not offered(wall), 3.0, "the order is gone")
    assert (ordered(both, id)["state"], ordered(both, id)["detail"]) == ("done", "1920×1080")
    assert both.entries() == entries + 1  # the order; its answer is none


def test_a_program_takes_and_answers_orders_over_http(both: House) -> None:
    """The view carries them; the same command answers."""
    device, token = both.device("kiosk")
    auth = f"Device {token}"
    id = both.do("device.order", device=device, act="test_print")["order"]
    (got,) = both.view("kiosk", device, auth)["live"]["orders"]
    assert got["id"] == id
    assert both.command("device.report", auth, order=id, state="failed", detail="缺纸").status_code == 200
    assert "orders" not in both.view("kiosk", device, auth)["live"]
    assert ordered(both, id)["state"] == "failed"


def test_who_may_not_give_or_answer_an_order(both: House) -> None:
    """A supervisor no screenshot; a device none; a foreign device, a person, a program no answer."""
    device, token = both.device("board")
    _, foreign = both.device("board")
    supervisor = f"Bearer {both.program('supervisor')}"
    assert both.command("device.order", supervisor, device=device, act="screenshot").status_code == 403
    assert both.command("device.order", f"Device {token}", device=device, act="reload").status_code == 403
    id = both.do("device.order", device=device, act="screenshot")["order"]
    answer = {"order": id, "state": "done"}
    assert both.command("device.report", f"Device {foreign}", **answer).json()["code"] == "order_unknown"
    assert both.command("device.report", supervisor, **answer).status_code == 403
    assert both.command("device.report", f"Bearer {both.program('board')}", **answer).status_code == 403
    assert both.command("device.report", **answer).json()["code"] == "order_unknown"
    assert ordered(both, id)["state"] == "sent"


def test_a_wrong_order_is_refused_in_words(both: House) -> None:
    """Unknown device, an act that does not fit, an act nobody knows, words that do not fit."""
    device, _ = both.device("kiosk")
    for fields, status, code in (
        ({"device": "nobody", "act": "reload"}, 404, "device_unknown"),
        ({"device": device, "act": "announce", "args": {"text": "您好"}}, 409, "order_unfit"),
        ({"device": device, "act": "reload", "args": {"now": "yes"}}, 422, "order_args"),
        ({"device": device, "act": "explode"}, 422, "malformed"),
        ({"device": device, "act": "reload", "args": {"x": 5}}, 422, "malformed"),
    ):
        answer = both.command("device.order", **fields)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
