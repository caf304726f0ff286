"""What is installed is what runs: every import declared, one version, pages in the package or no package."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from server.wire.version import VERSION

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
    extra = [] if room == "server" else PROJECT["optional-dependencies"]["agents"]
    return {canonical(requirement) for requirement in [*PROJECT["dependencies"], *extra]}


@pytest.mark.parametrize("room", ROOMS)
def test_every_import_of_another_package_is_declared(room: str) -> None:
    """Not merely there because some other package needs it today."""
    owners = packages_distributions()
    outside = {name for name in imported(room) if name not in sys.stdlib_module_names and name not in ROOMS}
    missing = {
        name: owners.get(name, ["nobody"])
        for name in outside
        if not {canonical(owner) for owner in owners.get(name, ())} & declared(room)
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
    assert json.loads(schema.stdout)["info"]["version"] == VERSION


@pytest.mark.parametrize("module", ["server", "server.cli"])
def test_the_program_tells_its_release(module: str) -> None:
    """`jiaohao --version`, `python -m server --version`."""
    told = subprocess.run(
        [sys.executable, "-m", module, "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == f"jiaohao {VERSION}\n"
