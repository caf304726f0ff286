"""The Flask app of one hall: rooms are handed in, nothing is global."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from flask import Blueprint, Flask, Response, request
from werkzeug import Request

from server.web import answers, api, bounds, door, headers, proxy, routes
from server.web.commands import Commands
from server.web.options import Options, Rooms
from server.web.sockets import Sockets
from server.web.speakers import beats_of
from server.wire.envelope import MAX_BODY


def create(rooms: Rooms, options: Options, further: Iterable[Blueprint] = ()) -> tuple[Flask, Sockets]:
    """The WSGI app with Socket.IO in it, and its sockets, which take the hall's frames. further: routes of
    other rooms."""
    app = Flask("jiaohao", static_folder=None)
    app.url_map.merge_slashes = False  # an address is right or unknown, never nearly right
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY + 1  # a chunked body is cut there without a word
    commands, beats = Commands(rooms), beats_of(rooms)
    sockets = Sockets(app, rooms, commands, beats, options)
    rooms.admission.on_sign_out = sockets.signed_out
    rooms.admission.on_enrol = sockets.enrolled
    for blueprint in (*routes.blueprints(rooms, options, commands, beats), *further):
        app.register_blueprint(blueprint)
    _guard(app, options)
    app.register_error_handler(Exception, answers.told)
    quick = door.before(
        app.wsgi_app, partial(_foreign, options), api.taking(rooms, commands, options), answers.told
    )
    inner = headers.front(bounds.bounded_polling(quick))
    app.wsgi_app = proxy.behind(inner, options.proxies)  # type: ignore[method-assign, assignment]
    return app, sockets


def _guard(app: Flask, options: Options) -> None:
    """No page of somebody else changes anything here, on any route there is or will be."""
    app.before_request(lambda: _foreign(options, request))


def _foreign(options: Options, request: Request) -> Response | None:
    if request.method in headers.SAFE or "Authorization" in request.headers:
        return None
    return answers.refuse("origin") if headers.foreign(request, options) else None
