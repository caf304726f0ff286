"""Socket.IO: who may come in, what they hear at once, resync, ticks, and being thrown out."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from typing import Any

import pytest
import socketio
import websocket

from tests.stopwatch import Stopwatch
from tests.web.contract import heard
from tests.web.house import HALL, House, Socket, until


def canonical(view: dict[str, Any]) -> str:
    """First 128 bits of SHA-256 of the view's bytes as they are sent."""
    body = json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(body).hexdigest()[:32]


def raw(house: House, auth: dict[str, Any] | None, **options: Any) -> websocket.WebSocket:
    """A bare websocket, past the Engine.IO opening; asks to be connected when auth is given."""
    url = f"ws://{house.host}/socket.io/?EIO=4&transport=websocket"
    ws = websocket.create_connection(url, timeout=60, suppress_origin=True, **options)
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


def test_changes_that_come_fast_are_merged_and_the_last_always_comes(both: House) -> None:
    """At most one frame in 50 ms, the first at once, the last always; every hash is the view's own."""
    _, kiosk = both.device("kiosk")
    _, board = both.device("board")
    with both.socket({"token": board}) as screen, both.socket({"token": kiosk}) as taker:
        screen.wait("view")
        begun = time.monotonic()
        seq = [taker.command("ticket.issue", line="G")["seq"] for _ in range(60)][-1]
        until(lambda: screen.of("view")[-1]["seq"] == seq, what="the last frame")
        seconds = time.monotonic() - begun
        frames = screen.of("view")[1:]
    assert len(frames) <= seconds / 0.05 + 2
    assert [frame["seq"] for frame in frames] == sorted({frame["seq"] for frame in frames})
    assert all(frame["hash"] == canonical(frame["view"]) for frame in frames)


def test_what_changes_outside_the_view_comes_once_a_second_at_most(both: House) -> None:
    """Screens come and go: `live` changes, the hash does not, and frames stay rare."""
    supervisor = both.program("supervisor")
    with both.socket({"token": supervisor}) as desk:
        begun, first = time.monotonic(), desk.wait("view")
        for _ in range(8):
            device, token = both.device("board")
            with both.socket({"token": token}) as board:
                board.wait("view")
        until(lambda: device in desk.of("view")[-1]["live"].get("devices", {}), what="the last device")
        frames = desk.of("view")
        seconds = time.monotonic() - begun
    assert {frame["hash"] for frame in frames} == {first["hash"]}
    assert len(frames) <= seconds + 2


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
        frame, watch = board.wait("view"), Stopwatch()
        tick = board.wait("tick")
        assert watch.seconds <= 6
    heard("tick", tick)
    assert tick.keys() == {"epoch", "day", "seq", "hash", "now"}
    assert {name: tick[name] for name in ("epoch", "day", "hash")} == {
        name: frame[name] for name in ("epoch", "day", "hash")
    }


@pytest.mark.parametrize("auth", [{}, {"token": "x"}, {"token": 5}, {"token": "票.x"}, {"screen": "kiosk-1"}])
def test_who_is_nobody_is_refused_with_a_code(both: House, auth: Any) -> None:
    """Wrong credentials: the connection is refused with data that says why."""
    ws = raw(both, auth)
    refused = str(ws.recv())
    ws.shutdown()
    assert refused.startswith("44")
    why = json.loads(refused[2:])
    assert why["message"] == "unauthorised"
    assert (why["data"]["code"], why["data"]["status"]) == ("unauthorised", 401)


def test_a_refused_client_of_the_library_hears_the_code(hall: House) -> None:
    """python-socketio gives the data to connect_error."""
    client = Socket()
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(hall.url, {"token": "x"})
    (why,) = client.of("connect_error")
    heard("connect_error", why)
    assert why["data"]["code"] == "unauthorised"


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


def test_polling_carries_the_same_frames(both: House) -> None:
    """The fallback transport: same hello, view and command."""
    _, token = both.device("kiosk")
    with both.socket({"token": token}, transports=["polling"]) as kiosk:
        assert kiosk.wait("hello")["role"] == "kiosk"
        assert kiosk.wait("view")["role"] == "kiosk"
        assert kiosk.command("ticket.issue", line="F")["status"] == 200


def test_frames_are_never_pressed(both: House) -> None:
    """What browsers offer is not taken: each frame would be pressed for each of them."""
    _, token = both.device("board")
    ws = raw(both, {"token": token}, header=["Sec-WebSocket-Extensions: permessage-deflate"])
    assert ws.headers is not None and "sec-websocket-extensions" not in ws.headers
    ws.shutdown()
