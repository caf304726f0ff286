"""HTML shells of the screens and the files they load. No inline code: everything comes from /static."""

from __future__ import annotations

import json
from typing import Final

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from werkzeug.wrappers import Response as Plain

from server.web import who
from server.web.options import Options, Rooms

PAGE_OF_ROLE: Final = {
    "kiosk": "kiosk",
    "button": "counter",
    "clerk": "counter",
    "board": "board",
    "sign": "board",
}


def build_id(options: Options) -> str:
    """Id of the built pages; "none" before they are built."""
    try:
        return str(json.loads((options.static / "build.json").read_text())["build"])
    except (OSError, ValueError, KeyError):
        return "none"


def blueprint(rooms: Rooms, options: Options, build: str) -> Blueprint:
    """Routes of pages and files."""
    pages = Blueprint("pages", __name__, template_folder="templates")

    def shell(page: str, **more: object) -> str:
        face = rooms.settings.current.identity
        return render_template(
            "page.html",
            page=page,
            build=build,
            hall=rooms.engine.hall_id,
            name=face.name,
            demo=options.demo,
            **more,
        )

    @pages.get("/")
    def start() -> str:
        return shell("start", role="start", screen="")

    @pages.get("/enrol")
    def enrol() -> str:
        return shell("start", role="enrol", screen="")

    @pages.get("/s/<screen>")
    def screen(screen: str) -> Response | Plain:
        identity = who.by_cookie(rooms.gate, request.cookies, screen, options)
        if identity is None:
            return redirect("/enrol")
        page = PAGE_OF_ROLE.get(identity.role)
        if page is None:
            return redirect("/")
        response = make_response(shell(page, role=identity.role, screen=screen))
        name = f"jh-{screen}"
        kept = request.cookies[who.cookie_name(name, options)]
        who.set_cookie(response, name, kept, options, days=who.SCREEN_DAYS)
        return response

    @pages.get("/static/<path:name>")
    def static_file(name: str) -> Response:
        response = send_from_directory(options.static, name)
        fixed = name.startswith("fonts/") or (request.args.get("b") == build and build != "none")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fixed else "no-cache"
        return response

    return pages
