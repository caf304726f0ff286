"""Files in and out: the screenshot that a device was asked for, and what is kept, by its hash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flask import Blueprint, Response, request

from server.hall.units import DAY
from server.media.content import IMAGES
from server.media.protocol import PART, Kept
from server.registry import roles
from server.runtime import threads
from server.web import who
from server.web.answers import answer, refuse
from server.web.options import Options, Rooms
from server.wire.frames import Uploaded

SCREENSHOT_BYTES: Final = PART
_YEAR_SECONDS: Final = 365 * 86_400
# What is kept never runs: not as a page, not as a script, whatever a browser thinks of its content.
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


def blueprint(rooms: Rooms, options: Options) -> Blueprint:
    """Routes of files."""
    pages = Blueprint("media", __name__)
    now = rooms.engine.clock.now
    orders = rooms.registry.kept.orders

    @pages.post("/api/v1/me/orders/<order>/screenshot")
    def screenshot(order: str) -> Response:
        """Only while the order runs, only by its device, once (a second one takes the first one's place)."""
        identity, _ = who.known(rooms.identities, request, options, changes=True)
        device = identity.device or ""
        orders.running(order, device, "screenshot", now())
        request.max_content_length = SCREENSHOT_BYTES + 1  # a chunked body is cut there without a word
        data = request.get_data(cache=False)
        kept = threads.offload(_keep, rooms, f"order:{order}", data)
        orders.attach(order, device, kept.hash)
        return answer(Uploaded(kept.hash))

    @pages.get("/media/<hash>")
    def file(hash: str) -> Response:
        """For those who may see it; under one hash there is always the same."""
        identity, _ = who.known(rooms.identities, request, options)
        if not roles.may_see_files(identity):
            return refuse("forbidden")
        kept = threads.offload(rooms.media.get, hash, now())
        if kept is None:
            return refuse("not_found")
        left = _YEAR_SECONDS if kept.expires is None else (kept.expires - now()) // 1000
        response = Response(_parts(rooms, kept), content_type=kept.type, headers=_HEADERS)
        response.content_length = kept.size
        response.headers["Cache-Control"] = f"private, max-age={min(left, _YEAR_SECONDS)}, immutable"
        return response

    return pages


def _keep(rooms: Rooms, upload: str, data: bytes) -> Kept:
    now = rooms.engine.clock.now()
    rooms.media.drop(upload)  # of a try that was cut off
    rooms.media.write(upload, 0, data, now)
    return rooms.media.finish(upload, accept=IMAGES, most=SCREENSHOT_BYTES, expires=now + DAY, now=now)


def _parts(rooms: Rooms, kept: Kept) -> Iterator[bytes]:
    for at in range(0, kept.size, PART):
        yield threads.offload(rooms.media.read, kept.hash, at)
