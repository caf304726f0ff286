"""Who a request is: device token, API token, the named screen's cookie, or a signed-in person."""

from __future__ import annotations

from typing import Any

from flask import Request, Response

from server.registry.gate import Gate
from server.registry.model import Identity
from server.web.options import Options

SESSION = "jh-session"
SCREEN_DAYS = 400  # the longest a browser keeps a cookie; each load of the page begins anew


def cookie_name(name: str, options: Options) -> str:
    """Under TLS the __Host- prefix binds a cookie to this host."""
    return f"__Host-{name}" if options.tls else name


def set_cookie(
    response: Response, name: str, value: str, options: Options, *, days: int | None = None
) -> None:
    """HttpOnly, SameSite=Strict, Path=/; Secure under TLS."""
    response.set_cookie(
        cookie_name(name, options),
        value,
        httponly=True,
        secure=options.tls,
        samesite="Strict",
        path="/",
        max_age=days * 86_400 if days else None,
    )


def by_header(gate: Gate, authorization: str) -> Identity | None:
    """Authorization: Device <token> or Bearer <API token>."""
    scheme, _, token = authorization.partition(" ")
    if scheme == "Device":
        return gate.device(token)
    if scheme == "Bearer":
        return gate.program(token)
    return None


def by_cookie(gate: Gate, cookies: Any, screen: str | None, options: Options) -> Identity | None:
    """The screen the page names, by that screen's cookie only; without a name the signed-in person."""
    if screen is not None:
        cookie = cookies.get(cookie_name(f"jh-{screen}", options))
        return gate.screen(screen, cookie) if cookie else None
    cookie = cookies.get(cookie_name(SESSION, options))
    return gate.person(cookie) if cookie else None


def of_request(gate: Gate, request: Request, options: Options) -> tuple[Identity | None, bool]:
    """(identity or None, whether it acts by a cookie and so must come from our own pages)."""
    authorization = request.headers.get("Authorization")
    if authorization is not None:
        return by_header(gate, authorization), False
    return by_cookie(gate, request.cookies, request.headers.get("Jiaohao-Screen"), options), True
