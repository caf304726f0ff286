"""Passwords and sessions of people in the vault (facts/security.md 15-20).

argon2id; sessions are server-side: idle 30 min (admin 15 min), absolute 12 h. A session is two rows:
"session" holds what never changes, "seen" is the last use, so that a late "seen" never brings back a
session that was ended meanwhile.
"""

from __future__ import annotations

import secrets
from typing import Final

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from msgspec import Struct

from server.hall.units import HOUR, MINUTE, Ms
from server.registry.credentials import Credentials, digest, row
from server.registry.model import Account
from server.vault.protocol import Vault

_IDLE: Final[Ms] = 30 * MINUTE
_IDLE_ADMIN: Final[Ms] = 15 * MINUTE
_ABSOLUTE: Final[Ms] = 12 * HOUR


class Session(Struct, frozen=True):
    """A signed-in person. since: the account's at sign-in. mark: of the password it was begun with. began: 0
    in sessions of before."""

    account: str
    role: str
    since: str
    mark: str
    began: Ms = 0


class People:
    """Passwords and sessions in the vault. Methods block (argon2): offload them."""

    def __init__(self, vault: Vault, credentials: Credentials) -> None:
        self._vault, self._credentials = vault, credentials
        self._hasher = PasswordHasher()
        self._nobody = ""  # made at the first try: argon2 takes 64 MiB for a moment

    def hash(self, password: str) -> bytes:
        """argon2id of a password, with its salt."""
        return self._hasher.hash(password).encode()

    def set_password(self, account: Account, hashed: bytes, now: Ms) -> None:
        """The password of an account; sessions begun with another one are over."""
        self._credentials.keep(row("password", account.id, account.ref), hashed, now)

    def has_password(self, account: Account) -> bool:
        """Whether the account can sign in."""
        return self._password(account) is not None

    def _password(self, account: Account) -> bytes | None:
        return self._credentials.kept(row("password", account.id, account.ref))

    def verify(self, account: Account | None, password: str) -> str | None:
        """The mark of the password when it is right. An unknown account costs the same time."""
        self._nobody = self._nobody or self._hasher.hash(secrets.token_hex(8))
        kept = self._password(account) if account is not None else None
        try:
            self._hasher.verify(kept.decode() if kept else self._nobody, password)
        except Argon2Error:
            return None
        return _mark(kept) if kept else None

    def begin(self, account: Account, mark: str, now: Ms) -> str:
        """A new session (256-bit id); returns the cookie."""
        cookie = secrets.token_urlsafe(32)
        session = Session(account.id, account.role, account.since, mark, now)
        key = digest(cookie).hex()
        self._see(key, session.role, now)
        self._vault.put("session", key, msgspec.json.encode(session), now + _ABSOLUTE)
        return cookie

    def _see(self, key: str, role: str, now: Ms) -> None:
        self._vault.put("seen", key, str(now).encode(), now + _idle(role))

    def session(self, cookie: str, now: Ms, *, use: bool = True) -> Session | None:
        """The session of a cookie while it lives; using it keeps it alive, looking does not."""
        found = self._alive(cookie, now)
        if found is None:
            return None
        session, seen = found
        if use and now - seen > MINUTE:
            self._see(digest(cookie).hex(), session.role, now)
        return session

    def until(self, cookie: str, now: Ms) -> Ms | None:
        """When the session is over if nobody uses it; None when it is. Looking is no use."""
        found = self._alive(cookie, now)
        if found is None:
            return None
        session, seen = found
        end = session.began + _ABSOLUTE if session.began else now + MINUTE  # unknown: look again then
        return min(seen + _idle(session.role), end)

    def _alive(self, cookie: str, now: Ms) -> tuple[Session, Ms] | None:
        """(session, last use) of a cookie, or None."""
        key = digest(cookie).hex()
        kept, seen = self._vault.get("session", key, now), self._vault.get("seen", key, now)
        if kept is None or seen is None:
            return None
        return msgspec.json.decode(kept, type=Session), int(seen)

    def holds(self, session: Session, account: Account) -> bool:
        """Whether neither the account's rights nor its password changed since the session began."""
        password = self._password(account)
        return session.since == account.since and password is not None and _mark(password) == session.mark

    def end(self, cookie: str) -> None:
        """Sign out."""
        key = digest(cookie).hex()
        self._vault.delete("session", key)
        self._vault.delete("seen", key)


def _idle(role: str) -> Ms:
    return _IDLE_ADMIN if role == "admin" else _IDLE


def _mark(password: bytes) -> str:
    return digest(password.decode()).hex()[:32]
