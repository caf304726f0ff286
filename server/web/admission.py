"""Ways in: enrolment of a screen, a new password."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from server.hall.errors import Refused
from server.hall.settings.tree import Limits
from server.presence.rates import Buckets
from server.runtime.connections import site
from server.web import who
from server.web.answers import answer, body_of
from server.web.options import Options, Rooms
from server.wire.admission import Enrol, Enrolled, SetPassword
from server.wire.errors import TurnedAway
from server.wire.frames import Nothing

CODES: Final = Limits(rate=10, burst=100)  # codes tried from one address, a second and at once


def blueprint(rooms: Rooms, options: Options) -> Blueprint:
    """Routes under /api/v1 that need a one-time code."""
    admission = Blueprint("admission", __name__, url_prefix="/api/v1")
    codes = Buckets(lambda: CODES)

    def knock() -> None:
        if not codes.take(site(request.remote_addr or "::")):
            raise TurnedAway("too_fast")

    @admission.post("/enrol")
    def enrol() -> Response:
        body = body_of(request, Enrol)
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
        body = body_of(request, SetPassword)
        knock()
        rooms.admission.set_password(
            body.name, body.code, body.password, who.place(request, rooms.identities, options)
        )
        return answer(Nothing())

    return admission
