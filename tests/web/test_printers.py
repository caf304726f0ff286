"""A ticket is printed on a kiosk of this hall, or the asker is told that there is no such printer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.house import House

UNKNOWN = (409, "printer_unknown")


def told(response: Any) -> tuple[int, str]:
    """(status, code) of a refusal."""
    return response.status_code, response.json()["code"]


@pytest.fixture
def guide(hall: House) -> str:
    """A program of the guide desk."""
    return f"Bearer {hall.program('guide')}"


@pytest.mark.parametrize("role", ["board", "clerk", None, "revoked"])
def test_a_printer_is_an_enrolled_kiosk(hall: House, guide: str, role: str | None) -> None:
    """Another kind of device, a name nobody has, a kiosk that was removed: refused, and nothing happens."""
    printer = hall.device(role, window=2)[0] if role in ("board", "clerk") else "no-such-printer"
    if role == "revoked":
        printer = hall.device("kiosk")[0]
        hall.do("device.revoke", id=printer)
    ticket = hall.do("ticket.issue", guide, line="B")["ticket"]
    before = hall.where()
    assert told(hall.command("ticket.issue", guide, line="B", printer=printer)) == UNKNOWN
    assert told(hall.command("ticket.reprint", guide, ticket=ticket, printer=printer)) == UNKNOWN
    assert hall.where() == before


def test_the_same_is_said_over_a_socket(hall: House) -> None:
    """A kiosk that names another printer than its own."""
    with hall.socket({"token": hall.device("kiosk")[1]}) as socket:
        answer = socket.command("ticket.issue", line="B", printer="no-such-printer")
    assert (answer["status"], answer["code"]) == UNKNOWN


def test_an_enrolled_kiosk_prints_for_others(hall: House, guide: str) -> None:
    """Issued and printed again at the guide desk, on the kiosk at the door."""
    printer, token = hall.device("kiosk")
    ticket = hall.do("ticket.issue", guide, line="B", printer=printer)["ticket"]
    job = hall.do("ticket.reprint", guide, ticket=ticket, printer=printer)["job"]
    jobs = hall.view("kiosk", token=f"Device {token}")["view"]["jobs"]
    assert [found["job"] for found in jobs] == [f"{ticket}.1", job]


def test_a_reprint_goes_to_the_kiosk_that_gave_the_number(hall: House, guide: str) -> None:
    """Unless it is no kiosk of the hall any more, or a guide's screen gave it."""
    kiosk, token = hall.device("kiosk")
    ticket = hall.do("ticket.issue", f"Device {token}", line="B")["ticket"]
    assert hall.do("ticket.reprint", guide, ticket=ticket)["job"] == f"{ticket}.2"
    hall.do("device.revoke", id=kiosk)
    assert told(hall.command("ticket.reprint", guide, ticket=ticket)) == UNKNOWN
    screen = f"Device {hall.device('guide')[1]}"
    given = hall.do("ticket.issue", screen, line="B")["ticket"]
    assert told(hall.command("ticket.reprint", guide, ticket=given)) == UNKNOWN


def test_a_known_key_wins_over_a_printer_that_is_gone(hall: House, guide: str) -> None:
    """Who asks again hears what happened, not that it could not happen now."""
    printer = hall.device("kiosk")[0]
    asked: dict[str, Any] = {"key": "the guide's key", "line": "B", "printer": printer}
    first = hall.command("ticket.issue", guide, **asked)
    assert first.status_code == 200
    hall.do("device.revoke", id=printer)
    again = hall.command("ticket.issue", guide, **asked)
    assert (again.status_code, again.json()) == (200, first.json())
    assert told(hall.command("ticket.issue", guide, **asked | {"key": "another key"})) == UNKNOWN


def test_a_ticket_nobody_knows_is_the_ticket_that_is_missing(hall: House, guide: str) -> None:
    """Not its printer."""
    assert told(hall.command("ticket.reprint", guide, ticket="B899"))[1] == "ticket_unknown"


@pytest.mark.parametrize("paper", ["out", "low"])
def test_a_kiosk_that_was_taken_away_alarms_nobody(hall: House, paper: str) -> None:
    """Its last word was that it wants paper; nobody could ever take that back."""
    kiosk, token = hall.device("kiosk")
    own = f"Device {token}"
    ticket = hall.do("ticket.issue", own, line="B")["ticket"]
    hall.do("print.report", own, job=f"{ticket}.1", state="sent", paper=paper)
    assert [found for found in alarms(hall) if kiosk in found]
    hall.do("device.revoke", id=kiosk)
    assert not [found for found in alarms(hall) if kiosk in found]


def alarms(hall: House) -> list[str]:
    """What the supervisor is told."""
    return [found["zh"] for found in hall.view("supervisor")["live"]["alarms"]]
