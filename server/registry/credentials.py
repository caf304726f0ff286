"""Secrets: made here, hashed here, kept in the vault, shown once.

A token is "<id>.<256-bit secret>" so that it is found by id and compared in constant time; only
SHA-256 hashes are kept (the secrets are random, not chosen by people). Passwords are argon2id.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Any, Final

from server.hall import calendar
from server.hall.model import Ms
from server.vault.protocol import Vault

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I: 32 signs, 8 of them are 40 bits
CODE_LENGTH: Final = 8
CODE_LIFE: Final[Ms] = 10 * calendar.MINUTE
Offload = Callable[..., Any]


def digest(secret: str) -> bytes:
    """SHA-256 of a random secret."""
    return hashlib.sha256(secret.encode()).digest()


class Credentials:
    """Secrets of devices, tokens and accounts in a vault. All calls may block: offload them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def make(self, kind: str, id: str) -> str:
        """A new token for (kind, id); the old one dies. kind: device, screen, token."""
        secret = secrets.token_urlsafe(32)
        self._vault.put("credential", f"{kind}:{id}", digest(secret), None)
        return f"{id}.{secret}"

    def check(self, kind: str, token: str) -> str | None:
        """The id the token belongs to, or None."""
        id, _, secret = token.partition(".")
        kept = self._vault.get("credential", f"{kind}:{id}", 0)
        given = digest(secret)
        return id if kept is not None and hmac.compare_digest(kept, given) else None

    def erase(self, kind: str, id: str) -> None:
        """The token works no more."""
        self._vault.delete("credential", f"{kind}:{id}")

    def make_code(self, subject: str, now: Ms) -> str:
        """A one-time code for a subject ("device:<id>" or "account:<id>"), valid 10 minutes."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        self._vault.put("code", digest(code).hex(), subject.encode(), now + CODE_LIFE)
        return code

    def take_code(self, code: str, now: Ms) -> str | None:
        """The subject of a code, once; of many who try only one gets it."""
        found = self._vault.take("code", digest(code.strip().upper()).hex(), now)
        return found.decode() if found else None

    def sweep(self, alive: set[str]) -> int:
        """Erase credentials whose subject is not (any more) in the registry; count."""
        gone = [key for key in self._vault.keys("credential", 0) if key.partition(":")[2] not in alive]
        for key in gone:
            self._vault.delete("credential", key)
        return len(gone)
