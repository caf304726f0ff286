"""Paths into the tree: names joined by dots ("windows.2.name").

Members of a list are named by their number, letter, line or id; those without any by their index from 0
("hours.sessions.0.opens"). One reading of a path for all who show, change or criticise a setting.
"""

from __future__ import annotations

from typing import Any, Final

from server.settings.errors import Invalid, Wrong

NAMES: Final = ("number", "letter", "line", "id")  # what names a member of a list, instead of its index


def put(tree: Any, path: str, value: Any) -> None:
    """Set one value in a plain tree. Raises: Invalid when nothing stands there."""
    *parents, last = path.split(".")
    node = tree
    for name in parents:
        node = _step(node, name, path)
    if isinstance(node, list):
        node[_index(node, last, path)] = value
    elif isinstance(node, dict):
        node[last] = value
    else:
        raise _nowhere(path)


def _step(node: Any, name: str, path: str) -> Any:
    if isinstance(node, dict) and name in node:
        return node[name]
    if isinstance(node, list):
        return node[_index(node, name, path)]
    raise _nowhere(path)


def _index(nodes: list[Any], name: str, path: str) -> int:
    """Where the member of this name stands. Members with a name are never meant by their index."""
    for index, node in enumerate(nodes):
        keys = [str(node[key]) for key in NAMES if key in node] if isinstance(node, dict) else []
        if name in keys[:1] or (not keys and name == str(index)):
            return index
    raise _nowhere(path)


def _nowhere(path: str) -> Invalid:
    return Invalid([Wrong(path, "没有这个设置。", "is not a setting.")])
