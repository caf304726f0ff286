"""GET …/tickets: pages of the day's tickets for guides, supervisors, and clerks within their reach."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.house import HALL, House


def ask(hall: House, token: str | None = None, **query: str) -> Any:
    """The response to one look."""
    headers = {"Authorization": token} if token else {}
    url = f"{hall.url}/api/v1/halls/{HALL}/tickets"
    return hall.http.get(url, params=query, headers=headers, timeout=60)


@pytest.fixture
def busy(hall: House) -> House:
    """Sixty tickets in A and one in B."""
    for line in "A" * 60 + "B":
        hall.do("ticket.issue", line=line)
    return hall


def test_pages_follow_one_another(busy: House) -> None:
    """Fifty, then those behind them, by line."""
    guide = f"Device {busy.device('guide')[1]}"
    first = ask(busy, guide, line="A").json()
    assert (len(first["tickets"]), first["count"] >= 60) == (50, True)
    second = ask(busy, guide, line="A", after=first["next"]).json()
    assert second["tickets"][0]["number"] > first["tickets"][-1]["number"]


def test_who_may_ask(busy: House) -> None:
    """A clerk sees what is in reach of the window; screens, kiosks and strangers see nothing."""
    clerk = f"Device {busy.device('clerk', window=2)[1]}"
    assert {ticket["line"] for ticket in ask(busy, clerk).json()["tickets"]} == {"B"}
    for role, where in (("kiosk", {}), ("board", {}), ("sign", {"window": 2}), ("button", {"window": 2})):
        assert ask(busy, f"Device {busy.device(role, **where)[1]}").status_code == 403
    assert ask(busy).status_code == 401


@pytest.mark.parametrize("query", [{"state": "asleep"}, {"window": "x"}, {"q": "9" * 65}, {"colour": "red"}])
def test_a_question_without_meaning_is_malformed(hall: House, query: dict[str, str]) -> None:
    """422, as a command would be."""
    response = ask(hall, f"Bearer {hall.key}", **query)
    assert (response.status_code, response.json()["code"]) == (422, "malformed")


def test_a_page_behind_nobody_is_told(hall: House) -> None:
    """The ticket that was named last is not of this day."""
    response = ask(hall, f"Bearer {hall.key}", after="nobody")
    assert (response.status_code, response.json()["code"]) == (404, "ticket_unknown")


def test_a_known_key_wins_over_a_right_that_the_hall_took_away(hall: House) -> None:
    """The ticket was transferred to another line meanwhile: who asks again hears what happened."""
    clerk = f"Device {hall.device('clerk', window=2)[1]}"
    for window in (1, 2):
        if hall.view("counter", str(window))["view"]["window"]["state"] == "closed":
            hall.do("window.open", window=window)
    number = hall.do("ticket.issue", line="B")["number"]
    asked: dict[str, Any] = {"key": "the clerk's own key", "ticket": number, "class_": "elder"}
    first = hall.command("ticket.reclass", clerk, **asked)
    assert first.status_code == 200, first.text
    hall.do("window.call", window=2, ticket=number)
    hall.do("window.transfer", window=2, to_line="A")
    again = hall.command("ticket.reclass", clerk, **asked)
    assert (again.status_code, again.json()) == (200, first.json())
    new = hall.command("ticket.reclass", clerk, **asked | {"key": "another key of the clerk"})
    assert (new.status_code, new.json()["code"]) == (403, "forbidden")


def test_who_cancelled_a_ticket_brings_it_back_and_nobody_else(hall: House) -> None:
    """The entry's actor reaches the fold: ticket.undo is for the device that did it."""
    guide, other = (f"Device {hall.device('guide')[1]}" for _ in range(2))
    number = hall.do("ticket.issue", line="C")["number"]
    cancel = hall.command("ticket.cancel", guide, ticket=number).json()
    refused = hall.command("ticket.undo", other, ticket=number, of=cancel["seq"])
    assert (refused.status_code, refused.json()["code"]) == (409, "undo_foreign")
    assert hall.do("ticket.undo", guide, ticket=number, of=cancel["seq"])["number"] == number
    assert ask(hall, guide, q=number).json()["tickets"][0]["state"] == "waiting"
