"""/healthz: the process answers. /readyz: the hall can take a command and show its pages."""

from __future__ import annotations

from flask import Blueprint, Response

from server.engine.engine import Engine
from server.web.answers import answer
from server.wire.frames import Ready


def blueprint(engine: Engine, *, pages: bool) -> Blueprint:
    """Both routes; they show no secret and need no identity. pages: whether the pages are built."""
    health = Blueprint("health", __name__)

    @health.get("/healthz")
    def healthz() -> Response:
        return Response(b'{"ok":true}', content_type="application/json")

    @health.get("/readyz")
    def readyz() -> Response:
        status = engine.health()
        ready = status.store_ok and status.fatal is None and pages
        body = Ready(ready, status.store_ok, status.clock_unsure, status.day, status.seq, pages)
        return answer(body, 200 if ready else 503)

    return health
