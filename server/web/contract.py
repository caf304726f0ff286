"""The contract as this server serves it, with the codes of every room; `jiaohao schema` prints the same."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from server.engine import errors as engine
from server.hall import errors as hall
from server.journal import errors as journal
from server.media import errors as media
from server.presence import errors as presence
from server.registry.roles import ROLES
from server.vault import errors as vault
from server.wire import errors as wire
from server.wire.asyncapi import asyncapi
from server.wire.openapi import openapi
from server.wire.schema import commands

_ROOMS: Final = (hall, presence, journal, vault, media, engine, wire)
HALVES: Final = {"openapi": openapi, "asyncapi": asyncapi}  # HTTP, Socket.IO


def told() -> dict[str, int]:
    """code -> status of every problem that may be told over the wire."""
    return {code: sentence[0] for room in _ROOMS for code, sentence in room.SENTENCES.items()}


def who_may() -> dict[str, list[str]]:
    """do -> roles that may give the command at all; the hall as it is may still say no."""
    return {
        do: [role for role, row in ROLES.items() if row.may is None or do in row.may] for do in commands()
    }


@cache
def documents(version: str) -> dict[str, dict[str, Any]]:
    """Both halves, by name."""
    codes, roles = told(), who_may()
    return {name: made(version, codes, roles) for name, made in HALVES.items()}
