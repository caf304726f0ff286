"""The settings stream: whole versions of the tree, a Stream of the engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

import msgspec

from server.hall import events as e
from server.hall.commands import Command, Origin
from server.hall.errors import Refused
from server.hall.settings.tree import Settings
from server.hall.units import Ms
from server.journal.decided import Decided
from server.journal.protocol import Entry
from server.settings import commands as a
from server.settings.paper import told
from server.settings.paths import put
from server.settings.validate import check_note, parse, plain

STREAM: Final = "settings"


class SettingsStream:
    """See server.engine.stream.Stream. Versions of the tree; current: the newest, version 0 = the defaults
    the hall began with.

    standing: asked whether a new tree may come into force at a time (ms); it raises Refused when somebody
    stands under a setting that would go.
    """

    def __init__(self, first: Settings, standing: Callable[[Settings], None] = lambda new: None) -> None:
        self.current = first
        self.version = 0
        self.versions: dict[int, Settings] = {0: first}
        self._ahead = first, 0
        self._standing = standing

    def now(self) -> tuple[Settings, int]:
        """The tree and its version."""
        return self.current, self.version

    def ahead(self) -> tuple[Settings, int]:
        """The tree and its version once the batch in the making is committed."""
        return self._ahead

    def names(self, head: str | None) -> Collection[str]:
        """See Stream."""
        return (STREAM,)

    def handles(self, command: Command) -> bool:
        """See Stream."""
        return isinstance(command, a.SetSettings | a.ImportSettings | a.RestoreSettings)

    def has_edge(self, command: Command) -> bool:
        """See Stream; settings hold no secrets."""
        return False

    def edge(self, command: Command, origin: Origin, at: Ms) -> dict[str, Any]:
        """See Stream."""
        return {}

    def dropped(self, command: Command, origin: Origin) -> None:
        """See Stream."""

    def before(self, command: Command, at: Ms, origin: Origin) -> list[Decided]:
        """See Stream."""
        return []

    def decide(self, command: Command, at: Ms, origin: Origin) -> Decided:
        """See Stream. Refused: settings_invalid (with every wrong field), version_unknown, settings_same,
        people_inside, not_available."""
        note = check_note(getattr(command, "note", ""))
        new = self._tree(command)
        tree, version = self._ahead
        if new == tree:
            raise Refused("settings_same")
        self._standing(new)
        event = e.SettingsChanged(version=version + 1, settings=new, note=note)
        return Decided(STREAM, at, e.encode([event]))

    def take(self, decided: Decided, command: Command | None) -> dict[str, Any]:
        """See Stream. The answer: version, and what people should know of it: told, each path, zh, en."""
        before = self._ahead[0]
        for event in e.decode(decided.events):
            if isinstance(event, e.SettingsChanged):
                self._ahead = event.settings, event.version
        words = told(before, self._ahead[0])
        return {"version": self._ahead[1]} | ({"told": msgspec.to_builtins(words)} if words else {})

    def after(self, at: Ms) -> list[Decided]:
        """See Stream."""
        return []

    def _tree(self, command: Command) -> Settings:
        match command:
            case a.SetSettings():
                tree = plain(self._ahead[0])
                for path, value in command.changes.items():
                    put(tree, path, value)
                return parse(tree, self._ahead[0])
            case a.ImportSettings():
                return parse(command.settings, self._ahead[0])
            case a.RestoreSettings():
                known = self.versions | {self._ahead[1]: self._ahead[0]}
                if command.version not in known:
                    raise Refused("version_unknown")
                return parse(plain(known[command.version]), self._ahead[0])
        raise Refused("not_available")

    def fold(self, entries: Sequence[Entry]) -> None:
        """See Stream."""
        for entry in entries:
            for event in e.decode(entry.events) if entry.stream == STREAM else ():
                if isinstance(event, e.SettingsChanged):
                    self.current, self.version = event.settings, event.version
                    self.versions[event.version] = event.settings

    def rewind(self) -> None:
        """See Stream."""
        self._ahead = self.current, self.version

    def committed(self, entries: Sequence[Entry]) -> None:
        """See Stream."""


def export(settings: Settings) -> str:
    """The tree as text for a file; importing it gives the same bytes again."""
    return msgspec.json.format(msgspec.json.encode(settings), indent=2).decode() + "\n"
