"""Screenshots: sent by the device that was asked, seen by those who may, served as what they are."""

from __future__ import annotations

import hashlib
import http.client
from typing import Any

import pytest
import requests

from server.media.protocol import PART
from tests.media.pictures import jpeg, png
from tests.web.house import House
from tests.web.test_orders import ordered

PICTURE = png(size=(300, 200))


def asked(house: House, role: str = "kiosk") -> tuple[str, str, str]:
    """(device, its Authorization, an order for a screenshot)."""
    device, token = house.device(role)
    return device, f"Device {token}", house.do("device.order", device=device, act="screenshot")["order"]


def send(house: House, order: str, data: bytes, auth: str | None, **headers: str) -> requests.Response:
    """The picture of an order."""
    told = {"Content-Type": "image/png"} | headers | ({"Authorization": auth} if auth else {})
    url = f"{house.url}/api/v1/me/orders/{order}/screenshot"
    return requests.post(url, data=data, headers=told, timeout=60)


def get(house: House, hash: str, auth: str | None) -> requests.Response:
    """A kept file."""
    headers = {"Authorization": auth} if auth else {}
    return requests.get(f"{house.url}/media/{hash}", headers=headers, timeout=60)


def test_a_screenshot_goes_from_the_device_to_whoever_asked(both: House) -> None:
    """Sent, reported with its hash, served under it as it was checked; the browser may keep it for a day."""
    _, auth, order = asked(both)
    sent = send(both, order, PICTURE, auth)
    assert sent.status_code == 200, sent.text
    hash = sent.json()["media"]
    wrong = both.command("device.report", auth, order=order, state="done", media="0" * 64)
    assert wrong.json()["code"] == "order_over"
    assert both.command("device.report", auth, order=order, state="done", media=hash).status_code == 200
    assert ordered(both, order)["media"] == hash
    got = get(both, hash, f"Bearer {both.program('supervisor')}")
    assert got.status_code == 200 and hashlib.sha256(got.content).hexdigest() == hash
    assert got.headers["Content-Type"] == "image/png"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    told = got.headers["Cache-Control"].split(", ")
    assert told[0] == "private" and told[2] == "immutable"
    assert 86_000 < int(told[1].removeprefix("max-age=")) <= 86_400


def test_who_may_not_see_it(both: House) -> None:
    """Not even the device that sent it; who may see files is told that one is not there."""
    _, auth, order = asked(both)
    hash = send(both, order, PICTURE, auth).json()["media"]
    assert get(both, hash, None).status_code == 401
    for role, where in (
        ("kiosk", {}),
        ("board", {}),
        ("clerk", {"window": 1}),
        ("guide", {}),
        ("sign", {"window": 1}),
    ):
        assert get(both, hash, f"Device {both.device(role, **where)[1]}").status_code == 403
    assert get(both, hash, auth).status_code == 403
    assert get(both, hash, f"Bearer {both.key}").status_code == 200
    for name in ("0" * 64, "x", hash.upper(), hash[:-1], "..%2Fvault.db", f"{hash}.0.png"):
        assert get(both, name, f"Bearer {both.key}").status_code == 404


def test_a_device_sends_nothing_it_was_not_asked_for(both: House) -> None:
    """Without an order, for another act, for a foreign order, after its answer, by nobody."""
    device, auth, order = asked(both)
    _, foreign, _ = asked(both)
    other = both.do("device.order", device=device, act="identify")["order"]
    for id, who, code in (
        ("no-such-order", auth, "order_unknown"),
        (other, auth, "order_over"),
        (order, foreign, "order_unknown"),
        (order, f"Bearer {both.key}", "order_unknown"),
        (order, None, "unauthorised"),
    ):
        assert send(both, id, PICTURE, who).json()["code"] == code
    assert both.command("device.report", auth, order=order, state="refused").status_code == 200
    assert send(both, order, PICTURE, auth).json()["code"] == "order_over"


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 409, "media_gap"),
        (b"<svg onload='alert(1)'>", 415, "media_kind"),
        (PICTURE[:-8], 422, "media_damaged"),
        (PICTURE + b"<script>", 422, "media_damaged"),
        (PICTURE + bytes(PART), 413, "too_big"),
    ],
    ids=["nothing", "svg", "cut", "more", "large"],
)
def test_what_is_no_picture_is_not_kept(both: House, data: bytes, status: int, code: str) -> None:
    """Said in words; the next try may be right, and a JPEG is a picture too."""
    _, auth, order = asked(both)
    answer = send(both, order, data, auth)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert send(both, order, jpeg(), auth, **{"Content-Type": "text/html"}).status_code == 200


def test_a_picture_is_served_as_what_it_is(both: House) -> None:
    """By its content, never by what it came as."""
    _, auth, order = asked(both)
    hash = send(both, order, jpeg(), auth, **{"Content-Type": "text/html"}).json()["media"]
    assert get(both, hash, f"Bearer {both.key}").headers["Content-Type"] == "image/jpeg"


def test_a_body_without_an_end_fills_nothing(both: House) -> None:
    """60 MB in pieces without a length: refused at its limit, by little memory."""
    _, auth, order = asked(both)
    host, _, port = both.host.partition(":")
    line = http.client.HTTPConnection(host, int(port), timeout=60)
    both.fresh_peak()
    before = both.rss_kib()

    def pieces() -> Any:
        yield from (PICTURE[:100] + bytes(100_000) for _ in range(600))

    try:
        line.request("POST", f"/api/v1/me/orders/{order}/screenshot", pieces(), {"Authorization": auth})
        assert line.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # it hung up while we still sent
    finally:
        line.close()
    assert both.peak_kib() - before < 30_000
    assert send(both, order, PICTURE, auth).status_code == 200
