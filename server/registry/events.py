"""Events of the registry stream. They hold no secrets: hashes live in the vault.

ref: names the vault's row (or the one-time code) that an event makes valid; older rows of the same
subject are worth nothing from that event on, and rows no event names are never worth anything.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct


class RegistryEvent(Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """Base; the tag is the class name."""


class AccountAdded(RegistryEvent, frozen=True, tag=True):
    """ref: the code with which the person sets the first password. label_ref: names the label's row in the
    vault; label: an entry of before holds it itself."""

    id: str
    name: str
    role: str
    label: str = ""
    window: int | None = None
    ref: str = ""
    label_ref: str = ""


class AccountChanged(RegistryEvent, frozen=True, tag=True):
    """ref: from here on older sessions are over; the password stays. label_ref, label: see AccountAdded."""

    id: str
    role: str
    label: str = ""
    window: int | None = None
    ref: str = ""
    label_ref: str = ""


class AccountRemoved(RegistryEvent, frozen=True, tag=True):
    id: str


class AccountReset(RegistryEvent, frozen=True, tag=True):
    """ref: the new code; password and sessions are over."""

    id: str
    ref: str = ""


class TokenAdded(RegistryEvent, frozen=True, tag=True):
    id: str
    name: str
    role: str
    window: int | None = None


class TokenRevoked(RegistryEvent, frozen=True, tag=True):
    id: str


class DeviceAdded(RegistryEvent, frozen=True, tag=True):
    """ref: the agent's token and the code of the screen."""

    id: str
    name: str
    role: str
    zone: str | None = None
    window: int | None = None
    ref: str = ""


class DeviceCoded(RegistryEvent, frozen=True, tag=True):
    """ref: the new code; a code not yet used is over."""

    id: str
    ref: str = ""


class DeviceRolled(RegistryEvent, frozen=True, tag=True):
    """ref: the new token; the old one is over."""

    id: str
    ref: str = ""


class DeviceRevoked(RegistryEvent, frozen=True, tag=True):
    id: str


class DeviceOrdered(RegistryEvent, frozen=True, tag=True):
    """Somebody asked a device to do something. order: id of the order. Words that go with it may name a
    person: they are not kept."""

    id: str
    order: str
    act: str


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
    | DeviceOrdered
)
decode = msgspec.json.Decoder(list[Event]).decode
encode = msgspec.json.encode


def subject(event: Event) -> tuple[str, str] | None:
    """(kind, id) of the identity whose grants an event changes, or None."""
    match event:
        case AccountChanged() | AccountRemoved() | AccountReset():
            return "account", event.id
        case DeviceRolled() | DeviceRevoked():
            return "device", event.id
        case TokenRevoked():
            return "token", event.id
    return None
