"""Who a request is: device token, API token, the named screen's cookie, or a signed-in person."""

from __future__ import annotations

from typing import Any, Final

from flask import Response
from werkzeug import Request

from server.presence.tries import Place
from server.registry.identities import Identities
from server.registry.model import Identity
from server.runtime.connections import site
from server.web.headers import same_origin
from server.web.options import Options
from server.wire.errors import TurnedAway

_LOOKED_AT: Final = 20
_ERASED_AT_ONCE: Final = 25  # a proxy takes no endless head of an answer either
SCREEN_DAYS = 400  # the longest a browser keeps a cookie; each load of the page begins anew


def cookie_name(screen: str | None, options: Options) -> str:
    """The cookie of a screen, or (None) of the signed-in person.

    A browser shares cookies between all ports of a host, so the hall's tag stands in the name (defect 66).
    Under TLS the __Host- prefix binds a cookie to this host.
    """
    return _bound(f"jh-{options.tag}-{screen or 'session'}", options)


def _old_name(screen: str | None, options: Options) -> str:
    """What the same cookie was called before it named its hall."""
    return _bound(f"jh-{screen or 'session'}", options)


def _bound(name: str, options: Options) -> str:
    return f"__Host-{name}" if options.tls else name


def cookie_of(cookies: Any, screen: str | None, options: Options) -> str | None:
    """The value of a screen's or a person's cookie; one of before counts until the page is loaded again."""
    found: str | None = cookies.get(cookie_name(screen, options))
    return found if found is not None else cookies.get(_old_name(screen, options))


def set_cookie(response: Response, screen: str | None, value: str, options: Options) -> None:
    """HttpOnly, SameSite=Strict, Path=/; Secure under TLS. A screen's stays, a person's ends with the
    browser."""
    response.set_cookie(
        cookie_name(screen, options),
        value,
        httponly=True,
        secure=options.tls,
        samesite="Strict",
        path="/",
        max_age=SCREEN_DAYS * 86_400 if screen else None,
    )


def erase_cookie(response: Response, name: str, options: Options) -> None:
    """Make the browser forget a cookie by its whole name."""
    response.delete_cookie(name, path="/", secure=options.tls, httponly=True, samesite="Strict")


def renew_cookie(response: Response, cookies: Any, screen: str | None, value: str, options: Options) -> None:
    """Set a living cookie anew; one that has the name of before gets the name of today."""
    set_cookie(response, screen, value, options)
    if cookies.get(_old_name(screen, options)) == value:
        erase_cookie(response, _old_name(screen, options), options)


def renew_session(response: Response, cookies: Any, identities: Identities, options: Options) -> None:
    """The session of a signed-in person gets its name of today; a foreign hall's of before stays."""
    value = cookies.get(_old_name(None, options))
    if value and cookie_name(None, options) not in cookies and identities.person(value) is not None:
        renew_cookie(response, cookies, None, value, options)


def erase_dead(response: Response, cookies: Any, identities: Identities, options: Options) -> None:
    """The browser forgets what opens nothing any more (defect 65): a few dozen a load.

    Under a name of before only what belongs to a device of this hall; all else may be another hall's.
    """
    erased = 0
    for name, value in cookies.items():
        if erased < _ERASED_AT_ONCE and _is_dead(name, value, identities, options):
            erase_cookie(response, name, options)
            erased += 1


def _is_dead(name: str, value: str, identities: Identities, options: Options) -> bool:
    ours, before = _bound(f"jh-{options.tag}-", options), _bound("jh-", options)
    if name == cookie_name(None, options):
        return identities.person(value) is None
    if name.startswith(ours):
        return identities.screen(name.removeprefix(ours), value) is None
    screen = name.removeprefix(before)
    return identities.enrolled(screen) and name != screen and identities.screen(screen, value) is None


def erase_session(response: Response, cookies: Any, options: Options) -> None:
    """The browser forgets the session, under whichever name it stands."""
    value = cookie_of(cookies, None, options)
    for name in (cookie_name(None, options), _old_name(None, options)):
        if cookies.get(name) == value:
            erase_cookie(response, name, options)


def by_header(identities: Identities, authorization: str) -> Identity | None:
    """Authorization: Device <token> or Bearer <API token>; upper and lower case of the scheme are one
    (RFC 9110, 11.1)."""
    scheme, _, token = authorization.partition(" ")
    match scheme.lower():
        case "device":
            return identities.device(token.strip(" "))
        case "bearer":
            return identities.program(token.strip(" "))
    return None


def by_cookie(identities: Identities, cookies: Any, screen: str | None, options: Options) -> Identity | None:
    """The screen the page names, by that screen's cookie only; without a name the signed-in person."""
    cookie = cookie_of(cookies, screen, options)
    if not cookie:
        return None
    return identities.person(cookie) if screen is None else identities.screen(screen, cookie)


def of_request(identities: Identities, request: Request, options: Options) -> tuple[Identity | None, bool]:
    """(identity or None, whether it acts by a cookie and so must come from our own pages)."""
    authorization = request.headers.get("Authorization")
    if authorization is not None:
        return by_header(identities, authorization), False
    return by_cookie(identities, request.cookies, request.headers.get("Jiaohao-Screen"), options), True


def known(
    identities: Identities, request: Request, options: Options, *, changes: bool = False
) -> tuple[Identity, bool]:
    """(identity, whether it acts by a cookie). changes: the request changes something, so that whoever acts
    by a cookie must come from our own pages. TurnedAway: unauthorised, origin."""
    identity, by_cookie = of_request(identities, request, options)
    if identity is None:
        raise TurnedAway("unauthorised")
    if changes and by_cookie and not same_origin(request, options):
        raise TurnedAway("origin")
    return identity, by_cookie


def screen_of(identities: Identities, request: Request, options: Options) -> str | None:
    """An enrolled screen that this browser is: the one its page names, or one whose cookie it keeps."""
    ours = _bound(f"jh-{options.tag}-", options)
    kept = [name.removeprefix(ours) for name in request.cookies if name.startswith(ours)][:_LOOKED_AT]
    named = request.headers.get("Jiaohao-Screen")
    for screen in [named, *kept] if named else kept:
        if by_cookie(identities, request.cookies, screen, options) is not None:
            return screen
    return None


def place(request: Request, identities: Identities, options: Options) -> Place:
    """Where a request comes from, for those who try passwords."""
    return Place(site(request.remote_addr or "::"), screen_of(identities, request, options))
