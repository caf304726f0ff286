"""The house as its files draw it: which file imports which, and how long lines, functions and files are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOP = ("server", "kiosk", "counter", "display")
_NOT_OURS = ("static", "data", "shots", "__pycache__", "node_modules")
_NAMED = r"""['"]([^'"]+)['"]"""
_IMPORTS = re.compile(
    rf"^\s*import\s+(?:[\w$*\s{{}},]+?\s+from\s+)?{_NAMED}"
    rf"|^\s*export\s+(?:\*(?:\s+as\s+\w+)?|\{{[^}}]*\}})\s+from\s+{_NAMED}"
    rf"|\bimport\(\s*{_NAMED}",
    re.MULTILINE,
)
_SHEETS = re.compile(rf"@import\s+(?:url\()?{_NAMED}")


def files(*suffixes: str, folders: tuple[str, ...] = TOP) -> list[Path]:
    """Files that people wrote, in these folders."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*")))
    return [
        path
        for path in found
        if path.suffix in suffixes and not set(path.relative_to(ROOT).parts) & set(_NOT_OURS)
    ]


def name_of(path: Path) -> str:
    """The import name of a Python file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def house() -> dict[str, set[str]]:
    """Import name -> what it imports of ours, anywhere in the file: in functions and for types too."""
    ours = {name_of(path): path for path in files(".py")}
    return {name: set(_imported(tree_of(path), ours.keys())) - {name} for name, path in ours.items()}


def _imported(tree: ast.Module, ours: object) -> Iterator[str]:
    known = set(ours)  # type: ignore[call-overload]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                yield module if module in known else str(node.module)


def loops(imports: dict[str, set[str]]) -> list[list[str]]:
    """Files that import each other, over however many others."""
    reached = {name: _reach(imports, name) for name in imports}
    return [
        sorted(other for other in reached[name] if name in reached[other])
        for name in imports
        if name in reached[name]
    ]


def _reach(imports: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    line = list(imports[start])
    while line:
        name = line.pop()
        if name not in found:
            found.add(name)
            line += imports[name]
    return found


def functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """(name, own lines) of each: without its docstring, and without functions in it, which stand for
    themselves."""
    for node in _statements(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = [inner for inner in _statements(node) if isinstance(inner, ast.FunctionDef)]
            lines = _lines(node).difference(*map(_lines, inside))
            yield node.name, len(lines - (_lines(node.body[0]) if ast.get_docstring(node) else set()))


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    """All statements within, however deep."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.stmt):
            yield inner
        if isinstance(inner, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from _statements(inner)


def _lines(node: ast.stmt) -> set[int]:
    return set(range(node.lineno, (node.end_lineno or node.lineno) + 1))


def page_imports(path: Path) -> list[str]:
    """What a script or a style sheet of a page names: "./x.js", "preact"."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        return _SHEETS.findall(text)
    return ["".join(found) for found in _IMPORTS.findall(text)]
