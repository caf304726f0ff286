"""Who sits at the other end of a socket, now and at each thing it says."""

from __future__ import annotations

import logging
from typing import Any, Final

from flask import request
from msgspec import Struct

from server.hall.errors import Told
from server.registry import roles
from server.registry.credentials import digest
from server.registry.identities import Identities
from server.registry.model import Identity
from server.web import headers, who
from server.web.options import Options
from server.wire.frames import Room

log = logging.getLogger("jiaohao.web")

OVER: Final = 0  # end of a session (ms) that is over
_UNKNOWN: Final = 1  # of one that was not looked up yet


class Guest(Struct):
    """One open socket: how it is identified again at each command, and its room (None: a role without a
    view of its own, as the guide's program, gives commands and hears nothing). until: of a person, when the
    session is over as far as is known (ms)."""

    identity: Identity
    room: Room | None
    token: str | None
    screen: str | None
    cookie: str | None
    joined: bool = False
    until: int = _UNKNOWN

    @property
    def is_person(self) -> bool:
        """Whether it came by a session, which ends by itself."""
        return self.cookie is not None and self.screen is None

    def came_by(self, cookie: str) -> bool:
        """Whether it is this session's."""
        return self.cookie is not None and digest(self.cookie) == digest(cookie)


class Guests:
    """Tells who a socket is."""

    def __init__(self, identities: Identities, options: Options) -> None:
        self._identities, self._options = identities, options

    def of(self, auth: dict[str, Any]) -> Guest | None:
        """Of a socket that connects in this request; None: nobody. Raises: VaultError."""
        token, screen, cookie = auth.get("token"), auth.get("screen"), None
        screen = screen if isinstance(screen, str) else None
        if isinstance(token, str):
            identity = self._by_token(token)
        elif headers.same_origin(request, self._options):  # only pages act by cookie, and only our own
            token = None
            cookie = who.cookie_of(request.cookies, screen, self._options)
            identity = who.by_cookie(self._identities, request.cookies, screen, self._options)
        else:
            return None
        if identity is None:
            return None
        own = roles.own_view(identity)
        return Guest(identity, Room(*own) if own else None, token, screen, cookie)

    def _by_token(self, token: str) -> Identity | None:
        if not token.isascii():
            return None
        return self._identities.device(token) or self._identities.program(token)

    def again(self, guest: Guest, *, use: bool = False) -> Identity | None:
        """The identity now: a revoked device or an ended session is nobody any more. use: a person did
        something; what a page does by itself keeps no session alive."""
        if guest.token is not None:
            return self._by_token(guest.token)
        if guest.cookie is None:
            return None
        if guest.screen is not None:
            return self._identities.screen(guest.screen, guest.cookie)
        return self._identities.person(guest.cookie, use=use)

    def until(self, cookie: str, now: int) -> int:
        """When a session is over (ms), as far as is known at `now`."""
        try:
            return self._identities.session_until(cookie)
        except Told as told:
            log.warning("a session could not be looked up: %s", told)
            return now + 1
