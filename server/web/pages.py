"""HTML shells of the screens and the files they load. No inline code: everything comes from /static."""

from __future__ import annotations

import logging
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

from server.registry import roles
from server.web import who
from server.web.options import NOT_BUILT, Options, Rooms

log = logging.getLogger("jiaohao.web")

MISSING: Final = (
    "页面还没有生成，请运行 deploy/run --setup 或重新安装。\n"
    "The pages are not built: run deploy/run --setup, or install the package again.\n"
)


def blueprint(rooms: Rooms, options: Options) -> Blueprint:
    """Routes of pages and files."""
    pages = Blueprint("pages", __name__, template_folder="templates")
    build = options.build
    if build == NOT_BUILT:
        log.critical("%s", MISSING.strip())
        return _without_pages(pages)

    def shell(page: str, **more: object) -> str:
        face = rooms.settings.current.identity
        return render_template(
            "page.html",
            page=page,
            build=build,
            hall=rooms.engine.hall_id,
            name=face.name,
            tag=options.tag,
            demo=options.demo,
            plain_http=options.plain_http,
            **more,
        )

    def front(page: str, role: str) -> Response:
        response = make_response(shell(page, role=role, screen=""))
        who.renew_session(response, request.cookies, rooms.identities, options)
        who.erase_dead(response, request.cookies, rooms.identities, options)
        return response

    @pages.get("/")
    def start() -> Response:
        return front("start" if options.demo else "enrol", "start")

    @pages.get("/enrol")
    def enrol() -> Response:
        return front("enrol", "enrol")

    @pages.get("/s/<screen>")
    def screen(screen: str) -> Response | Plain:
        identity = who.by_cookie(rooms.identities, request.cookies, screen, options)
        if identity is None:
            away = make_response(redirect("/enrol"))
            who.erase_dead(away, request.cookies, rooms.identities, options)
            return away
        page = roles.row(identity.role).page
        if page is None:
            return redirect("/")
        response = make_response(shell(page, role=identity.role, screen=screen))
        kept = who.cookie_of(request.cookies, screen, options)
        if kept is not None:
            who.renew_cookie(response, request.cookies, screen, kept, options)
        who.renew_session(response, request.cookies, rooms.identities, options)
        return response

    @pages.get("/static/<path:name>")
    def static_file(name: str) -> Response:
        response = send_from_directory(options.static, name)
        fixed = name.startswith("fonts/") or (request.args.get("b") == build and build != NOT_BUILT)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fixed else "no-cache"
        return response

    return pages


def _without_pages(pages: Blueprint) -> Blueprint:
    """Every address of a page says what is missing, instead of a white screen."""

    @pages.get("/")
    @pages.get("/enrol")
    @pages.get("/s/<screen>")
    @pages.get("/static/<path:name>")
    def missing(screen: str = "", name: str = "") -> Response:
        return Response(MISSING, 503, content_type="text/plain; charset=utf-8")

    return pages
