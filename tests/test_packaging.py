"""What is installed is what runs: every import declared, one version, pages in the package or no package."""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import requests
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from server.wire.version import VERSION
from tests.web.house import until

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ROOMS = ("server", "kiosk", "counter", "display")


def canonical(requirement: str) -> str:
    """ "Flask-SocketIO>=5.6" -> "flask-socketio"."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[><=!~; ]", requirement, maxsplit=1)[0]).lower()


def imported(room: str) -> Iterator[str]:
    """Top names of what a room imports from outside, in functions too."""
    for path in (ROOT / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            yield from (name.partition(".")[0] for name in names)


def declared(room: str) -> set[str]:
    """What an installation of this room has for sure: agents bring their own wheels."""
    extras = {"server": (), "display": ("agents", "sound", "voice")}.get(room, ("agents",))
    extra = [wheel for name in extras for wheel in PROJECT["optional-dependencies"][name]]
    return {canonical(requirement) for requirement in [*PROJECT["dependencies"], *extra]}


@pytest.mark.parametrize("room", ROOMS)
def test_every_import_of_another_package_is_declared(room: str) -> None:
    """Not merely there because some other package needs it today."""
    owners = packages_distributions()
    outside = {name for name in imported(room) if name not in sys.stdlib_module_names and name not in ROOMS}
    missing = {
        name: owners.get(name, ["nobody"])
        for name in outside
        # the engine of the voice is not installed here; its packages are called as what they hold
        if not {canonical(owner) for owner in owners.get(name, [name])} & declared(room)
    }
    assert missing == {}


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-tests.txt"])
def test_every_declared_package_is_pinned(lock: str) -> None:
    """By version and hash, in what deploy/ installs."""
    pinned = {
        canonical(line) for line in (ROOT / lock).read_text(encoding="utf-8").splitlines() if "==" in line
    }
    assert declared("kiosk") <= pinned


def test_the_release_is_told_in_one_place() -> None:
    """The package takes it from server/wire/version.py; the page build has the same."""
    assert "version" not in PROJECT and PROJECT["dynamic"] == ["version"]
    assert json.loads((ROOT / "package.json").read_text())["version"] == VERSION
    schema = subprocess.run(
        [sys.executable, "-m", "server", "schema"], cwd=ROOT, capture_output=True, check=True
    )
    halves = json.loads(schema.stdout)
    assert {half: document["info"]["version"] for half, document in halves.items()} == {
        "openapi": VERSION,
        "asyncapi": VERSION,
    }


@pytest.mark.parametrize("module", ["server", "server.cli"])
def test_the_program_tells_its_release(module: str) -> None:
    """`jiaohao --version`, `python -m server --version`."""
    told = subprocess.run(
        [sys.executable, "-m", module, "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == f"jiaohao {VERSION}\n"


# -- the pages -----------------------------------------------------------------------------------

PROOF = os.environ.get("JIAOHAO_PROOF") == "1"
PAGES = {f"server/web/static/{page}.js" for page in ("start", "enrol", "kiosk", "counter", "board")}


def tree(target: Path) -> Path:
    """What a clean clone holds: what git knows, without what is built."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, names.decode().split("\0")):
        source, copy = ROOT / name, target / name
        if source.is_file() and not name.startswith("tests/"):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
    return target


def build(root: Path, *words: str, path: str | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """The package of a tree, into its folder dist. path: of programs."""
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *words],
        cwd=root,
        env=os.environ | env | ({} if path is None else {"PATH": path}),
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_a_clone_whose_pages_cannot_be_built_gives_no_package(tmp_path: Path, kind: str) -> None:
    """Not one with white screens: without node the build fails and says so."""
    root = tree(tmp_path)
    done = build(root, "-t", kind, path=str(tmp_path / "nothing"))
    assert done.returncode != 0
    assert "the pages cannot be built: node is not installed" in done.stdout + done.stderr
    assert list((root / "dist").glob("*")) == []


def test_a_linked_node_modules_is_left_alone(tmp_path: Path) -> None:
    """npm ci would empty the folder that the link names: another tree's packages."""
    root, other = tree(tmp_path / "root"), tmp_path / "other"
    (other / "kept").mkdir(parents=True)
    (root / "node_modules").symlink_to(other)
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("node", "npm"):
        (programs / name).write_text("#!/bin/sh\nrm -rf node_modules/*\n")
        (programs / name).chmod(0o755)
    done = build(root, "-t", "wheel", path=f"{programs}:/bin:/usr/bin")
    assert done.returncode != 0
    assert "node_modules is a link" in done.stdout + done.stderr
    assert (other / "kept").is_dir()


@pytest.mark.parametrize("builder", [WheelBuilder, SdistBuilder])
def test_the_package_has_the_pages(builder: Any) -> None:
    """And the stamp that says of which sources they were made."""
    files = {file.distribution_path for file in builder(str(ROOT)).recurse_included_files()}
    assert {*PAGES, "server/web/static/build.json", "server/web/static/.sources"} <= files
    assert any(name.startswith("server/web/static/fonts/") for name in files)


def test_pages_are_built_anew_when_a_source_changes(tmp_path: Path) -> None:
    """Any source: the lock of the packages, the build, a page."""
    spec = importlib.util.spec_from_file_location("jiaohao_pages", ROOT / "deploy/pages.py")
    assert spec is not None and spec.loader is not None
    pages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pages)
    root = tree(tmp_path)
    assert not pages.fresh(root)
    (root / pages.STATIC).mkdir(parents=True)
    (root / pages.STATIC / "build.json").write_text("{}")
    (root / pages.STATIC / pages.STAMP).write_text(pages._digest(root))
    assert pages.fresh(root)
    for name in (
        "package-lock.json",
        "deploy/build.mjs",
        "kiosk/web/kiosk.js",
        "server/browser/theme.css",
    ):
        before = (root / name).read_bytes()
        (root / name).write_bytes(before + b"\n")
        assert not pages.fresh(root), name
        (root / name).write_bytes(before)
    assert pages.fresh(root)


@contextlib.contextmanager
def served(program: Path, folder: Path) -> Iterator[str]:
    """The address of `jiaohao serve`, run from the program's own folder; its words go to folder.log."""
    command = [sys.executable, "-m", "server", "serve", "--data", str(folder), "--port", "0"]
    with (
        folder.with_suffix(".log").open("wb") as log,
        subprocess.Popen(command, cwd=program, stdout=log, stderr=log) as process,
    ):
        try:
            until((folder / "serve.json").exists, 20, "the server runs")
            yield json.loads((folder / "serve.json").read_text())["url"]
        finally:
            process.terminate()


def test_a_server_without_pages_says_so_instead_of_showing_white_screens(tmp_path: Path) -> None:
    """On the console, at every page, and by /readyz; its wire works."""
    program, folder = tree(tmp_path / "program"), tmp_path / "hall"
    with served(program, folder) as url:
        ready = requests.get(f"{url}/readyz", timeout=60)
        assert (ready.status_code, ready.json()["ready"], ready.json()["pages"]) == (503, False, False)
        for page in ("/", "/enrol", "/s/kiosk", "/static/kiosk.js"):
            answer = requests.get(url + page, timeout=60)
            assert answer.status_code == 503
            assert "页面还没有生成" in answer.content.decode() and "not built" in answer.text
        assert requests.get(f"{url}/healthz", timeout=60).status_code == 200
        assert requests.get(f"{url}/api/v1/openapi.json", timeout=60).status_code == 200
    assert "页面还没有生成" in folder.with_suffix(".log").read_text()


@pytest.mark.skipif(not PROOF, reason="npm ci and two builds: with --proof")
def test_a_package_from_a_clean_clone_serves_its_pages(tmp_path: Path) -> None:
    """git clone, sdist, from it a wheel without node; unpacked elsewhere the wheel serves every page."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    done = build(clone, "-t", "sdist")
    assert done.returncode == 0, done.stderr
    with tarfile.open(next((clone / "dist").glob("*.tar.gz"))) as sdist:
        sdist.extractall(tmp_path, filter="data")
    unpacked = tmp_path / f"jiaohao-{VERSION}"
    done = build(unpacked, "-t", "wheel", path=str(tmp_path / "nothing"))
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next((unpacked / "dist").glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")
    with served(tmp_path / "site", tmp_path / "hall") as url:
        assert requests.get(f"{url}/readyz", timeout=60).status_code == 200
        for name in PAGES:
            page = requests.get(f"{url}/{name.removeprefix('server/web/')}", timeout=60)
            assert page.status_code == 200
