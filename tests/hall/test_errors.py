"""The table of refusals: each sentence is told somewhere, and whatever is told stands in it."""

from __future__ import annotations

import ast
from pathlib import Path

from server.hall.errors import SENTENCES

SERVER = Path(__file__).parents[2] / "server"


def _texts(node: ast.AST) -> set[str]:
    found = (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant))
    return {value for value in found if isinstance(value, str)}


def told() -> tuple[set[str], set[str]]:
    """(first arguments of Refused, all texts of the opening state, whose reasons are refusals, too)."""
    refused: set[str] = set()
    for path in SERVER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                refused |= _texts(node.args[0])
    return refused, _texts(ast.parse((SERVER / "hall" / "opening.py").read_text(encoding="utf-8")))


def test_each_sentence_is_told_somewhere() -> None:
    """A code that nothing raises is a promise that nothing keeps."""
    refused, opening = told()
    elsewhere = {"settings_invalid"}  # Invalid, with all wrong fields
    assert sorted(SENTENCES.keys() - refused - opening - elsewhere) == []


def test_whatever_is_refused_has_its_sentence() -> None:
    """Found before somebody meets it."""
    assert sorted(told()[0] - SENTENCES.keys()) == []


def test_each_sentence_is_there_in_two_languages() -> None:
    """Chinese ends with a Chinese full stop or an opened fact, English with its own."""
    for code, (status, zh, en) in SENTENCES.items():
        assert 400 <= status < 500, code
        assert zh.endswith(("。", "{first}")) and en.endswith((".", "{first_en}")), code
