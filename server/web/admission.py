"""Ways in and out: enrolment of a screen, sign-in, password, sign-out."""

from __future__ import annotations

from typing import Final, TypeVar

from flask import Blueprint, Response, request

from server.hall.errors import Refused
from server.hall.settings import Limits
from server.presence.rates import Buckets
from server.presence.tries import Place
from server.runtime.connections import site
from server.web import who
from server.web.answers import answer, json_body
from server.web.headers import same_origin
from server.web.options import Options, Rooms
from server.wire.admission import Enrol, Enrolled, SetPassword, SignedIn, SignIn
from server.wire.envelope import decode
from server.wire.errors import TurnedAway
from server.wire.frames import Nothing

CODES: Final = Limits(rate=10, burst=100)  # codes tried from one address, a second and at once

T = TypeVar("T")


def blueprint(rooms: Rooms, options: Options) -> Blueprint:
    """Routes under /api/v1 that need no identity yet, or end it."""
    admission = Blueprint("admission", __name__, url_prefix="/api/v1")
    codes = Buckets(lambda: CODES)
    _sessions(admission, rooms, options)

    def knock() -> None:
        if not codes.take(site(request.remote_addr or "::")):
            raise TurnedAway("too_fast")

    @admission.post("/enrol")
    def enrol() -> Response:
        body = _read(Enrol)
        knock()
        found = rooms.admission.enrol(body.code)
        if found is None:
            raise Refused("code_wrong")
        response = answer(Enrolled(found[0], f"/s/{found[0]}"))
        who.erase_dead(response, request.cookies, rooms.identities, options)
        who.set_cookie(response, found[0], found[1], options)
        return response

    @admission.post("/password")
    def password() -> Response:
        body = _read(SetPassword)
        knock()
        rooms.admission.set_password(body.name, body.code, body.password, _place(rooms, options))
        return answer(Nothing())

    return admission


def _sessions(admission: Blueprint, rooms: Rooms, options: Options) -> None:
    """A person signs in, and out."""

    @admission.post("/session")
    def sign_in() -> Response:
        body = _read(SignIn)
        cookie = rooms.admission.sign_in(body.name, body.password, _place(rooms, options))
        response = answer(SignedIn(body.name))
        who.set_cookie(response, None, cookie, options)
        return response

    @admission.delete("/session")
    def sign_out() -> Response:
        if not same_origin(request, options):
            raise TurnedAway("origin")
        cookie = who.cookie_of(request.cookies, None, options)
        if cookie:
            rooms.admission.sign_out(cookie)
        response = answer(Nothing())
        who.erase_session(response, request.cookies, options)
        return response


def _place(rooms: Rooms, options: Options) -> Place:
    return Place(site(request.remote_addr or "::"), who.screen_of(rooms.identities, request, options))


def _read(kind: type[T]) -> T:
    """The JSON body of a request. Malformed: malformed, too_big. TurnedAway: media_type."""
    return decode(json_body(request), kind)
