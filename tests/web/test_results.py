"""A day in which every command works: each answers what the contract says of it (defect 53)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from server.settings.defaults.township import township
from server.wire import schema
from tests.web.contract import SCHEMAS, fits
from tests.web.house import House, house

Answers = list[tuple[str, dict[str, Any]]]


class Story:
    """Gives commands that must work, and keeps what they answer."""

    def __init__(self, hall: House) -> None:
        self.hall, self.answers = hall, Answers()

    def __call__(self, do: str, token: str | None = None, **fields: Any) -> Any:
        """The result, and `seq` of its entry with it."""
        response = self.hall.command(do, token, **fields)
        assert response.status_code == 200, (do, response.text)
        answer = response.json()
        self.answers.append((do, answer))
        return answer["result"] | {"seq": answer["seq"]}


def administration(do: Story) -> None:
    """People, programs, devices, settings."""
    do("account.add", name="wang", role="supervisor")
    do("account.set", name="wang", role="guide")
    do("account.reset", name="wang")
    do("account.remove", name="wang")
    do("token.revoke", id=do("token.add", name="phone", role="guide")["id"])
    board = do("device.add", name="wall", role="board")["id"]
    do("device.code", id=board)
    token = do("device.roll", id=board)["token"]
    order = do("device.order", device=board, act="identify")["order"]
    do("device.report", f"Device {token}", order=order, state="done")
    do("device.revoke", id=board)
    do("settings.set", changes={"rules.undo_seconds": 30})
    assert do("settings.set", changes={"lines.B.name": "社会事务😀"})["told"]  # no ticket can show it
    tree = msgspec.to_builtins(township())
    tree["limits"] |= {"rate": 99_999, "burst": 99_999}
    do("settings.import", settings=tree)
    do("settings.restore", version=0)


def a_number_and_its_paper(do: Story) -> None:
    """Taken, printed, called, spoken, missed, brought back, served."""
    kiosk, token = do.hall.device("kiosk")
    ticket = do("ticket.issue", f"Device {token}", line="A")["ticket"]
    job = do.hall.view("kiosk", kiosk)["view"]["jobs"][0]["job"]
    do("print.report", f"Device {token}", job=job, state="sent")
    do("ticket.reprint", ticket=ticket, printer=kiosk)
    do("ticket.reclass", ticket=ticket, **{"class": "elder"})
    do("call.played", call=do("window.next", window=1)["call"], zone="main", state="played")
    do("window.recall", window=1)
    do("window.miss", window=1, ticket=ticket)
    do("ticket.rejoin", ticket=ticket)
    do("window.call", window=1, ticket=ticket)
    do("window.start", window=1, ticket=ticket)
    do("window.finish", window=1, ticket=ticket, outcome="direct")
    cancelled = do("ticket.issue", line="A")["ticket"]
    do("ticket.undo", ticket=cancelled, of=do("ticket.cancel", ticket=cancelled)["seq"])
    do("ticket.cancel", ticket=cancelled)


def at_the_window(do: Story) -> None:
    """Held, brought back, returned, transferred, undone, finished with nobody left."""
    ticket = do("ticket.issue", line="A")["ticket"]
    do("window.undo", window=1, of=do("window.next", window=1)["seq"])
    do("window.next", window=1)
    do("window.hold", window=1, ticket=ticket)
    do("window.resume", window=1, ticket=ticket)
    do("window.next", window=1)
    do("window.return", window=1, ticket=ticket)
    do("window.next", window=1)
    do("window.transfer", window=1, ticket=ticket, to_window=2)
    do("window.next", window=2)
    alone = do("window.next", window=2, finish={"ticket": ticket, "outcome": "direct"})
    assert (alone["ticket"], alone["finished"]) == (None, ticket)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """(do, answer) of a hall's whole day."""
    with house(tmp_path_factory.mktemp("story"), day=False) as hall:
        do = Story(hall)
        administration(do)
        do("day.open")
        do("clock.confirm", now=hall.view("supervisor")["live"]["now"])
        do("window.open", window=1)
        do("window.open", window=2)
        a_number_and_its_paper(do)
        at_the_window(do)
        do("window.pause", window=1)
        do("window.close", window=2)
        do("day.close", confirm=True)
    return do.answers


@pytest.mark.parametrize("do", list(schema.commands()))
def test_a_command_answers_what_the_contract_says(answers: Answers, do: str) -> None:
    """All of it and nothing else, each time; the first of the possible results that fits is its own."""
    own = SCHEMAS["Results"]["properties"][do]
    fields = SCHEMAS[own["$ref"].rpartition("/")[2]]
    given = [answer for name, answer in answers if name == do]
    assert given, "the story has no such command"
    for answer in given:
        fits({"$ref": "#/components/schemas/Answer"}, answer)
        fits(own, answer["result"])
        assert answer["result"].keys() <= fields["properties"].keys()
        assert first_that_needs_no_more(answer["result"]) == own


def first_that_needs_no_more(result: dict[str, Any]) -> dict[str, Any]:
    """What a reader of the contract takes it for who tries one after the other."""
    parts: list[dict[str, Any]] = SCHEMAS["Answer"]["properties"]["result"]["anyOf"]
    return next(
        part
        for part in parts
        if result.keys() >= set(SCHEMAS[part["$ref"].rpartition("/")[2]].get("required", []))
    )
