"""Paths into the tree: names joined by dots ("windows.2.name").

Members of a list are named by their number, letter, line, id or zone; those without any by their index from 0
("hours.sessions.0.opens"). One reading of a path for all who show, change or criticise a setting.
"""

from __future__ import annotations

import re
from typing import Any, Final

from server.settings.errors import Invalid, Wrong

# What names a member of a list, instead of its index.
NAMES: Final = ("number", "letter", "line", "id", "zone")


def find(tree: Any, path: str) -> Any:
    """What stands at a path of a plain tree. Raises: Invalid when nothing does."""
    node = tree
    for name in path.split("."):
        node = node[_key(node, name, path)]
    return node


def put(tree: Any, path: str, value: Any) -> None:
    """Set one value in a plain tree. Raises: Invalid when nothing stands there."""
    above, dot, last = path.rpartition(".")
    node = find(tree, above) if dot else tree
    node[last if isinstance(node, dict) else _key(node, last, path)] = value


def name_of(member: Any, index: int) -> str:
    """What a member of a list is called: what NAMES says, or without one its index."""
    for field in NAMES:
        found = member.get(field) if isinstance(member, dict) else None
        if isinstance(found, str | int) and re.fullmatch(r"[\w\-]{1,40}", str(found)):
            return str(found)
    return str(index)


def _key(node: Any, name: str, path: str) -> Any:
    """Under which key or index of this node the name stands."""
    if isinstance(node, dict) and name in node:
        return name
    if isinstance(node, list):
        for index, member in enumerate(node):
            if name == name_of(member, index):
                return index
    raise Invalid([Wrong(path, "没有这个设置。", "is not a setting.")])
