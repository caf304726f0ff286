"""The Flask app of one hall: rooms are handed in, nothing is global."""

from __future__ import annotations

import logging
import uuid

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from server.engine import concurrency
from server.engine.hall_engine import HallEngine
from server.hall.settings import Limits
from server.registry.gate import Gate
from server.web import api, demo, headers, health, pages
from server.web.commands import Commands
from server.web.limits import Buckets
from server.web.options import Options
from server.web.sockets import Sockets
from server.wire import problems
from server.wire.envelope import MAX_BODY

log = logging.getLogger("jiaohao.web")

_DOORS = Limits(rate=1, burst=20)  # codes and passwords tried, a second and at once, from one address
_PROBLEM_OF_STATUS = {400: "malformed", 404: "not_found", 405: "method", 413: "too_big", 415: "malformed"}


def create(engine: HallEngine, gate: Gate, options: Options) -> Flask:
    """The WSGI app, with Socket.IO in it."""
    app = Flask("jiaohao", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    build = pages.build_id(options)
    buckets = Buckets(lambda: engine.state.hall.settings.limits, concurrency.monotonic)
    doors = Buckets(lambda: _DOORS, concurrency.monotonic)
    commands = Commands(engine, buckets)
    sockets = Sockets(app, engine, gate, commands, options, build)
    gate.on_sign_out = sockets.signed_out
    headers.install(app)
    app.register_blueprint(api.blueprint(engine, gate, commands, doors, options))
    app.register_blueprint(health.blueprint(engine))
    app.register_blueprint(pages.blueprint(engine, gate, options, build))
    if options.demo:
        app.register_blueprint(demo.blueprint(engine, gate, options))
    _errors(app)
    return app


def _errors(app: Flask) -> None:
    """Every error is a problem; what went wrong inside stays in the log, with an id to find it."""

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        return api.refuse(_PROBLEM_OF_STATUS.get(error.code or 500, "internal"))

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        mark = uuid.uuid4().hex[:8]
        log.error("request failed [%s]", mark, exc_info=error)
        return api.answer(problems.plain("internal", f"Internal error {mark}"))
