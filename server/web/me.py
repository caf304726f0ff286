"""HTTP of whoever asks about itself: who it is and what it may; a device's beat."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.registry import roles
from server.registry.model import Identity
from server.registry.stream import RegistryStream
from server.web import who
from server.web.answers import answer, json_body
from server.web.beats import Beats
from server.web.options import Options, Rooms
from server.wire.frames import Me, Seen
from server.wire.schema import commands


def blueprint(rooms: Rooms, beats: Beats, options: Options) -> Blueprint:
    """Routes under /api/v1/me."""
    me = Blueprint("me", __name__, url_prefix="/api/v1/me")

    @me.get("")
    def whoever() -> Response:
        identity, _ = who.known(rooms.identities, request, options)
        return answer(_me(identity, rooms, options))

    @me.post("/beat")
    def beat() -> Response:
        identity, by_cookie = who.known(rooms.identities, request, options, changes=True)
        return answer(beats.handle(identity, _part(by_cookie), json_body(request)))

    return me


def _me(identity: Identity, rooms: Rooms, options: Options) -> Me:
    row, own = roles.row(identity.role), roles.own_view(identity)
    views = (Seen(role, None if row.everywhere else own[1] if own else None) for role in sorted(row.sees))
    return Me(
        hall=rooms.engine.hall_id,
        kind=identity.kind,
        id=identity.id,
        role=identity.role,
        name=_name(rooms.registry, identity),
        device=identity.device,
        window=identity.window,
        zone=identity.zone,
        commands=tuple(do for do in commands() if row.may is None or do in row.may),
        views=tuple(view for view in views if roles.may_view(identity, view.role, view.arg or "")),
        view=Seen(*own) if own else None,
        tickets=roles.may_list(identity),
        version=options.version,
    )


def _name(registry: RegistryStream, identity: Identity) -> str:
    match identity.kind:
        case "device":
            return registry.devices[identity.id].name
        case "account":
            return registry.accounts[identity.id].name
        case "token":
            return registry.tokens[identity.id].name
    return identity.id


def _part(by_cookie: bool) -> str:
    return "page" if by_cookie else "agent"
