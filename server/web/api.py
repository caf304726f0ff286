"""HTTP: commands, views, the contract, enrolment and sign-in."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, request
from msgspec import Struct

from server.engine.hall_engine import HallEngine
from server.engine.port import Room
from server.hall.errors import Refused
from server.registry import rights
from server.registry.gate import Gate
from server.registry.model import Identity
from server.web import who
from server.web.commands import Commands, status_of
from server.web.headers import same_origin
from server.web.limits import Buckets
from server.web.options import Options
from server.wire import problems, schema
from server.wire.envelope import MAX_BODY
from server.wire.frames import Problem

_encode = msgspec.json.Encoder().encode


def answer(outcome: Struct | dict[str, Any], status: int | None = None) -> Response:
    """A struct as a JSON response; problems in their own media type."""
    kind = "application/problem+json" if isinstance(outcome, Problem) else "application/json"
    if status is None:
        status = status_of(outcome) if isinstance(outcome, Struct) else 200
    return Response(_encode(outcome), status, content_type=kind)


def refuse(code: str) -> Response:
    """A plain problem as a response."""
    return answer(problems.plain(code))


def blueprint(
    engine: HallEngine, gate: Gate, commands: Commands, doors: Buckets, options: Options
) -> Blueprint:
    """Routes under /api/v1. doors: bucket of codes and passwords, by address."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")

    def identity() -> Identity | None:
        found, by_cookie = who.of_request(gate, request, options)
        return None if by_cookie and request.method == "POST" and not _ours() else found

    def _ours() -> bool:
        return same_origin(request, options.origins)

    @api.post("/halls/<hall>/commands")
    def command(hall: str) -> Response:
        if hall != engine.hall_id:
            return refuse("not_found")
        if (request.content_length or 0) > MAX_BODY:
            return refuse("too_big")
        found, by_cookie = who.of_request(gate, request, options)
        if by_cookie and not _ours():
            return refuse("origin")
        if not request.is_json:
            return refuse("malformed")
        return answer(commands.handle(found, request.get_data(), request.headers.get("Idempotency-Key")))

    @api.get("/halls/<hall>/views/<role>")
    @api.get("/halls/<hall>/views/<role>/<arg>")
    def view(hall: str, role: str, arg: str | None = None) -> Response:
        found = identity()
        if found is None:
            return refuse("unauthorised")
        if hall != engine.hall_id:
            return refuse("not_found")
        if arg is None:
            own = rights.own_view(found)
            arg = own[1] if own and own[0] == role else ("main" if role == "board" else "")
        if not rights.may_view(found, role, arg):
            return refuse("forbidden")
        try:
            return answer(engine.frame(Room(role, arg)))
        except Refused as refused:
            return answer(problems.of_refusal(refused))

    @api.get("/openapi.json")
    def openapi() -> Response:
        return answer(schema.openapi(options.version))

    _doors(api, gate, doors, options)
    return api


class _Code(Struct, forbid_unknown_fields=True):
    code: str


class _SignIn(Struct, forbid_unknown_fields=True):
    name: str
    password: str


class _SetPassword(Struct, forbid_unknown_fields=True):
    name: str
    code: str
    password: str


def _doors(api: Blueprint, gate: Gate, doors: Buckets, options: Options) -> None:
    """Ways in and out: enrolment of a screen, sign-in, password, sign-out."""

    def read(kind: type[Any]) -> Any:
        """The body, or the response that refuses it."""
        if not same_origin(request, options.origins) and "Authorization" not in request.headers:
            return refuse("origin")
        if not doors.take(request.remote_addr or ""):
            return refuse("too_fast")
        try:
            return msgspec.json.decode(request.get_data(), type=kind)
        except (msgspec.DecodeError, RecursionError):
            return refuse("malformed")

    @api.post("/enrol")
    def enrol() -> Response:
        body = read(_Code)
        if isinstance(body, Response):
            return body
        found = gate.enrol(body.code)
        if found is None:
            return answer(problems.of_refusal(Refused("code_wrong")))
        response = answer({"screen": found[0], "url": f"/s/{found[0]}"})
        who.set_cookie(response, f"jh-{found[0]}", found[1], options, days=3650)
        return response

    @api.post("/session")
    def sign_in() -> Response:
        body = read(_SignIn)
        if isinstance(body, Response):
            return body
        try:
            cookie = gate.sign_in(body.name, body.password)
        except Refused as refused:
            return answer(problems.of_refusal(refused))
        response = answer({"name": body.name})
        who.set_cookie(response, who.SESSION, cookie, options)
        return response

    @api.delete("/session")
    def sign_out() -> Response:
        if not same_origin(request, options.origins):
            return refuse("origin")
        name = who.cookie_name(who.SESSION, options)
        cookie = request.cookies.get(name)
        if cookie:
            gate.sign_out(cookie)
        response = answer({})
        response.delete_cookie(name, path="/")
        return response

    @api.post("/password")
    def password() -> Response:
        body = read(_SetPassword)
        if isinstance(body, Response):
            return body
        try:
            gate.set_password(body.name, body.code, body.password)
        except Refused as refused:
            return answer(problems.of_refusal(refused))
        return answer({})
