"""HTTP: commands, views, the contract."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug import Request

from server.hall.settings.kinds import DEFAULT_ZONE
from server.hall.views.tickets import Wanted, ticket_page
from server.registry import roles
from server.registry.model import Identity
from server.web import who
from server.web.answers import answer, json_body
from server.web.commands import Commands
from server.web.contract import HALVES, documents
from server.web.options import Options, Rooms
from server.wire.envelope import of_query
from server.wire.errors import TurnedAway
from server.wire.frames import Answer, Room


def taking(rooms: Rooms, commands: Commands, options: Options) -> Callable[[Request, str], Answer | Response]:
    """The way of a command over HTTP. TurnedAway: unauthorised, origin, not_found, media_type."""
    identities = rooms.identities

    def take(request: Request, hall: str) -> Answer | Response:
        identity, _ = who.known(identities, request, options, changes=True)
        _here(hall, rooms)
        outcome = commands.handle(identity, json_body(request), request.headers.get("Idempotency-Key"))
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
        identity, _ = who.known(identities, request, options)
        _here(hall, rooms)
        room = Room(role, _own_arg(identity, role) if arg is None else arg)
        if not roles.may_view(identity, room.role, room.arg):
            raise TurnedAway("forbidden")
        return answer(engine.frame(room))

    @api.get("/halls/<hall>/tickets")
    def tickets(hall: str) -> Response:
        identity, _ = who.known(identities, request, options)
        _here(hall, rooms)
        if not roles.may_list(identity):
            raise TurnedAway("forbidden")
        given = {name: value for name, value in request.args.items() if value}
        wanted = of_query(given, Wanted)
        with rooms.day.lock:
            return answer(ticket_page(rooms.hall, wanted, roles.reach(identity)))

    for half in HALVES:
        api.add_url_rule(f"/{half}.json", half, lambda half=half: answer(documents(options.version)[half]))
    return api


def _here(hall: str, rooms: Rooms) -> None:
    if hall != rooms.engine.hall_id:
        raise TurnedAway("not_found")


def _own_arg(identity: Identity, role: str) -> str:
    """The argument of a view that was asked for without one: the device's own."""
    own = roles.own_view(identity)
    if own is not None and own[0] == role:
        return own[1]
    return DEFAULT_ZONE if role == "board" else ""
