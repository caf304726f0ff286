"""The settings stream: whole versions of the tree, an Organ of the engine."""

from __future__ import annotations

from typing import Any

import msgspec

from server.hall import events as e
from server.hall.commands import Command, Origin
from server.hall.errors import Refused
from server.hall.settings import Settings
from server.hall.units import Ms
from server.journal.protocol import Entry
from server.settings import commands as a
from server.settings.errors import Invalid, Wrong
from server.settings.validate import NAMES, parse, plain


class SettingsOrgan:
    """Versions of the tree. current: the newest; version 0 = the defaults the hall began with."""

    stream = "settings"

    def __init__(self, first: Settings) -> None:
        self.current = first
        self.version = 0
        self.versions: dict[int, Settings] = {0: first}

    def handles(self, command: Command) -> bool:
        """See Organ."""
        return isinstance(command, a.SetSettings | a.ImportSettings | a.RestoreSettings)

    def edge(self, command: Command, origin: Origin, at: Ms) -> dict[str, Any]:
        """See Organ; settings hold no secrets."""
        return {}

    def decide(self, command: Command, at: Ms, origin: Origin) -> tuple[bytes, dict[str, Any]]:
        """See Organ. Refused: settings_invalid (with every wrong field), version_unknown, settings_same."""
        new = self._tree(command)
        if new == self.current:
            raise Refused("settings_same")
        version = self.version + 1
        event = e.SettingsChanged(version=version, settings=new, note=getattr(command, "note", ""))
        return e.encode([event]), {"version": version}

    def _tree(self, command: Command) -> Settings:
        match command:
            case a.SetSettings():
                tree = plain(self.current)
                for path, value in command.changes.items():
                    put(tree, path, value)
                return parse(tree)
            case a.ImportSettings():
                return parse(command.settings)
            case a.RestoreSettings():
                if command.version not in self.versions:
                    raise Refused("version_unknown")
                return self.versions[command.version]
        raise Refused("not_available")

    def fold(self, entry: Entry) -> None:
        """See Organ."""
        for event in e.decode(entry.events):
            if isinstance(event, e.SettingsChanged):
                self.current, self.version = event.settings, event.version
                self.versions[event.version] = event.settings


def put(tree: Any, path: str, value: Any) -> None:
    """Set one value in a plain tree.

    path: names joined by dots ("windows.2.name"); members of a list by number, letter, line or id, those
    without any by index from 0 ("hours.sessions.0.opens"). Raises: Invalid when nothing stands there.
    """
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


def export(settings: Settings) -> str:
    """The tree as text for a file; importing it gives the same bytes again."""
    return msgspec.json.format(msgspec.json.encode(settings), indent=2).decode() + "\n"
