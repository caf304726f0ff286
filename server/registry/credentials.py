"""Secrets: made here, hashed here, kept in the vault, shown once.

A token is "<id>.<256-bit secret>" so that it is found by id and compared in constant time; only
SHA-256 hashes are kept (the secrets are random, not chosen by people). A row of the vault's kind
"credential" is named "<kind>:<id>:<ref>"; the registry's events say which ref counts. Its value is the
time it was made (8 bytes, ms, big endian) and the hash.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Set
from typing import Any, Final

from server.hall.units import DAY, MINUTE, Ms
from server.vault.protocol import Vault

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I: 32 signs, 8 of them are 40 bits
CODE_LENGTH: Final = 8
CODE_LIFE: Final[Ms] = 10 * MINUTE
ORPHAN_LIFE: Final[Ms] = DAY  # a row no event names is erased after this
_TIME_BYTES: Final = 8
Offload = Callable[..., Any]


def digest(secret: str) -> bytes:
    """SHA-256 of a random secret."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def row(kind: str, id: str, ref: str = "") -> str:
    """Name of a row of the kind "credential". kind: device, screen, token, password."""
    return f"{kind}:{id}:{ref}"


class Credentials:
    """Secrets of devices, tokens and accounts in a vault. All calls may block: offload them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def keep(self, name: str, value: bytes, at: Ms) -> None:
        """Write a row with the time it was made."""
        self._vault.put("credential", name, at.to_bytes(_TIME_BYTES, "big") + value, None)

    def kept(self, name: str) -> bytes | None:
        """The hash in a row, or None."""
        value = self._vault.get("credential", name, 0)
        return value[_TIME_BYTES:] if value is not None else None

    def make(self, kind: str, id: str, ref: str, at: Ms) -> str:
        """A new token for (kind, id); it counts once an event names its ref."""
        secret = secrets.token_urlsafe(32)
        self.keep(row(kind, id, ref), digest(secret), at)
        return f"{id}.{secret}"

    def check(self, kind: str, token: str, ref: str) -> bool:
        """Whether this is the token of (kind, its own id) under this ref."""
        id, _, secret = token.partition(".")
        kept = self.kept(row(kind, id, ref))
        return kept is not None and hmac.compare_digest(kept, digest(secret))

    def make_code(self, subject: str, at: Ms) -> str:
        """A one-time code for a subject ("device:<id>:<ref>", "account:<id>:<ref>"), valid 10 minutes."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        self._vault.put("code", _code_key(code), subject.encode(), at + CODE_LIFE)
        return code

    def subject(self, code: str, now: Ms) -> str | None:
        """Whose code this is; looking does not use it up."""
        found = self._vault.get("code", _code_key(code), now)
        return found.decode() if found else None

    def take_code(self, code: str, now: Ms) -> str | None:
        """The subject of a code, once; of many who try only one gets it."""
        found = self._vault.take("code", _code_key(code), now)
        return found.decode() if found else None

    def sweep(self, alive: Set[str], now: Ms) -> int:
        """Erase rows that no event names and that are older than a day; count."""
        gone = 0
        for name in self._vault.keys("credential", now):
            if name in alive:
                continue
            value = self._vault.get("credential", name, now)
            if value is not None and int.from_bytes(value[:_TIME_BYTES], "big") < now - ORPHAN_LIFE:
                gone += self._vault.delete("credential", name)
        return gone


def _code_key(code: str) -> str:
    """People type codes in small letters, in groups, with spaces."""
    return digest("".join(sign for sign in code.upper() if sign in ALPHABET)).hex()
