"""HTTP: commands, views, the contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, Response, request
from msgspec import Struct
from werkzeug import Request

from server.hall.views.tickets import Wanted, ticket_page
from server.registry import roles
from server.registry.model import Identity
from server.web import who
from server.web.commands import Commands, status_of
from server.web.headers import same_origin
from server.web.options import Options, Rooms
from server.wire import problems, schema
from server.wire.envelope import of_query
from server.wire.frames import Answer, Problem, Room

_encode = msgspec.json.Encoder().encode


def answer(outcome: Struct | dict[str, Any], status: int | None = None) -> Response:
    """A struct as a JSON response; problems in their own media type."""
    kind = "application/problem+json" if isinstance(outcome, Problem) else "application/json"
    if status is None:
        status = status_of(outcome) if isinstance(outcome, Struct) else 200
    response = Response(_encode(outcome), status, content_type=kind)
    if status in (429, 503):
        facts = outcome.facts if isinstance(outcome, Problem) else {}
        response.headers["Retry-After"] = str(facts.get("seconds", 1))
    return response


def refuse(code: str) -> Response:
    """A plain problem as a response."""
    return answer(problems.plain(code))


def taking(rooms: Rooms, commands: Commands, options: Options) -> Callable[[Request, str], Answer | Response]:
    """The way of a command over HTTP."""
    engine, identities = rooms.engine, rooms.identities

    def take(request: Request, hall: str) -> Answer | Response:
        identity, by_cookie = who.of_request(identities, request, options)
        if by_cookie and identity is not None and not same_origin(request, options):
            return refuse("origin")
        if identity is None:
            return refuse("unauthorised")
        if hall != engine.hall_id:
            return refuse("not_found")
        body = request.get_data(cache=False)
        if not request.is_json:
            return refuse("malformed")
        outcome = commands.handle(identity, body, request.headers.get("Idempotency-Key"))
        return outcome if isinstance(outcome, Answer) else answer(outcome)

    return take


def blueprint(rooms: Rooms, commands: Commands, options: Options) -> Blueprint:
    """Routes under /api/v1."""
    engine, identities = rooms.engine, rooms.identities
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    take = taking(rooms, commands, options)

    @api.post("/halls/<hall>/commands")
    def command(hall: str) -> Response:
        outcome = take(request, hall)
        return answer(outcome) if isinstance(outcome, Answer) else outcome

    @api.get("/halls/<hall>/views/<role>")
    @api.get("/halls/<hall>/views/<role>/<arg>")
    def view(hall: str, role: str, arg: str | None = None) -> Response:
        identity, _ = who.of_request(identities, request, options)
        if identity is None:
            return refuse("unauthorised")
        if hall != engine.hall_id:
            return refuse("not_found")
        room = Room(role, _own_arg(identity, role) if arg is None else arg)
        if not roles.may_view(identity, room.role, room.arg):
            return refuse("forbidden")
        return answer(engine.frame(room))

    @api.get("/halls/<hall>/tickets")
    def tickets(hall: str) -> Response:
        identity, _ = who.of_request(identities, request, options)
        if identity is None:
            return refuse("unauthorised")
        if hall != engine.hall_id:
            return refuse("not_found")
        if not roles.may_list(identity):
            return refuse("forbidden")
        given = {name: value for name, value in request.args.items() if value}
        wanted = of_query(given, Wanted)
        with rooms.day.lock:
            return answer(ticket_page(rooms.hall, wanted, roles.reach(identity)))

    @api.get("/openapi.json")
    def openapi() -> Response:
        return answer(schema.openapi(options.version))

    return api


def _own_arg(identity: Identity, role: str) -> str:
    """The argument of a view that was asked for without one: the device's own."""
    own = roles.own_view(identity)
    if own is not None and own[0] == role:
        return own[1]
    return "main" if role == "board" else ""
