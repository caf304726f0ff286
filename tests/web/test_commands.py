"""Commands: the same structs, answers and problems over HTTP and Socket.IO."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.web.house import HALL, House


def test_a_ticket_issued_over_http_and_over_a_socket_has_the_same_answer(both: House) -> None:
    """Both answers have the same fields; the numbers follow each other."""
    _, token = both.device("kiosk")
    over_http = both.command("ticket.issue", f"Device {token}", line="A").json()
    with both.socket({"token": token}) as socket:
        over_socket = socket.command("ticket.issue", line="A")
    assert over_socket.pop("status") == 200
    assert over_http.keys() == over_socket.keys() == {"day", "seq", "result"}
    assert over_http["result"].keys() == over_socket["result"].keys()
    assert int(over_socket["result"]["number"][1:]) == int(over_http["result"]["number"][1:]) + 1
    assert over_socket["seq"] == over_http["seq"] + 1


def test_a_key_first_used_over_http_is_replayed_over_a_socket(both: House) -> None:
    """Keys are per hall: whatever brought them, the same request has the same answer, once."""
    _, token = both.device("kiosk")
    key = str(uuid.uuid4())
    first = both.command("ticket.issue", f"Device {token}", key, line="B").json()
    before = both.where()
    with both.socket({"token": token}) as socket:
        again = socket.command("ticket.issue", key, line="B")
        other = socket.command("ticket.issue", key, line="C")
    assert again == {"status": 200, **first}
    assert (other["status"], other["code"]) == (409, "key_reused")
    assert both.command("ticket.issue", f"Device {token}", key, line="B").json() == first
    assert both.where() == before


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"do": "window.next", "window": 999}, 404, "window_unknown"),
    ({"do": "ticket.issue", "line": "Z"}, 404, "line_unknown"),
    ({"do": "ticket.cancel", "ticket": "A998"}, 404, "ticket_unknown"),
    ({"do": "window.start", "window": 9}, 409, "window_empty"),
    ({"do": "window.undo", "window": 9, "of": 99999}, 409, "undo_nothing"),
    ({"do": "window.open", "window": 9}, 409, "window_open"),
    ({"do": "ticket.issue", "line": "A", "day": "2020-01-01"}, 410, "day_over"),
    ({"do": "ticket.steal"}, 422, "unknown_do"),
    ({"do": 5}, 422, "malformed"),
    ({}, 422, "malformed"),
    ({"do": "ticket.issue"}, 422, "malformed"),
    ({"do": "ticket.issue", "line": "A", "colour": "red"}, 422, "malformed"),
    ({"do": "ticket.issue", "line": 7}, 422, "malformed"),
    ({"do": "window.next", "window": "2"}, 422, "malformed"),
    ({"do": "window.next", "window": 10**30}, 422, "malformed"),
    ({"do": "window.next", "window": True}, 422, "malformed"),
    ({"do": "window.finish", "window": 2, "outcome": "burnt"}, 422, "malformed"),
    ({"do": "ticket.issue", "line": "A" * 65}, 422, "malformed"),
    ({"do": "settings.set", "changes": {"limits.rate": 0}}, 422, "settings_invalid"),
    ({"do": "account.set", "name": "nobody", "role": "guide"}, 404, "account_unknown"),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_the_same_wrong_command_has_the_same_problem_on_both_ways(both: House, number: int) -> None:
    """Status, code, title and detail agree; the title is Chinese; nothing is written."""
    body, status, code = WRONG[number]
    before = both.entries()
    path = f"/api/v1/halls/{HALL}/commands"
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    response = both.post(path, body, f"Bearer {both.key}", headers=headers)
    with both.socket({"token": both.key}) as socket:
        ack = socket.call("command", body | {"key": str(uuid.uuid4())})
    problem = response.json()
    assert (response.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert problem.keys() >= {"type", "status", "code", "title", "detail"}
    assert any("一" <= sign <= "鿿" for sign in problem["title"])
    assert ack == problem
    assert both.entries() == before


@pytest.mark.parametrize("key", ["short", "x" * 129, "open:2026-11-24", "close:2026-11-24", "with\ttab-00"])
def test_a_key_must_be_one(hall: House, key: str) -> None:
    """Keys that are too short, too long, unprintable or the hall's own are refused."""
    response = hall.command("ticket.issue", key=key, line="A")
    assert (response.status_code, response.json()["code"]) == (422, "malformed")


def test_a_command_without_any_key_is_malformed(hall: House) -> None:
    """The key is not optional on either way."""
    response = hall.post(f"/api/v1/halls/{HALL}/commands", {"do": "day.open"}, f"Bearer {hall.key}")
    with hall.socket({"token": hall.key}) as socket:
        ack = socket.call("command", {"do": "day.open"})
        nothing = socket.call("command", None)
    assert response.status_code == ack["status"] == nothing["status"] == 422


def test_another_hall_is_not_here(hall: House) -> None:
    """A foreign hall is 404 for commands and views, and nothing happens."""
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    path = "/api/v1/halls/elsewhere/commands"
    response = hall.post(path, {"do": "day.open"}, f"Bearer {hall.key}", headers=headers)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    view = hall.http.get(
        f"{hall.url}/api/v1/halls/elsewhere/views/supervisor", headers={"Authorization": f"Bearer {hall.key}"}
    )
    assert view.status_code == 404


def test_a_secret_is_shown_once(hall: House) -> None:
    """A retried device.add does not show its token again."""
    key, name = str(uuid.uuid4()), f"board-{uuid.uuid4().hex[:6]}"
    first = hall.command("device.add", key=key, name=name, role="board")
    again = hall.command("device.add", key=key, name=name, role="board")
    assert first.status_code == 200 and first.json()["result"]["token"]
    assert (again.status_code, again.json()["code"]) == (409, "secret_shown")


def test_commands_of_one_client_run_in_the_order_they_were_sent(both: House) -> None:
    """Twenty tickets sent without waiting are numbered in the order of sending."""
    _, token = both.device("kiosk")
    numbers: list[str] = []
    with both.socket({"token": token}) as socket:
        for _ in range(20):
            payload = {"key": str(uuid.uuid4()), "do": "ticket.issue", "line": "D"}
            socket.client.emit(
                "command", payload, callback=lambda ack: numbers.append(ack["result"]["number"])
            )
        socket.command("ticket.issue", line="D")
    assert len(numbers) == 20 and numbers == sorted(numbers)
