"""Commands of the settings: shapes only, decided in server.settings.stream."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from server.hall.commands import Command


class SetSettings(Command, frozen=True, tag="settings.set"):
    """Change single values: path ("rules.undo_seconds", "windows.2.name") -> JSON value."""

    changes: Annotated[dict[str, Any], Meta(min_length=1, max_length=100)]
    note: Annotated[str, Meta(max_length=80)] = ""


class ImportSettings(Command, frozen=True, tag="settings.import"):
    """A whole tree as exported."""

    settings: dict[str, Any]
    note: Annotated[str, Meta(max_length=80)] = ""


class RestoreSettings(Command, frozen=True, tag="settings.restore"):
    """The tree of an old version becomes the newest version; 0 is what the hall began with."""

    version: Annotated[int, Meta(ge=0)]
    note: Annotated[str, Meta(max_length=80)] = ""


SettingsCommand = SetSettings | ImportSettings | RestoreSettings
