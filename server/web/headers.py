"""The front of the house: security headers on every answer, and which origins may send commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from werkzeug import Request

from server.web.options import Options

CSP: Final = (
    "default-src 'self'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
_NAMES: Final = frozenset(map(str.lower, HEADERS))
_TOO_LONG: Final = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>请求太长</title>
<h1>请求太长</h1>
<p>多半是浏览器在这个地址下存了太多 Cookie。请在浏览器设置里清除本网站的 Cookie，再打开这一页。</p>
<p>清除后，这台电脑上的屏幕要重新登记。</p>
<p lang="en">The request is too long, most likely because this browser keeps too many cookies for this
address. Clear them in its settings and come back; screens of this computer must then be enrolled again.</p>
</html>
"""
SAFE: Final = ("GET", "HEAD", "OPTIONS")

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def front(inner: Wsgi) -> Wsgi:
    """Wrap a WSGI app: what it does not say itself about security is said here, for pages, the API and
    the polling of Socket.IO alike. A chunked body is marked as one that ends by itself, so that its
    length is limited too."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            environ["wsgi.input_terminated"] = True

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            said = {name.lower() for name, _ in headers}
            if said.isdisjoint(_NAMES):
                return start_response(status, [*headers, *HEADERS.items()], exc_info)
            more = [(name, value) for name, value in HEADERS.items() if name.lower() not in said]
            return start_response(status, [*headers, *more], exc_info)

        return inner(environ, start)

    return app


def too_long() -> bytes:
    """The whole answer to a request whose head is over the limit: nothing behind the listener sees it."""
    body = _TOO_LONG.encode()
    told = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    lines = [f"{name}: {value}" for name, value in (told | HEADERS).items()]
    return "\r\n".join(["HTTP/1.1 431 Request Header Fields Too Large", *lines, "", ""]).encode() + body


def is_ours(origin: str | None, scheme: str, host: str, options: Options) -> bool:
    """Whether an Origin header names our own address or an allowed one."""
    own = f"{'https' if options.tls else scheme}://{host}".lower()
    return origin is not None and (origin.lower() == own or origin in options.origins)


def same_origin(request: Request, options: Options) -> bool:
    """Whether a request that acts by a cookie is known to come from our own pages.

    Without an Origin header only the browser's own word (Sec-Fetch-Site) counts.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    host = request.environ.get("HTTP_HOST", "")  # request.host is "" for a PC's name with _
    return is_ours(origin, request.scheme, host, options)


def foreign(request: Request, options: Options) -> bool:
    """Whether the browser says that somebody else's page sent this; programs say nothing."""
    if "Origin" in request.headers:
        return not same_origin(request, options)
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")
