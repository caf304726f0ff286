"""What a public docstring promises: every code its function may refuse with, the unit of every time it takes.

How deep it looks: codes of `raise Refused("code")` and its like (CODED) in the function itself and in
functions and methods of the same file that it calls, over however many of them; not in other files (there
each says itself what it raises), not what a function that was handed in raises, and not what a `try` answers.
A function within a function (a route) stands for itself. "See Media." stands for the words of that protocol,
of the class and of the method.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import plan

CODED = {"Refused", "Rejected", "TurnedAway", "MediaError", "Usage", "Mistake"}
ANSWERED = CODED | {"Told", "Exception", "VaultError", "JournalError"}
TIMES = {
    "at", "now", "until", "since", "end", "begin", "start", "wait", "patience", "timeout", "delay", "pause",
    "life", "age", "expires", "wall", "elapsed", "moment", "deadline", "time",
}  # fmt: skip
IN_NAME = re.compile(r"(^|_)(ms|seconds|minutes|hours|days)$")
IN_WORDS = re.compile(r"\b(ms|s|seconds?|minutes?|hours?|days?)\b")
Function = tuple[str, ast.FunctionDef, str]  # name or Class.name, node, docstring that speaks for it


def functions(tree: ast.Module) -> Iterator[Function]:
    """Functions of a file and methods of its classes; a class's own words speak for its __init__."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node, ast.get_docstring(node) or ""
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    words = ast.get_docstring(node if inner.name == "__init__" else inner) or ""
                    yield f"{node.name}.{inner.name}", inner, words


def public(name: str) -> bool:
    """No part of it is private."""
    return not any(part.startswith("_") and part != "__init__" for part in name.split("."))


def walked(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes, without functions within and without what a `try` answers."""
    line: list[ast.AST] = list(body)
    while line:
        node = line.pop()
        yield node
        inner = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Try) and any(answers(handler) for handler in node.handlers):
            inner = [one for one in inner if one not in node.body]
        line += inner


def answers(handler: ast.ExceptHandler) -> bool:
    """Whether one of our errors ends there."""
    names = (
        {inner.id for inner in ast.walk(handler.type) if isinstance(inner, ast.Name)}
        if handler.type
        else set()
    )
    return not handler.type or bool(names & ANSWERED)


def raised(node: ast.FunctionDef) -> set[str]:
    """Codes that stand in its own `raise`."""
    found: set[str] = set()
    for inner in walked(node.body):
        error = inner.exc if isinstance(inner, ast.Raise) else None
        if isinstance(error, ast.Call) and isinstance(error.func, ast.Name) and error.func.id in CODED:
            texts = (one.value for one in ast.walk(error.args[0]) if isinstance(one, ast.Constant))
            found |= {text for text in texts if isinstance(text, str)}
    return found


def called(name: str, node: ast.FunctionDef) -> Iterator[str]:
    """Names of functions of the file, and of methods of its own class."""
    for inner in walked(node.body):
        match inner:
            case ast.Call(func=ast.Name(id=function)):
                yield function
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=method)):
                yield f"{name.partition('.')[0]}.{method}"


def protocols() -> dict[str, str]:
    """ "Class.method" -> its words and those of its class, of the whole house."""
    found = {}
    for path in plan.files(".py"):
        for node in plan.tree_of(path).body:
            if isinstance(node, ast.ClassDef):
                about = ast.get_docstring(node) or ""
                inner = [one for one in node.body if isinstance(one, ast.FunctionDef)]
                found |= {f"{node.name}.{one.name}": f"{about} {ast.get_docstring(one)}" for one in inner}
    return found


PROTOCOLS = protocols()


def whole(name: str, words: str) -> str:
    """A docstring with what it refers to."""
    named = re.match(r"See (?:\w+\.)*(\w+)", words)
    return words + PROTOCOLS.get(f"{named[1]}.{name.rpartition('.')[2]}", "") if named else words


def untold(tree: ast.Module) -> dict[str, list[str]]:
    """Public function -> codes that its docstring does not name."""
    found = {name: (node, words) for name, node, words in functions(tree)}
    codes = {name: raised(node) for name, (node, _) in found.items()}
    calls = {name: set(called(name, node)) & found.keys() for name, (node, _) in found.items()}
    missing: dict[str, list[str]] = {}
    for name, (_, words) in found.items():
        reached, line = {name}, [name]
        while line:
            more = calls[line.pop()] - reached
            reached |= more
            line += more
        left = set().union(*(codes[one] for one in reached)) - set(re.findall(r"\w+", whole(name, words)))
        if left and public(name):
            missing[name] = sorted(left)
    return missing


def unitless(tree: ast.Module) -> list[str]:
    """Parameters of public functions that are times of no known unit."""
    found = []
    for name, node, words in functions(tree):
        for argument in (*node.args.args, *node.args.kwonlyargs) if public(name) else ():
            kind = ast.unparse(argument.annotation) if argument.annotation else ""
            timed = "float" in kind or (argument.arg in TIMES and kind.startswith("int"))
            if timed and not IN_NAME.search(argument.arg) and not IN_WORDS.search(words):
                found.append(f"{name}({argument.arg})")
    return found


@pytest.mark.parametrize("path", plan.files(".py"), ids=plan.name_of)
def test_a_docstring_names_each_code_and_each_unit(path: Path) -> None:
    """See the module for how deep it looks."""
    tree = plan.tree_of(path)
    assert untold(tree) == {}
    assert unitless(tree) == []


def test_what_is_not_said_is_found() -> None:
    """A code of its own, of a helper, of a method; not one that is answered, not a route's."""
    tree = ast.parse(
        "def one(x):\n 'Refused: a.'\n if x: raise Refused('a')\n _help()\n"
        "def _help(): raise Refused('b' if y else 'c')\n"
        "class K:\n"
        " def told(self):\n  try: self._in()\n  except Refused: pass\n"
        " def not_told(self): self._in()\n"
        " def _in(self): raise Rejected('d')\n"
        "def routes():\n def route(): raise TurnedAway('e')\n return route\n"
    )
    assert untold(tree) == {"one": ["b", "c"], "K.not_told": ["d"]}


def test_a_time_without_a_unit_is_found() -> None:
    """By its type, by its name, by the docstring; a number that is no time needs none."""
    tree = ast.parse(
        "def a(wait: float): 'So long.'\ndef b(wait_seconds: float): ''\ndef c(at: Ms): ''\n"
        "def d(now: int): 'In ms.'\ndef e(until: int): ''\ndef f(count: int): ''\n"
    )
    assert unitless(tree) == ["a(wait)", "e(until)"]
