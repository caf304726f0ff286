"""What the README says is true: its commands exist, its paths exist, every room says what lives there."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest

from display.agent import _parser as display_parser
from kiosk.agent import _parser as kiosk_parser
from server.cli.words import parser

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.S) for line in block.splitlines()]
ROOMS = sorted(
    path
    for top in ("server", "kiosk", "counter", "display")
    for path in (ROOT / top).rglob("__init__.py")
    if "node_modules" not in path.parts
)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_readme_is_understood(command: str) -> None:
    """Scripts are there and executable; words after `jiaohao` parse."""
    program, *words = shlex.split(command)
    if not program.endswith("jiaohao"):
        assert (ROOT / program).stat().st_mode & 0o111
        return
    agents = {"kiosk": kiosk_parser, "display": display_parser}
    if words[0] in agents:
        agents[words[0]]().parse_args(words[1:])
    else:
        parser().parse_args(words)


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:server|kiosk|tests|deploy)/[\w/.]*)`", README)))
)
def test_each_path_of_the_readme_exists(path: str) -> None:
    """A reader who looks finds it."""
    assert (ROOT / path).exists()


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_each_room_says_what_lives_there_and_what_may_not(room: Path) -> None:
    """`__init__` files hold a docstring and nothing else: patching comes first."""
    tree = ast.parse(room.read_text(encoding="utf-8"))
    words = ast.get_docstring(tree) or ""
    assert "ives here" in words
    assert "ay not" in words
    assert len(tree.body) == 1


def test_lock_files_name_no_index() -> None:
    """Hashed requirements without the host of a registry; the same for npm."""
    for name in ("requirements.txt", "requirements-tests.txt", "requirements-voice.txt", "package-lock.json"):
        text = (ROOT / name).read_text()
        assert "://" not in re.sub(r'"(?:url|funding)": "[^"]*"', "", text), name
        assert "sha256:" in text or "sha512-" in text


def test_the_readme_shows_the_faces_in_small_pictures() -> None:
    """Every picture it names is there, and all together are under 300 kB."""
    names = re.findall(r"deploy/pictures/[\w-]+\.png", README)
    assert sorted(names) == sorted(
        str(path.relative_to(ROOT)) for path in (ROOT / "deploy/pictures").iterdir()
    )
    assert sum((ROOT / name).stat().st_size for name in names) < 300_000
