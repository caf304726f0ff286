"""Behind a proxy that speaks TLS, and in a network without one: enrolment, commands, sockets, spoofers."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import socketio

from server.web.proxy import behind
from tests.web.house import HALL, ROOT, From, House, house, until
from tests.web.tls_proxy import certificate, tls_proxy

NAMED = 'listen = "127.0.0.1:0"\nproxy = ["127.0.0.1"]\n'
IN_FRONT = NAMED + "tls_in_front = true\n"


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of the proxy."""
    return certificate(tmp_path_factory.mktemp("pem"))


@pytest.fixture(scope="module", params=["in front", "named only", "another host"])
def behind_tls(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, pem: Path
) -> Iterator[tuple[House, str]]:
    """(hall, address of the proxy): Host passed on with and without tls_in_front, or X-Forwarded-Host."""
    machine = NAMED if request.param == "named only" else IN_FRONT
    upstream = "hall.internal:8080" if request.param == "another host" else None
    with (
        house(tmp_path_factory.mktemp("behind"), machine=machine) as hall,
        tls_proxy(hall.host, pem, host=upstream) as url,
    ):
        yield hall, url


def browser_of(url: str, pem: Path) -> requests.Session:
    """A browser that came to this address."""
    browser = requests.Session()
    browser.trust_env = False  # a bundle of the environment would win over this certificate
    browser.verify = str(pem)
    browser.headers["Origin"] = url
    return browser


def enrolled(hall: House, url: str, browser: requests.Session, role: str, **where: Any) -> str:
    """A screen enrolled through the proxy."""
    code = hall.do("device.add", name=f"{role}-tls", role=role, **where)["code"]
    response = browser.post(f"{url}/api/v1/enrol", json={"code": code}, timeout=60)
    assert response.status_code == 200, response.text
    return str(response.json()["screen"])


def test_enrolment_pages_and_commands_work_through_the_proxy(
    behind_tls: tuple[House, str], pem: Path
) -> None:
    """Cookie, page, command by cookie; under tls_in_front the cookie is __Host- and Secure."""
    hall, url = behind_tls
    browser = browser_of(url, pem)
    screen = enrolled(hall, url, browser, "clerk", window=2)
    (cookie,) = browser.cookies
    tls = "tls_in_front" in (hall.folder / "jiaohao.toml").read_text()
    assert cookie.name == ("__Host-" if tls else "") + f"jh-{hall.tag}-{screen}"
    assert bool(cookie.secure) == tls
    assert browser.get(f"{url}/s/{screen}", allow_redirects=False, timeout=60).status_code == 200
    headers = {"Jiaohao-Screen": screen, "Idempotency-Key": str(uuid.uuid4())}
    command = {"do": "window.recall", "window": 2}
    told = browser.post(f"{url}/api/v1/halls/{HALL}/commands", json=command, headers=headers, timeout=60)
    assert (told.status_code, told.json()["code"]) == (409, "window_empty")
    foreign = headers | {"Origin": "https://evil.example"}
    told = browser.post(f"{url}/api/v1/halls/{HALL}/commands", json=command, headers=foreign, timeout=60)
    assert (told.status_code, told.json()["code"]) == (403, "origin")


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_sockets_work_through_the_proxy(behind_tls: tuple[House, str], pem: Path, transport: str) -> None:
    """A page's socket by its cookie, with the Origin of the public address."""
    hall, url = behind_tls
    browser = browser_of(url, pem)
    screen = enrolled(hall, url, browser, "board")
    client = socketio.Client(reconnection=False, http_session=browser)
    heard: list[Any] = []
    client.on("view", heard.append)
    client.connect(url, {}, {"screen": screen}, transports=[transport], wait_timeout=10)
    until(lambda: heard, what="the view")
    client.disconnect()


def test_a_person_signs_in_through_the_proxy(behind_tls: tuple[House, str], pem: Path) -> None:
    """Password, session, view."""
    hall, url = behind_tls
    browser = browser_of(url, pem)
    words = {"name": f"li-{uuid.uuid4().hex[:6]}", "password": "correct horse battery"}
    code = hall.do("account.add", name=words["name"], role="supervisor")["code"]
    assert browser.post(f"{url}/api/v1/password", json=words | {"code": code}, timeout=60).status_code == 200
    assert browser.post(f"{url}/api/v1/session", json=words, timeout=60).status_code == 200
    assert browser.get(f"{url}/api/v1/halls/{HALL}/views/supervisor", timeout=60).status_code == 200


def test_who_tries_passwords_is_the_client_and_not_the_proxy(
    behind_tls: tuple[House, str], pem: Path
) -> None:
    """Wrong tries of one client slow that client; behind the same proxy the owner gets in."""
    hall, url = behind_tls
    words = {"name": f"zhao-{uuid.uuid4().hex[:6]}", "password": "correct horse battery"}
    code = hall.do("account.add", name=words["name"], role="supervisor")["code"]
    assert hall.post("/api/v1/password", words | {"code": code}).status_code == 200
    stranger, owner = (browser_of(url, pem) for _ in range(2))
    stranger.mount("https://", From("127.0.0.2"))
    owner.mount("https://", From("127.0.0.3"))
    wrong = words | {"password": "wrong one"}
    told = [stranger.post(f"{url}/api/v1/session", json=wrong, timeout=20).status_code for _ in range(6)]
    assert told == [401] * 4 + [429] * 2
    assert owner.post(f"{url}/api/v1/session", json=words, timeout=20).status_code == 200


def test_nobody_else_is_believed(hall: House) -> None:
    """Without a named proxy the headers change nothing: neither scheme nor host nor who asks."""
    code = hall.do("device.add", name="spoof", role="board")["code"]
    spoofed = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-For": "10.9.9.9",
    }
    for origin in ("https://evil.example", f"https://{hall.host}", "http://evil.example"):
        told = hall.post("/api/v1/enrol", {"code": code}, headers=spoofed | {"Origin": origin})
        assert (told.status_code, told.json()["code"]) == (403, "origin")
    assert (
        hall.post("/api/v1/enrol", {"code": code}, headers=spoofed | {"Origin": hall.url}).status_code == 200
    )


# -- what a named proxy says ---------------------------------------------------------------------


def seen(remote: str, **said: str) -> tuple[str, str, str]:
    """(scheme, host, client) that the app sees behind the proxies 10.0.0.5 and 10.1.0.0/16."""
    found: list[dict[str, Any]] = []
    environ = {"REMOTE_ADDR": remote, "HTTP_HOST": "inner:8080", "wsgi.url_scheme": "http"}
    environ |= {f"HTTP_X_FORWARDED_{name.upper()}": value for name, value in said.items()}

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        found.append(environ)
        return []

    behind(app, ["10.0.0.5", "10.1.0.0/16"])(environ, lambda *_: None)
    assert not [name for name in found[0] if name.startswith("HTTP_X_FORWARDED")]
    return found[0]["wsgi.url_scheme"], found[0]["HTTP_HOST"], found[0]["REMOTE_ADDR"]


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ("192.168.1.7", "192.168.1.7"),
        ("1.2.3.4, 192.168.1.7", "192.168.1.7"),
        ("1.2.3.4, 192.168.1.7, 10.1.2.3", "192.168.1.7"),
        ("192.168.1.7:51000", "192.168.1.7"),
        ("[2001:db8::7]:51000", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("10.1.2.3", "10.1.2.3"),
        ("unknown", "10.0.0.5"),
        ("1.2.3.4, <script>", "10.0.0.5"),
        ("", "10.0.0.5"),
    ],
)
def test_the_client_is_the_last_that_is_no_proxy_of_ours(said: str, client: str) -> None:
    """What a client put there itself stands before it and does not count; what is no address neither."""
    assert seen("10.0.0.5", **{"for": said})[2] == client
    assert seen("::ffff:10.0.0.5", **{"for": "192.168.1.7"})[2] == "192.168.1.7"


def test_scheme_and_host_are_the_proxys_last_word() -> None:
    """What cannot be either is left out."""
    assert seen("10.1.9.9", proto="http, https", host="a.example, hall.example:444")[:2] == (
        "https",
        "hall.example:444",
    )
    assert seen("10.1.9.9", proto="gopher", host="hall/../x")[:2] == ("http", "inner:8080")
    assert seen("10.2.0.1", proto="https", host="hall.example", **{"for": "1.2.3.4"}) == (
        "http",
        "inner:8080",
        "10.2.0.1",
    )


# -- starting ------------------------------------------------------------------------------------


def serve(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A start that is refused."""
    command = [sys.executable, "-m", "server", "serve", "--data", str(folder), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("machine", "words", "named"),
    [
        ("", ["--host", "0.0.0.0"], "plain_http = true"),
        ("listen = '0.0.0.0:8080'", [], "tls_in_front = true"),
        ("\nlistne = '0.0.0.0:8080'", [], "第 2 行"),
        ("listen = ", [], "第 1 行"),
    ],
)
def test_a_start_that_cannot_be_is_one_sentence_and_exit_2(
    tmp_path: Path, machine: str, words: list[str], named: str
) -> None:
    """Chinese, then English; nothing is made in the folder."""
    if machine:
        (tmp_path / "jiaohao.toml").write_text(machine)
    done = serve(tmp_path, *words)
    assert (done.returncode, done.stdout) == (2, "")
    zh, en = done.stderr.splitlines()
    assert named in zh and any("一" <= sign <= "鿿" for sign in zh) and en.isascii() is not None and en
    assert {path.name for path in tmp_path.iterdir()} <= {"jiaohao.toml"}


def test_plain_http_in_a_network_is_said_to_staff_and_on_the_console(tmp_path: Path) -> None:
    """It starts when the file says so; hello and the pages carry it; on loopback alone nobody is told."""
    told = {}
    for host in ("0.0.0.0", "127.0.0.1"):
        folder = tmp_path / host
        folder.mkdir()
        with house(folder, "eventlet", "--host", host, machine="plain_http = true", day=False) as hall:
            _, token = hall.device("board")
            with hall.socket({"token": token}) as board:
                told[host] = (
                    board.wait("hello")["plain_http"],
                    "data-plain-http" in hall.http.get(hall.url, timeout=60).text,
                    "没有加密" in (folder / "server.log").read_text(),
                )
    assert told == {"0.0.0.0": (True, True, True), "127.0.0.1": (False, False, False)}
