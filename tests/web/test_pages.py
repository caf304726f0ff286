"""Headers of every answer, errors as problems, health, pages and files, the demo's start page."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from server.web.headers import HEADERS
from tests.web.house import HALL, From, House, house


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server with --demo."""
    with house(tmp_path_factory.mktemp("demo"), "eventlet", "--demo", plenty=False, day=False) as made:
        yield made


ANYWHERE = [
    "/",
    "/enrol",
    "/healthz",
    "/readyz",
    "/nothing/here",
    "/static/nothing.js",
    "/s/nobody",
    "/api/v1/openapi.json",
    f"/api/v1/halls/{HALL}/views/board",
    "/socket.io/?EIO=4&transport=polling",
    "/socket.io/?EIO=3",
]


@pytest.mark.parametrize("path", ANYWHERE)
def test_every_answer_has_the_security_headers(both: House, path: str) -> None:
    """Whoever makes the answer: pages, API, errors, files, the polling transport."""
    response = both.http.get(both.url + path, allow_redirects=False, timeout=60)
    for name, value in HEADERS.items():
        if name != "Cache-Control":
            assert response.headers.get(name) == value, (path, name)
    assert "Cache-Control" in response.headers
    assert "eventlet" not in response.headers.get("Server", "").lower()
    assert "Access-Control-Allow-Origin" not in response.headers


def test_the_content_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    """Own origin only; no inline code, no plug-ins, no base, no frames."""
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in HEADERS["Content-Security-Policy"] and "*" not in str(policy)


@pytest.mark.parametrize("path", ["/", "/enrol"])
def test_pages_hold_no_inline_code(demo: House, path: str) -> None:
    """Every script and style is a file; no handler attributes; links carry the build."""
    page = demo.http.get(demo.url + path, timeout=60).text
    assert 'lang="zh-CN"' in page
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|javascript:|\sstyle=", page)
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert address.startswith("/static/")


def test_errors_are_problems_whatever_goes_wrong(both: House) -> None:
    """404, 405 with Allow, doubled slashes, a slash too many: a problem with its status."""
    wrong = [
        ("GET", "/nothing", 404),
        ("GET", f"/api/v1/halls/{HALL}/commands", 405),
        ("DELETE", "/healthz", 405),
        ("PUT", "/api/v1/enrol", 405),
        ("GET", f"/api/v1//halls/{HALL}/views/board", 404),
        ("GET", "/healthz/", 404),
        ("GET", "/static/../app.py", 404),
        ("GET", "/static/..%2fapp.py", 404),
        ("GET", "/static/%2e%2e/%2e%2e/bootstrap.py", 404),
        ("TRACE", "/healthz", 405),
    ]
    for method, path, status in wrong:
        response = both.http.request(
            method, both.url + path, timeout=60, headers={"Authorization": "Bearer x"}
        )
        assert (response.status_code, response.json()["status"]) == (status, status), (method, path)
        assert response.headers["Content-Type"] == "application/problem+json"
        assert ("Allow" in response.headers) == (status == 405)


def test_health_says_what_it_is(both: House) -> None:
    """/healthz: the process answers; /readyz: the hall can take a command."""
    assert both.http.get(f"{both.url}/healthz", timeout=60).json() == {"ok": True}
    ready = both.http.get(f"{both.url}/readyz", timeout=60)
    assert ready.status_code == 200
    assert ready.json().keys() == {"ready", "store", "clock_unsure", "day", "seq", "pages"}
    assert ready.json()["ready"] is True and ready.json()["seq"] > 0


_ADDRESSES = itertools.count(256)  # codes are counted by the address they come from


def enrolled(both: House, role: str, **where: object) -> tuple[str, requests.Session]:
    """(screen, session with its cookie) of a freshly enrolled browser screen."""
    made = both.do("device.add", name=f"{role}-scr", role=role, **where)
    browser = requests.Session()
    number = next(_ADDRESSES)
    browser.mount("http://", From(f"127.0.{number // 256}.{number % 256}"))
    browser.headers["Origin"] = both.url
    response = browser.post(f"{both.url}/api/v1/enrol", json={"code": made["code"]}, timeout=60)
    assert response.json() == {"screen": made["id"], "url": f"/s/{made['id']}"}
    return made["id"], browser


@pytest.mark.parametrize(
    ("role", "page", "where"),
    [
        ("kiosk", "kiosk", {}),
        ("clerk", "counter", {"window": 1}),
        ("board", "board", {}),
        ("sign", "board", {"window": 1}),
    ],
)
def test_a_screen_gets_the_page_of_its_role(hall: House, role: str, page: str, where: dict[str, int]) -> None:
    """/s/<screen> renders the shell for the device's role; its cookie is set anew for 400 days."""
    screen, browser = enrolled(hall, role, **where)
    response = browser.get(f"{hall.url}/s/{screen}", timeout=60)
    assert f"/static/{page}.js" in response.text and f'data-screen="{screen}"' in response.text
    assert f'data-role="{role}"' in response.text
    assert f"jh-{hall.tag}-{screen}=" in response.headers["Set-Cookie"]
    headers = {"Jiaohao-Screen": screen}
    view = {"kiosk": "kiosk", "clerk": "counter", "board": "board", "sign": "window"}[role]
    frame = browser.get(f"{hall.url}/api/v1/halls/{HALL}/views/{view}", headers=headers, timeout=60)
    assert frame.status_code == 200 and frame.json()["role"] == view


def test_a_screen_without_its_cookie_is_sent_to_enrol(hall: House) -> None:
    """No page, no hint about the screen."""
    for screen in ("nobody", "kiosk-scr-abc", "a" * 200):
        response = requests.get(f"{hall.url}/s/{screen}", allow_redirects=False, timeout=60)
        assert (response.status_code, response.headers["Location"]) == (302, "/enrol")


def test_a_code_works_once(hall: House) -> None:
    """The second try of the same code is 401."""
    code = hall.do("device.add", name="once", role="board")["code"]
    first = hall.post("/api/v1/enrol", {"code": code.lower()})
    second = hall.post("/api/v1/enrol", {"code": code})
    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (401, "code_wrong")


def test_the_demo_opens_each_screen_once_and_reuses_it(demo: House) -> None:
    """One device per role and window; the same cookie for every browser; 演示 in the page."""
    first = demo.post("/demo/open", {"role": "clerk", "arg": "2"})
    second = requests.post(f"{demo.url}/demo/open", json={"role": "clerk", "arg": "2"}, timeout=60)
    assert first.json() == second.json() and first.json()["url"].startswith("/s/demo-clerk-2-")
    assert first.cookies.get_dict() == second.cookies.get_dict() != {}
    url = first.json()["url"]
    page = requests.get(demo.url + url, cookies=first.cookies, timeout=60).text
    assert "data-demo" in page and "/static/counter.js" in page
    other = demo.post("/demo/open", {"role": "board"})
    assert other.json()["url"].startswith("/s/demo-board")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"role": "clerk", "arg": "99"}, 404),
        ({"role": "admin"}, 404),
        ({"role": "clerk"}, 404),
        ({}, 422),
        ([], 422),
    ],
)
def test_the_demo_opens_nothing_else(demo: House, body: object, status: int) -> None:
    """Unknown windows, roles and shapes are refused."""
    assert demo.post("/demo/open", body).status_code == status


def test_the_demo_is_at_home_only(demo: House) -> None:
    """A foreign name that leads to this machine, or another site's page, opens no screen."""
    body = {"role": "board"}
    rebound = demo.post(
        "/demo/open", body, headers={"Host": "evil.example:8080", "Origin": "http://evil.example:8080"}
    )
    assert rebound.status_code == 404
    foreign = demo.post("/demo/open", body, headers={"Origin": "http://evil.example"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "origin")


def test_the_paper_roll_lists_pictures_only(demo: House) -> None:
    """Names of PNG files, newest first; nothing outside the folder."""
    folder = demo.folder / "paper"
    folder.mkdir(exist_ok=True)
    for name in ("001.png", "002.png"):
        (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    listed = demo.http.get(f"{demo.url}/demo/paper", timeout=60).json()["tickets"]
    assert [name for name in listed if name in ("001.png", "002.png")] == ["002.png", "001.png"]
    assert demo.http.get(f"{demo.url}/demo/paper/001.png", timeout=60).headers["Content-Type"] == "image/png"
    for name in ("..%2fserve.json", "serve.json", "..%2f..%2fetc%2fpasswd", "003.png"):
        assert demo.http.get(f"{demo.url}/demo/paper/{name}", timeout=60).status_code == 404


def test_without_demo_there_is_no_demo(hall: House) -> None:
    """The routes do not exist."""
    assert hall.post("/demo/open", {"role": "board"}).status_code == 404
    assert hall.http.get(f"{hall.url}/demo/paper", timeout=60).status_code == 404


def test_files_of_this_build_are_kept_for_a_year(tmp_path: Path) -> None:
    """With the build's id in the address: immutable. Without, or of another build: asked for again."""
    from flask import Flask

    from server.web import pages
    from server.web.options import NOT_BUILT, Options

    (tmp_path / "build.json").write_text('{"build": "abc123"}')
    (tmp_path / "board.js").write_text("0")
    options = Options(static=tmp_path)
    app = Flask("test", static_folder=None)
    app.register_blueprint(pages.blueprint(None, options))  # type: ignore[arg-type]
    ask = app.test_client().get
    assert ask("/static/board.js?b=abc123").headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert ask("/static/board.js?b=old").headers["Cache-Control"] == "no-cache"
    assert ask("/static/board.js").headers["Cache-Control"] == "no-cache"
    assert Options(static=tmp_path / "nowhere").build == NOT_BUILT


def test_a_page_is_not_blank_before_its_script_runs(demo: House) -> None:
    """A slow machine loads for seconds: a sentence stands there from the first byte on."""
    for path in ("/", "/enrol"):
        main = re.search(r'<main id="app">(.*?)</main>', demo.http.get(f"{demo.url}{path}", timeout=60).text)
        assert main and main[1].startswith('<div class="loading loading-page">正在打开…</div>')
