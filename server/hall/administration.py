"""Commands of administration: shapes only. server.registry and server.settings decide them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from server.hall.commands import Command, Window
from server.hall.settings import Slug

Role = Literal["kiosk", "button", "board", "sign", "clerk", "guide", "supervisor", "admin"]
DeviceRole = Literal["kiosk", "button", "board", "sign", "clerk", "guide", "supervisor"]
Label = Annotated[str, Meta(min_length=1, max_length=40)]
Password = Annotated[str, Meta(min_length=8, max_length=128)]


class AddAccount(Command, frozen=True, tag="account.add"):
    """A person who signs in. Result holds a one-time `code` with which they set their password."""

    name: Slug
    role: Role
    label: Label | None = None
    window: Window | None = None


class SetAccount(Command, frozen=True, tag="account.set"):
    """Change role, window or label; all sessions and sockets of the account end."""

    name: Slug
    role: Role | None = None
    label: Label | None = None
    window: Window | None = None


class RemoveAccount(Command, frozen=True, tag="account.remove"):
    name: Slug


class ResetAccount(Command, frozen=True, tag="account.reset"):
    """A new one-time code; password and sessions end."""

    name: Slug


class AddToken(Command, frozen=True, tag="token.add"):
    """An API token for a program; result {id, token}, the token is shown once."""

    name: Slug
    role: Role
    window: Window | None = None


class RevokeToken(Command, frozen=True, tag="token.revoke"):
    id: Annotated[str, Meta(min_length=1, max_length=64)]


class AddDevice(Command, frozen=True, tag="device.add"):
    """A machine: result {id, token, code}; token for an agent, code (8 characters, 10 min, once)
    for the browser screen of the same device. Each is shown once."""

    name: Slug
    role: DeviceRole
    zone: Slug | None = None
    window: Window | None = None


class CodeDevice(Command, frozen=True, tag="device.code"):
    """A new enrolment code for the browser screen of a device; result {id, code}."""

    id: Annotated[str, Meta(min_length=1, max_length=64)]


class RollDevice(Command, frozen=True, tag="device.roll"):
    """A new token; the old one dies at once. Result {id, token}."""

    id: Annotated[str, Meta(min_length=1, max_length=64)]


class RevokeDevice(Command, frozen=True, tag="device.revoke"):
    id: Annotated[str, Meta(min_length=1, max_length=64)]


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


AdminCommand = (
    AddAccount
    | SetAccount
    | RemoveAccount
    | ResetAccount
    | AddToken
    | RevokeToken
    | AddDevice
    | CodeDevice
    | RollDevice
    | RevokeDevice
    | SetSettings
    | ImportSettings
    | RestoreSettings
)
