"""Commands about people, programs and devices: shapes only, decided in server.registry.decide."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from server.hall.commands import Command
from server.hall.settings.kinds import Slug, WindowNumber
from server.registry.roles import DeviceRole, Role

Act = Literal[
    "reload", "identify", "test_print", "test_chime", "screenshot", "restart", "announce", "stop_sound"
]  # fmt: skip
ArgName = Annotated[str, Meta(max_length=20)]
ArgWords = Annotated[str, Meta(max_length=120)]
Label = Annotated[str, Meta(min_length=1, max_length=40)]


class AddAccount(Command, frozen=True, tag="account.add"):
    """A person who signs in. Result holds a one-time `code` with which they set their password."""

    name: Slug
    role: Role
    label: Label | None = None
    window: WindowNumber | None = None


class SetAccount(Command, frozen=True, tag="account.set"):
    """Change role, window or label; all sessions and sockets of the account end."""

    name: Slug
    role: Role | None = None
    label: Label | None = None
    window: WindowNumber | None = None


class RemoveAccount(Command, frozen=True, tag="account.remove"):
    name: Slug


class ResetAccount(Command, frozen=True, tag="account.reset"):
    """A new one-time code; password and sessions end."""

    name: Slug


class AddToken(Command, frozen=True, tag="token.add"):
    """An API token for a program; result {id, token}, the token is shown once."""

    name: Slug
    role: Role
    window: WindowNumber | None = None


class RevokeToken(Command, frozen=True, tag="token.revoke"):
    id: Annotated[str, Meta(min_length=1, max_length=64)]


class AddDevice(Command, frozen=True, tag="device.add"):
    """A machine: result {id, token, code}; token for an agent, code (8 characters, 10 min, once)
    for the browser screen of the same device. Each is shown once."""

    name: Slug
    role: DeviceRole
    zone: Slug | None = None
    window: WindowNumber | None = None


class CodeDevice(Command, frozen=True, tag="device.code"):
    """A new enrolment code for the browser screen of a device; result {id, code}. The agent of a wall asks
    for its own, so that a browser that lost its cookie is let in without anybody typing."""

    id: Annotated[str, Meta(min_length=1, max_length=64)]


class RollDevice(Command, frozen=True, tag="device.roll"):
    """A new token; the old one dies at once. Result {id, token}."""

    id: Annotated[str, Meta(min_length=1, max_length=64)]


class RevokeDevice(Command, frozen=True, tag="device.revoke"):
    id: Annotated[str, Meta(min_length=1, max_length=64)]


class OrderDevice(Command, frozen=True, tag="device.order"):
    """Ask one device to do something now; result {order}. It is in `live.orders` of the device's room for
    60 s, and in `live.ordered` of the supervisor with what came of it. args: announce {text}, else none."""

    device: Annotated[str, Meta(min_length=1, max_length=64)]
    act: Act
    args: Annotated[dict[ArgName, ArgWords], Meta(max_length=4)] = field(default_factory=dict)


class ReportOrder(Command, frozen=True, tag="device.report"):
    """What came of an order, by the device it is for. Not an entry: the answer's day is "" and its seq 0.
    media: hash of the screenshot that was sent for it."""

    order: Annotated[str, Meta(min_length=1, max_length=64)]
    state: Literal["done", "refused", "failed"]
    detail: Annotated[str, Meta(max_length=200)] = ""
    media: Annotated[str, Meta(max_length=64)] | None = None


RegistryCommand = (
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
    | OrderDevice
    | ReportOrder
)
