"""Who may speak from where: cross-site posts, cookies, safe GETs, addresses that must stay secret."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import websocket

from server.bootstrap import build
from server.demo import screens
from server.journal.memory import MemoryJournal
from server.vault.sqlite import SqliteVault
from server.web.app import create
from server.web.options import Options
from tests.web.house import HALL, House, house
from tests.web.test_thrown_out import signed_in

COMMANDS = f"/api/v1/halls/{HALL}/commands"
EVIL = [
    "http://evil.example",
    "null",
    "http://127.0.0.1:1",
    "https://127.0.0.1",
    "http://127.0.0.1.evil.example",
    "",
]

# Every route there is, and the methods it answers. A new route without an entry fails here: add it
# together with who may use it and what its GET may change (nothing).
ROUTES = {
    "/": "GET",
    "/enrol": "GET",
    "/s/<screen>": "GET",
    "/static/<path:name>": "GET",
    "/healthz": "GET",
    "/readyz": "GET",
    "/api/v1/openapi.json": "GET",
    "/api/v1/asyncapi.json": "GET",
    "/api/v1/me": "GET",
    "/api/v1/halls/<hall>/views/<role>": "GET",
    "/api/v1/halls/<hall>/views/<role>/<arg>": "GET",
    "/api/v1/halls/<hall>/commands": "POST",
    "/api/v1/halls/<hall>/tickets": "GET",
    "/api/v1/me/beat": "POST",
    "/api/v1/me/orders/<order>/screenshot": "POST",
    "/media/<hash>": "GET",
    "/voice/<hash>/<file>": "GET",
    "/api/v1/enrol": "POST",
    "/api/v1/session": "POST DELETE",
    "/api/v1/password": "POST",
    "/demo/open": "POST",
    "/demo/hall": "GET",
    "/demo/paper": "GET",
    "/demo/paper/<name>": "GET",
}


def app_of(**options: Any) -> tuple[Any, Any]:
    """(app, house) in memory; with the demo's routes when it is one."""
    room, told = build(MemoryJournal(), SqliteVault(":memory:")), Options(mode="threading", **options)
    further = [screens.blueprint(room.rooms(), told, Path("paper"))] if told.demo else []
    return create(room.rooms(), told, further)[0], room


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A demo server: every route there is."""
    with house(tmp_path_factory.mktemp("demo"), "eventlet", "--demo", plenty=False, day=False) as made:
        yield made


@pytest.mark.parametrize("name", ["WIN-PC_01", "win_7:8080"])
def test_a_page_may_be_of_a_pc_whose_name_is_no_host_name(demo: House, name: str) -> None:
    """Defect 80: Windows allows _ in names. Its own page enrols; a page of another name does not."""
    for origin, status in ((name, 401), ("win-pc_02", 403)):
        headers = {"Host": name, "Origin": f"http://{origin}"}
        response = demo.post("/api/v1/enrol", {"code": "ABCDEFGH"}, headers=headers)
        assert response.status_code == status, (origin, response.text)


def test_every_route_is_in_the_table() -> None:
    """A route that is not listed above, or answers another method, fails."""
    app, _ = app_of(demo=True)
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.rule, set()).update(rule.methods - {"HEAD", "OPTIONS"})
    assert found == {rule: set(methods.split()) for rule, methods in ROUTES.items()}


def test_no_get_changes_anything(demo: House) -> None:
    """Every GET route three times, as an administrator, with a cookie and as nobody (F-27)."""
    screen = demo.post("/demo/open", {"role": "board"})
    before = demo.entries()
    filled = {
        "<screen>": screen.json()["url"][3:],
        "<path:name>": "board.js",
        "<hall>": HALL,
        "<arg>": "main",
    }
    filled |= {"<role>": "board", "<name>": "001.png"}
    for rule in (rule for rule, methods in ROUTES.items() if "GET" in methods):
        path = rule
        for name, value in filled.items():
            path = path.replace(name, value)
        for headers in ({"Authorization": f"Bearer {demo.key}"}, {}, {"Purpose": "prefetch"}):
            for _ in range(3):
                got = requests.get(demo.url + path, headers=headers, cookies=screen.cookies, timeout=60)
                assert got.status_code < 500
                requests.head(demo.url + path, headers=headers, timeout=60)
    assert demo.entries() == before
    assert demo.view("board", "main")["view"]["zone"] == "main"


@pytest.mark.parametrize("origin", EVIL)
@pytest.mark.parametrize("rule", sorted(rule for rule, methods in ROUTES.items() if "POST" in methods))
def test_a_form_of_another_site_is_refused_on_every_route(demo: House, rule: str, origin: str) -> None:
    """text/plain form post with a foreign Origin: 403, whatever cookie the browser sends along."""
    screen = demo.post("/demo/open", {"role": "clerk", "arg": "1"})
    before = demo.entries()
    body = json.dumps({"do": "window.next", "window": 1, "code": "x", "role": "board"})
    headers = {"Origin": origin, "Content-Type": "text/plain", "Idempotency-Key": str(uuid.uuid4())}
    url = demo.url + rule.replace("<hall>", HALL)
    response = requests.post(url, data=body, headers=headers, cookies=screen.cookies, timeout=60)
    assert (response.status_code, response.json()["code"]) == (403, "origin")
    assert "Access-Control-Allow-Origin" not in response.headers
    assert demo.entries() == before


def test_a_cookie_acts_only_where_it_is_known_to_come_from_our_pages(hall: House) -> None:
    """Own Origin or the browser's own word; a missing Origin is not enough; and JSON only."""
    _, cookie, _ = signed_in(hall, "clerk", window=1)
    body = {"do": "window.recall", "window": 1}

    def status(kind: str = "application/json", **headers: str) -> int:
        told = {"Cookie": cookie, "Idempotency-Key": str(uuid.uuid4()), "Content-Type": kind}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.post(hall.url + COMMANDS, data=json.dumps(body), headers=told, timeout=60).status_code

    assert status(Origin=hall.url) == 409  # the rules answer: the window is empty
    assert status(Sec_Fetch_Site="same-origin") == 409
    assert status() == 403
    assert status(Sec_Fetch_Site="cross-site") == 403
    assert status(Sec_Fetch_Site="same-site") == 403
    assert status(Origin=hall.url, X_Forwarded_Host="evil.example") == 409
    assert status(Origin="http://evil.example", X_Forwarded_Host="evil.example") == 403
    assert status("text/plain", Origin=hall.url) == 415


@pytest.fixture(scope="module")
def cookie(both: House) -> str:
    """The session of a signed-in supervisor."""
    return signed_in(both, "supervisor")[1]


@pytest.mark.parametrize("origin", [*EVIL[:-1], None])
@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_a_socket_with_a_cookie_needs_our_origin(
    both: House, cookie: str, origin: str | None, transport: str
) -> None:
    """Evil, null, other port, missing: refused, even with spoofed X-Forwarded headers."""
    url = f"{both.host}/socket.io/?EIO=4&transport={transport}"
    spoofed = {"Cookie": cookie, "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    if transport == "polling":
        headers = spoofed | ({"Origin": origin} if origin else {})
        opened = requests.get(f"http://{url}", headers=headers, timeout=60)
        if origin is not None:
            assert opened.status_code == 400
            return
        sid = json.loads(opened.text[1:])["sid"]
        requests.post(f"http://{url}&sid={sid}", data="40{}", headers=headers, timeout=60)
        assert requests.get(f"http://{url}&sid={sid}", headers=headers, timeout=60).text.startswith("44")
        return
    options: dict[str, Any] = {"origin": origin} if origin else {"suppress_origin": True}
    if origin is not None:
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            websocket.create_connection(f"ws://{url}", timeout=60, header=spoofed, **options)
        assert refused.value.status_code == 400
        return
    ws = websocket.create_connection(f"ws://{url}", timeout=60, header=spoofed, **options)
    ws.recv()
    ws.send("40{}")
    assert str(ws.recv()).startswith("44") and "unauthorised" in ws_last(ws)
    ws.shutdown()


def ws_last(ws: websocket.WebSocket) -> str:
    """Ask once more: still refused with the code."""
    ws.send("40{}")
    return str(ws.recv())


def test_a_device_token_needs_no_origin(both: House) -> None:
    """Agents are programs: no Origin, any Origin of their own making, over HTTP."""
    _, token = both.device("kiosk")
    assert both.command("ticket.issue", f"Device {token}", line="A").status_code == 200
    headers = {"Origin": "http://evil.example", "Idempotency-Key": str(uuid.uuid4())}
    sent = both.post(COMMANDS, {"do": "ticket.issue", "line": "A"}, f"Device {token}", headers=headers)
    assert sent.status_code == 200
