"""Who may do what: every command × every role, every view × every role, own and foreign, over real HTTP."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from server.wire import schema
from tests.web.contract import COMMANDS, build
from tests.web.house import HALL, House

WINDOW = frozenset(do for do in schema.commands() if do.startswith("window."))
TICKET = frozenset(do for do in schema.commands() if do.startswith("ticket."))
REPORT = frozenset({"device.report"})  # every device, of its own orders

# The table of the design, written down a second time: what is not here is refused.
MAY: dict[str, frozenset[str]] = {
    "kiosk": frozenset({"ticket.issue", "ticket.reprint", "ticket.rejoin", "ticket.undo", "print.report"})
    | REPORT,
    "button": WINDOW | REPORT | {"ticket.cancel", "ticket.rejoin", "ticket.undo"},
    "board": frozenset({"call.played", "device.code"}) | REPORT,
    "sign": frozenset({"call.played", "device.code"}) | REPORT,
    "clerk": WINDOW | REPORT | {"ticket.cancel", "ticket.rejoin", "ticket.reclass", "ticket.undo"},
    "guide": TICKET | REPORT,
    "supervisor": TICKET | WINDOW | REPORT | {"day.open", "day.close", "clock.confirm", "device.order"},
    "admin": frozenset(schema.commands()),
}
OWN = 2
WHERE: dict[str, dict[str, Any]] = {
    "button": {"window": OWN},
    "clerk": {"window": OWN},
    "sign": {"window": OWN},
}
ZONED = {"board": {"zone": "main"}}

SEES: dict[str, set[tuple[str, str]]] = {
    "kiosk": {("kiosk", "own")},
    "button": {("counter", "2")},
    "board": {("board", "main")},
    "sign": {("window", "2")},
    "clerk": {("counter", "2")},
    "guide": set(),
    "supervisor": {("supervisor", ""), ("counter", "2"), ("counter", "3"), ("board", "main")},
}
VIEWS = [
    ("kiosk", "own"), ("kiosk", "foreign"), ("board", "main"), ("window", "2"), ("window", "3"),
    ("counter", "2"), ("counter", "3"), ("supervisor", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def tokens(hall: House) -> dict[str, str]:
    """Authorization of one identity of each role; "own" is the kiosk's device id."""
    made = {}
    for role in MAY:
        if role == "admin":
            made[role] = f"Bearer {hall.program(role)}"
        else:
            id, token = hall.device(role, **WHERE.get(role, {}), **ZONED.get(role, {}))
            made[role] = f"Device {token}"
            made[f"{role}:id"] = id
    return made


def body_of(do: str) -> dict[str, Any]:
    """A well-formed body, aimed at the own window and zone, that the rules will not carry out."""
    body = build({"$ref": COMMANDS[do]})
    wanted = {"window": OWN, "zone": "main", "ticket": "A998"}
    return body | {name: value for name, value in wanted.items() if name in body} | {"day": "2020-01-01"}


def ask(hall: House, token: str | None, body: dict[str, Any]) -> Any:
    """The answer to a command."""
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    return hall.post(f"/api/v1/halls/{HALL}/commands", body, token, headers=headers)


@pytest.mark.parametrize("role", sorted(MAY))
@pytest.mark.parametrize("do", schema.commands())
def test_a_role_may_what_the_table_says_and_nothing_else(
    hall: House, tokens: dict[str, str], role: str, do: str
) -> None:
    """Allowed: anything but 401 and 403. Not in the table: 403, and nothing is written."""
    body = body_of(do)
    if role == "admin" and do.split(".")[0] in ("account", "token", "device", "settings"):
        body.pop("day")
        body |= {"name": "Not A Slug"} if "name" in body else {"id": "nobody"} if "id" in body else {}
    if do == "device.code" and do in MAY[role] and role != "admin":
        body |= {"id": tokens[f"{role}:id"]}
    before = hall.entries()
    response = ask(hall, tokens[role], body)
    if do in MAY[role]:
        assert response.status_code not in (401, 403), response.text
    else:
        assert (response.status_code, response.json()["code"]) == (403, "forbidden")
        assert hall.entries() == before


@pytest.mark.parametrize("do", schema.commands())
def test_nobody_may_nothing(hall: House, do: str) -> None:
    """Without a token, with a wrong one, with a screen's name but no cookie: 401."""
    body = body_of(do)
    before = hall.entries()
    for token in (None, "Bearer x", "Device x.y", "Basic YTpi", f"Device {hall.key}", "Bearer "):
        response = ask(hall, token, body)
        assert (response.status_code, response.json()["code"]) == (401, "unauthorised")
    assert hall.entries() == before


@pytest.mark.parametrize("role", ["button", "clerk"])
@pytest.mark.parametrize("do", sorted(WINDOW))
def test_a_window_of_somebody_else_is_not_yours(
    hall: House, tokens: dict[str, str], role: str, do: str
) -> None:
    """Same command, next window: 403."""
    response = ask(hall, tokens[role], body_of(do) | {"window": OWN + 1})
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


def test_what_is_aimed_at_a_foreign_window_zone_or_screen_is_refused(
    hall: House, tokens: dict[str, str]
) -> None:
    """Field by field."""
    aside = body_of("window.transfer") | {"to_window": OWN + 1}
    assert ask(hall, tokens["button"], aside).status_code == 403
    assert ask(hall, tokens["clerk"], aside).status_code != 403
    foreign = body_of("device.code") | {"id": tokens["sign:id"]}
    assert ask(hall, tokens["board"], foreign).status_code == 403
    elsewhere = body_of("call.played") | {"zone": "cellar"}
    assert ask(hall, tokens["board"], elsewhere).status_code == 403
    assert ask(hall, tokens["sign"], elsewhere).status_code == 403


def test_objects_of_others_are_not_yours(hall: House, tokens: dict[str, str]) -> None:
    """A kiosk: no tickets by opaque id, no print jobs of another kiosk. A clerk: own lines only."""
    _, other = hall.device("kiosk")
    issued = hall.do("ticket.issue", f"Device {other}", line="A")
    ticket = {"do": "ticket.rejoin", "ticket": issued["ticket"]}
    assert ask(hall, tokens["kiosk"], ticket).status_code == 403
    assert ask(hall, tokens["kiosk"], ticket | {"ticket": issued["number"]}).status_code == 409
    job = {"do": "print.report", "job": f"{issued['ticket']}.1", "state": "sent"}
    assert ask(hall, tokens["kiosk"], job).status_code == 403
    assert ask(hall, f"Device {other}", job).status_code == 200
    cancel = {"do": "ticket.cancel", "ticket": issued["number"]}
    assert ask(hall, tokens["clerk"], cancel).status_code == 403
    assert ask(hall, tokens["guide"], cancel).status_code == 200


@pytest.mark.parametrize("role", sorted(SEES))
@pytest.mark.parametrize("view", VIEWS)
def test_a_role_sees_its_own_view_only(
    hall: House, tokens: dict[str, str], role: str, view: tuple[str, str]
) -> None:
    """200 for what the table says, 403 for the rest, own or foreign argument."""
    name, arg = view
    shown = tokens["kiosk:id"] if arg == "own" else arg
    url = f"{hall.url}/api/v1/halls/{HALL}/views/{name}" + (f"/{shown}" if shown else "")
    response = hall.http.get(url, headers={"Authorization": tokens[role]}, timeout=60)
    assert response.status_code == (200 if view in SEES[role] else 403)
    assert hall.http.get(url, timeout=60).status_code == 401


def test_a_socket_has_the_same_rights(hall: House, tokens: dict[str, str]) -> None:
    """The table is checked for each event, not at connect only."""
    for role in sorted(SEES.keys() - {"guide"}):
        with hall.socket({"token": tokens[role].partition(" ")[2]}) as socket:
            socket.wait("view")
            assert {frame["role"] for frame in socket.of("view")} <= {name for name, _ in SEES[role]}
            for do in (
                "day.close",
                "device.add",
                "settings.set",
                "ticket.issue",
                "window.open",
                "call.played",
            ):
                status = socket.call("command", body_of(do) | {"key": str(uuid.uuid4())})["status"]
                assert (status == 403) == (do not in MAY[role]), (role, do)
