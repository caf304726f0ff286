"""Ways in and out for people: sign-in, sign-out."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.web import who
from server.web.answers import answer, body_of
from server.web.headers import same_origin
from server.web.options import Options, Rooms
from server.wire.admission import SignedIn, SignIn
from server.wire.errors import TurnedAway
from server.wire.frames import Nothing


def blueprint(rooms: Rooms, options: Options) -> Blueprint:
    """Routes under /api/v1 that begin and end a session."""
    sessions = Blueprint("sessions", __name__, url_prefix="/api/v1")

    @sessions.post("/session")
    def sign_in() -> Response:
        body = body_of(request, SignIn)
        place = who.place(request, rooms.identities, options)
        cookie = rooms.admission.sign_in(body.name, body.password, place)
        response = answer(SignedIn(body.name))
        who.set_cookie(response, None, cookie, options)
        return response

    @sessions.delete("/session")
    def sign_out() -> Response:
        if not same_origin(request, options):
            raise TurnedAway("origin")
        cookie = who.cookie_of(request.cookies, None, options)
        if cookie:
            rooms.admission.sign_out(cookie)
        response = answer(Nothing())
        who.erase_session(response, request.cookies, options)
        return response

    return sessions
