"""Who there is: accounts of people, devices, API tokens, and the identity a request acts under."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Account(Struct, frozen=True):
    """A person who signs in (工号). id: opaque; name: what they type.

    ref: names the password's row in the vault. since: sessions begun under another value are over.
    label_ref: names the label's row there; label: of an account that was made before labels lay there.
    """

    id: str
    name: str
    role: str
    label: str = ""
    window: int | None = None
    ref: str = ""
    since: str = ""
    label_ref: str = ""


class Device(Struct, frozen=True):
    """An enrolled machine (设备); its id is also its screen's name in the address.

    ref: names the row of the agent's token in the vault. code: names the one enrolment code that counts.
    """

    id: str
    name: str
    role: str
    zone: str | None = None
    window: int | None = None
    ref: str = ""
    code: str = ""


class Token(Struct, frozen=True):
    """An API token of a program."""

    id: str
    name: str
    role: str
    window: int | None = None


class Identity(Struct, frozen=True):
    """Who a request acts as. kind: device, account, token, local. device: the device id or None."""

    kind: Literal["device", "account", "token", "local"]
    id: str
    role: str
    device: str | None = None
    window: int | None = None
    zone: str | None = None
