"""The settings stream: whole versions of the tree, a Stream of the engine."""

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
from server.settings.paths import put
from server.settings.validate import parse, plain


class SettingsStream:
    """Versions of the tree. current: the newest; version 0 = the defaults the hall began with."""

    stream = "settings"

    def __init__(self, first: Settings) -> None:
        self.current = first
        self.version = 0
        self.versions: dict[int, Settings] = {0: first}

    def handles(self, command: Command) -> bool:
        """See Stream."""
        return isinstance(command, a.SetSettings | a.ImportSettings | a.RestoreSettings)

    def edge(self, command: Command, origin: Origin, at: Ms) -> dict[str, Any]:
        """See Stream; settings hold no secrets."""
        return {}

    def decide(self, command: Command, at: Ms, origin: Origin) -> tuple[bytes, dict[str, Any]]:
        """See Stream. Refused: settings_invalid (with every wrong field), version_unknown, settings_same."""
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
        """See Stream."""
        for event in e.decode(entry.events):
            if isinstance(event, e.SettingsChanged):
                self.current, self.version = event.settings, event.version
                self.versions[event.version] = event.settings


def export(settings: Settings) -> str:
    """The tree as text for a file; importing it gives the same bytes again."""
    return msgspec.json.format(msgspec.json.encode(settings), indent=2).decode() + "\n"
