"""Chinese sentences carry Chinese punctuation: what people read, in code, settings and page texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HAN = "\u4e00-\u9fff”）」】"
HALF = re.compile(rf"[{HAN}][,;:?!()]|[,;:?!()][{HAN}“（「【]")
PYTHON = sorted(
    path for room in ("server", "kiosk", "counter", "display") for path in (ROOT / room).rglob("*.py")
)
PAGES = sorted(
    path
    for room in ("server", "kiosk", "counter", "display")
    for path in (ROOT / room).rglob("words.js")
    if "static" not in path.parts
)
SETTINGS = ROOT / "server/settings/defaults/township.json"


def strings(path: Path) -> Iterator[str]:
    """Every string of a module but its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_the_server_says(path: Path) -> None:
    """Refusals, problems, labels, words of tickets and calls."""
    assert [text for text in strings(path) if HALF.search(text)] == []


@pytest.mark.parametrize("path", [*PAGES, SETTINGS], ids=lambda path: str(path.relative_to(ROOT)))
def test_what_pages_and_settings_say(path: Path) -> None:
    """In quotes; comments are English."""
    quoted = re.findall(r'"((?:[^"\\\n]|\\.)*)"', path.read_text(encoding="utf-8"))
    assert [text for text in quoted if HALF.search(text)] == []
