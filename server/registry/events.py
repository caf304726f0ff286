"""Events of the registry stream. They hold no secrets: hashes live in the vault under the same ids."""

from __future__ import annotations

import msgspec
from msgspec import Struct


class RegistryEvent(Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """Base; the tag is the class name."""


class AccountAdded(RegistryEvent, frozen=True, tag=True):
    id: str
    name: str
    role: str
    label: str = ""
    window: int | None = None


class AccountChanged(RegistryEvent, frozen=True, tag=True):
    id: str
    role: str
    label: str = ""
    window: int | None = None


class AccountRemoved(RegistryEvent, frozen=True, tag=True):
    id: str


class AccountReset(RegistryEvent, frozen=True, tag=True):
    id: str


class TokenAdded(RegistryEvent, frozen=True, tag=True):
    id: str
    name: str
    role: str
    window: int | None = None


class TokenRevoked(RegistryEvent, frozen=True, tag=True):
    id: str


class DeviceAdded(RegistryEvent, frozen=True, tag=True):
    id: str
    name: str
    role: str
    zone: str | None = None
    window: int | None = None


class DeviceCoded(RegistryEvent, frozen=True, tag=True):
    id: str


class DeviceRolled(RegistryEvent, frozen=True, tag=True):
    id: str


class DeviceRevoked(RegistryEvent, frozen=True, tag=True):
    id: str


Event = (
    AccountAdded
    | AccountChanged
    | AccountRemoved
    | AccountReset
    | TokenAdded
    | TokenRevoked
    | DeviceAdded
    | DeviceCoded
    | DeviceRolled
    | DeviceRevoked
)
decode = msgspec.json.Decoder(list[Event]).decode
encode = msgspec.json.encode
