"""HTTP of a device about itself."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.web import who
from server.web.api import answer, refuse
from server.web.beats import Beats
from server.web.headers import same_origin
from server.web.options import Options, Rooms


def blueprint(rooms: Rooms, beats: Beats, options: Options) -> Blueprint:
    """Routes under /api/v1/me."""
    me = Blueprint("me", __name__, url_prefix="/api/v1/me")

    @me.post("/beat")
    def beat() -> Response:
        identity, by_cookie = who.of_request(rooms.identities, request, options)
        if by_cookie and identity is not None and not same_origin(request, options):
            return refuse("origin")
        if identity is not None and not request.is_json:
            return refuse("malformed")
        return answer(beats.handle(identity, _part(by_cookie), request.get_data(cache=False)))

    return me


def _part(by_cookie: bool) -> str:
    return "page" if by_cookie else "agent"
