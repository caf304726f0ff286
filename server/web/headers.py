"""Security headers on every response, and which origins may send commands."""

from __future__ import annotations

from typing import Final

from flask import Flask, Request, Response, request

CSP: Final = (
    "default-src 'self'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
}


def install(app: Flask) -> None:
    """Put the headers on every response of the app."""

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "pages.static_file":
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers.pop("Server", None)
        return response


def same_origin(request: Request, allowed: frozenset[str]) -> bool:
    """Whether a request that acts with a cookie comes from our own pages.

    Without an Origin header only the browser's own word (Sec-Fetch-Site) counts.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    return origin == f"{request.scheme}://{request.host}" or origin in allowed
