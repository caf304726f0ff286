"""From bytes or a decoded object to a command: the same checks for HTTP and Socket.IO.

A request is told by its client's fields only (the key is not part of it): the digest is SHA-256 of
their canonical JSON.
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar, get_args

import msgspec

from server.hall.commands import Command, QueueCommand
from server.registry.commands import RegistryCommand
from server.settings.commands import SettingsCommand
from server.wire.errors import Malformed
from server.wire.forms import form_wrong

T = TypeVar("T")
AnyCommand = QueueCommand | RegistryCommand | SettingsCommand
MAX_BODY = 65_536  # bytes
_canonical = msgspec.json.Encoder(order="deterministic").encode
_command = msgspec.json.Decoder(AnyCommand).decode  # made once: the union has 30 types
_KINDS = {kind.__struct_config__.tag: kind for kind in get_args(AnyCommand)}
KEY_MIN, KEY_MAX = 8, 128  # signs of an idempotency key


def decode(body: bytes, kind: type[T]) -> T:
    """A JSON body as this type. Raises: Malformed."""
    if len(body) > MAX_BODY:
        raise Malformed("the body has more than 65536 bytes", "too_big")
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise Malformed(str(error)) from error


def of_query(given: dict[str, str], kind: type[T]) -> T:
    """The words behind the ? of an address as this type. Raises: Malformed."""
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise Malformed(str(error)) from error


def parse(body: bytes) -> tuple[Command, bytes]:
    """(command, digest) of a JSON body. Raises: Malformed."""
    return from_object(decode(body, object))


def from_object(fields: Any) -> tuple[Command, bytes]:
    """(command, digest) of a decoded object without its key. Raises: Malformed."""
    try:
        canonical = _canonical(fields)
        command: Command = _command(canonical)
    except (msgspec.ValidationError, TypeError, ValueError, RecursionError) as error:
        code = "unknown_do" if "value" in str(error) and "$.do" in str(error) else "malformed"
        zh, en = _form_wrong(str(error), fields) or ("", str(error))
        raise Malformed(en, code, zh) from error
    return command, hashlib.sha256(canonical).digest()


def _form_wrong(complaint: str, fields: Any) -> tuple[str, str] | None:
    kind = _KINDS.get(fields.get("do")) if isinstance(fields, dict) else None
    return form_wrong(complaint, kind) if kind else None


def check_key(key: object) -> str:
    """An idempotency key: 8 to 128 printable signs. Raises: Malformed."""
    if (
        not isinstance(key, str)
        or not KEY_MIN <= len(key) <= KEY_MAX
        or not key.isascii()
        or not key.isprintable()
    ):
        raise Malformed("the idempotency key must be 8 to 128 printable ASCII signs")
    if key.startswith(("open:", "close:")):
        raise Malformed("keys of that form belong to the hall itself")
    return key
