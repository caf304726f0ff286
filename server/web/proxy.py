"""Requests that come through a proxy: whose they are, and how the browser asked (X-Forwarded-…).

Only the proxies that the machine's file names are believed; of anybody else these headers are dropped, so
that nothing behind this sees them (facts/security.md 36). Of several values the last counts: that one the
proxy itself added.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from server.web.headers import Wsgi

_HOST: Final = re.compile(r"(?:[0-9A-Za-z._\-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_PREFIX: Final = "HTTP_X_FORWARDED_"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def behind(inner: Wsgi, proxies: Iterable[str]) -> Wsgi:
    """Wrap a WSGI app: what a named proxy says of scheme, host and client is how the request looks."""
    named: list[Network] = [ipaddress.ip_network(text) for text in proxies]

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        said = {
            name.removeprefix(_PREFIX): environ.pop(name)
            for name in list(environ)
            if name.startswith(_PREFIX)
        }
        if said and _is_named(environ.get("REMOTE_ADDR", ""), named):
            _apply(environ, said, named)
        return inner(environ, start_response)

    return app


def _apply(environ: dict[str, Any], said: dict[str, str], named: list[Network]) -> None:
    scheme, host = _last(said.get("PROTO", "")).lower(), _last(said.get("HOST", ""))
    if scheme in ("http", "https"):
        environ["wsgi.url_scheme"] = scheme
    if _HOST.fullmatch(host):
        environ["HTTP_HOST"] = host
    for text in reversed(said.get("FOR", "").split(",")):
        client = _address(text)
        if client is None:
            return
        environ["REMOTE_ADDR"] = client
        if not _is_named(client, named):
            return


def _last(values: str) -> str:
    return values.rpartition(",")[2].strip()


def _address(text: str) -> str | None:
    """An address as proxies write it: bare, or with a port."""
    found = re.fullmatch(r"\s*(?:\[([^\]]+)\](?::\d+)?|([^:\s]+):\d+|([^\s]+))\s*", text)
    try:
        return str(ipaddress.ip_address(next(filter(None, found.groups())))) if found else None
    except ValueError:
        return None


def _is_named(address: str, named: list[Network]) -> bool:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return any((mapped or found) in network for network in named)
