"""A path names a setting in one way, whoever asks."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from server.settings.defaults.township import township
from server.settings.errors import Invalid
from server.settings.paths import find, name_of, put
from server.settings.validate import plain

TREE = plain(township())


def paths(node: Any, above: str = "") -> list[str]:
    """Every path of a tree."""
    members: list[tuple[str, Any]] = []
    if isinstance(node, dict):
        members = list(node.items())
    elif isinstance(node, list):
        members = [(name_of(member, index), member) for index, member in enumerate(node)]
    named = [(f"{above}.{name}".strip("."), member) for name, member in members]
    return [path for at, member in named for path in (at, *paths(member, at))]


@pytest.mark.parametrize(
    "path", ["rules.undo_seconds", "windows.2.zone", "windows.7.serves.B.penalty", "hours.sessions.1.opens"]
)
def test_a_setting_is_found_where_it_is_put(path: str) -> None:
    """By number, letter, line, id, or the index of what has no name."""
    tree = copy.deepcopy(TREE)
    put(tree, path, "here")
    assert find(tree, path) == "here"


def test_every_setting_of_the_township_has_a_path_of_its_own() -> None:
    """No two members share a name, and each path is found."""
    all_paths = paths(TREE)
    assert len(all_paths) == len(set(all_paths)) > 500
    for path in all_paths:
        find(TREE, path)


@pytest.mark.parametrize(
    "path",
    ["", ".", "rules.", "no.such.path", "windows.99", "windows.x", "windows.0", "rules.undo_seconds.1"],
)
def test_where_nothing_stands_is_said(path: str) -> None:
    """For reading as for writing below it."""
    with pytest.raises(Invalid) as caught:
        find(TREE, path)
    assert caught.value.problems[0].path == path
