"""Socket.IO: who may come in, what they hear at once, resync, ticks, and being thrown out."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from typing import Any

import pytest
import requests
import socketio
import websocket

from tests.web.house import HALL, House, Socket, until


def canonical(view: dict[str, Any]) -> str:
    """First 128 bits of SHA-256 of the view's bytes as they are sent."""
    body = json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(body).hexdigest()[:32]


def raw(house: House, auth: dict[str, Any] | None, **options: Any) -> websocket.WebSocket:
    """A bare websocket, past the Engine.IO opening; asks to be connected when auth is given."""
    url = f"ws://{house.host}/socket.io/?EIO=4&transport=websocket"
    ws = websocket.create_connection(url, timeout=10, suppress_origin=True, **options)
    assert str(ws.recv()).startswith("0{")
    if auth is not None:
        ws.send("40" + json.dumps(auth))
    return ws


def test_a_client_hears_connected_then_hello_then_the_whole_view(both: House) -> None:
    """The order on the wire: CONNECT, hello, view; and the view is the one of HTTP."""
    device, token = both.device("board")
    ws = raw(both, {"token": token})
    first, second, third = (str(ws.recv()) for _ in range(3))
    ws.shutdown()
    assert first.startswith("40{")
    name, hello = json.loads(second[2:])
    assert name == "hello" and hello["hall"] == HALL and hello["role"] == "board" and hello["arg"] == "main"
    assert hello["device"] == device and hello["demo"] is False and hello["now"] > 1_700_000_000_000
    name, frame = json.loads(third[2:])
    assert name == "view" and frame.keys() == {"epoch", "day", "seq", "hash", "role", "view", "live"}
    over_http = both.view("board", "main", f"Device {token}")
    assert {**frame, "live": 0} == {**over_http, "live": 0}
    assert frame["hash"] == canonical(frame["view"])


def test_the_hash_stays_while_only_time_goes_by(both: House) -> None:
    """Two frames of an unchanged hall have the same hash; `now` is outside of it."""
    first, second = both.view("supervisor"), both.view("supervisor")
    assert first["hash"] == second["hash"] == canonical(second["view"])
    assert second["live"]["now"] >= first["live"]["now"]


def test_a_call_reaches_the_board_as_a_frame(both: House) -> None:
    """window.next at the counter, the number on the board; the seq of the frame is the answer's."""
    _, kiosk = both.device("kiosk")
    _, board = both.device("board")
    number = both.do("ticket.issue", f"Device {kiosk}", line="E")["number"]
    with both.socket({"token": board}) as screen:
        screen.wait("view")
        answer = both.command("window.next", window=5).json()
        until(lambda: screen.of("view")[-1]["seq"] == answer["seq"], what="the frame of the call")
        call = screen.of("view")[-1]["view"]["calls"][0]
    assert (call["number"], call["window"]) == (number, 5)
    both.do("window.finish", window=5)


def test_resync_answers_with_the_frame_of_now(both: House) -> None:
    """A client that lost its way asks and gets the whole view again."""
    _, token = both.device("sign", window=3)
    with both.socket({"token": token}) as sign:
        first = sign.wait("view")
        sign.client.emit("resync")
        again = sign.wait("view", 2)
    assert again["hash"] == first["hash"] and again["role"] == "window"


def test_a_tick_comes_to_each_room_within_its_five_seconds(both: House) -> None:
    """The tick names epoch, day, seq and hash of the last frame, and the time."""
    _, token = both.device("board")
    with both.socket({"token": token}) as board:
        frame = board.wait("view")
        tick = board.wait("tick", seconds=6)
    assert tick.keys() == {"epoch", "day", "seq", "hash", "now"}
    assert {name: tick[name] for name in ("epoch", "day", "hash")} == {
        name: frame[name] for name in ("epoch", "day", "hash")
    }


@pytest.mark.parametrize(
    "auth", [{}, None, {"token": "x"}, {"token": 5}, {"token": "票.x"}, {"screen": "kiosk-1"}]
)
def test_who_is_nobody_is_refused_with_a_code(both: House, auth: Any) -> None:
    """Wrong credentials: the connection is refused with data that says why."""
    client = Socket()
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(both.url, auth)
    (why,) = client.of("connect_error")
    assert why["message"] == "unauthorised"
    assert (why["data"]["code"], why["data"]["status"]) == ("unauthorised", 401)


def test_no_handler_runs_before_a_socket_is_known(both: House) -> None:
    """A socket that never said who it is sends commands: nothing is answered, nothing happens."""
    before = both.entries()
    ws = raw(both, None)
    command = {"key": str(uuid.uuid4()), "do": "ticket.issue", "line": "A"}
    ws.send('421["command",' + json.dumps(command) + "]")
    ws.send('42["resync"]')
    ws.send('42["connect",{"token":"' + both.key + '"}]')
    ws.settimeout(0.5)
    with pytest.raises(websocket.WebSocketTimeoutException):
        ws.recv()
    ws.shutdown()
    assert both.entries() == before


def test_a_client_chooses_no_room(both: House) -> None:
    """Whatever a sign asks for, it hears its own window only."""
    _, token = both.device("sign", window=4)
    asked = {"token": token, "role": "supervisor", "arg": "", "room": "supervisor/", "window": 5}
    with both.socket(asked) as sign:
        for event in ("join", "enter_room", "subscribe", "connect", "disconnect"):
            sign.client.emit(event, "supervisor/")
        sign.client.emit("resync", {"role": "supervisor"})
        sign.wait("view", 2)
        assert {frame["role"] for frame in sign.of("view")} == {"window"}
        assert {frame["view"]["window"] for frame in sign.of("view")} == {4}
        assert sign.command("window.next", window=4)["status"] == 403


def test_a_screen_that_comes_and_goes_is_seen_by_the_supervisor(both: House) -> None:
    """Device health lives in `live`, outside the hash."""
    device, token = both.device("board")
    with both.socket({"token": token}) as board:
        board.wait("view")
        until(lambda: both.view("supervisor")["live"].get("devices", {}).get(device) == "online")
    until(lambda: both.view("supervisor")["live"]["devices"][device] == "offline")


# -- being thrown out --------------------------------------------------------------------------


def gone_within_a_second(socket: Socket, act: Any) -> None:
    """The socket closes within 1 s of the act's answer."""
    act()
    begun = time.monotonic()
    socket.wait("disconnect", seconds=5)
    assert time.monotonic() - begun <= 1.0


def test_a_revoked_device_is_cut_and_stays_out(both: House) -> None:
    """device.revoke closes its sockets; its token opens nothing any more."""
    device, token = both.device("kiosk")
    with both.socket({"token": token}) as kiosk:
        kiosk.wait("view")
        gone_within_a_second(kiosk, lambda: both.do("device.revoke", id=device))
    assert both.command("ticket.issue", f"Device {token}", line="A").status_code == 401


def test_a_rolled_token_cuts_the_old_one(both: House) -> None:
    """device.roll: the socket of the old token closes, the new token works at once."""
    device, token = both.device("kiosk")
    with both.socket({"token": token}) as kiosk:
        kiosk.wait("view")
        new: dict[str, Any] = {}
        gone_within_a_second(kiosk, lambda: new.update(both.do("device.roll", id=device)))
    assert both.command("ticket.issue", f"Device {token}", line="A").status_code == 401
    assert both.command("ticket.issue", f"Device {new['token']}", line="A").status_code == 200


def test_a_revoked_program_is_cut(both: House) -> None:
    """token.revoke closes the sockets of the program."""
    made = both.do("token.add", name=f"p-{uuid.uuid4().hex[:6]}", role="supervisor")
    with both.socket({"token": made["token"]}) as program:
        program.wait("view")
        gone_within_a_second(program, lambda: both.do("token.revoke", id=made["id"]))


def signed_in(both: House, role: str, **where: Any) -> tuple[str, str, requests.Session]:
    """(name, Cookie header, session) of a person who just set a password and signed in."""
    name = f"{role}-{uuid.uuid4().hex[:6]}"
    code = both.do("account.add", name=name, role=role, **where)["code"]
    person = requests.Session()
    person.headers["Origin"] = both.url
    body = {"name": name, "code": code, "password": "correct horse battery"}
    assert person.post(f"{both.url}/api/v1/password", json=body, timeout=20).status_code == 200
    del body["code"]
    response = person.post(f"{both.url}/api/v1/session", json=body, timeout=20)
    assert response.status_code == 200, response.text
    return name, "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.cookies), person


def test_logging_out_closes_the_sockets_of_the_session(both: House) -> None:
    """After sign-out the open page acts for nobody."""
    _, cookie, person = signed_in(both, "clerk", window=6)
    headers = {"Cookie": cookie}  # the client adds our own Origin
    with both.socket({}, headers=headers) as clerk:
        assert clerk.wait("view")["role"] == "counter"
        assert clerk.command("window.recall", window=6)["code"] == "window_empty"
        gone_within_a_second(clerk, lambda: person.delete(f"{both.url}/api/v1/session", timeout=20))
    again = Socket()
    with pytest.raises(socketio.exceptions.ConnectionError):
        again.connect(both.url, {}, headers=headers)


@pytest.mark.parametrize("change", [{"role": "guide"}, {"window": 8}])
def test_a_changed_role_or_window_closes_the_sockets(both: House, change: dict[str, Any]) -> None:
    """account.set ends the sessions of the account."""
    name, cookie, _ = signed_in(both, "clerk", window=7)
    with both.socket({}, headers={"Cookie": cookie}) as clerk:
        clerk.wait("view")
        gone_within_a_second(clerk, lambda: both.do("account.set", name=name, **change))


def test_a_socket_that_does_not_say_who_it_is_is_closed_in_time(hall: House) -> None:
    """10 s to connect; nobody holds connections open for nothing."""
    ws = raw(hall, None)
    ws.settimeout(14)
    heard = ""
    with pytest.raises((websocket.WebSocketConnectionClosedException, ConnectionError)):
        while True:
            heard = str(ws.recv())
            if heard == "2":
                ws.send("3")
    assert heard in ("1", "2", "")


def test_polling_carries_the_same_frames(both: House) -> None:
    """The fallback transport: same hello, view and command."""
    _, token = both.device("kiosk")
    with both.socket({"token": token}, transports=["polling"]) as kiosk:
        assert kiosk.wait("hello")["role"] == "kiosk"
        assert kiosk.wait("view")["role"] == "kiosk"
        assert kiosk.command("ticket.issue", line="F")["status"] == 200
