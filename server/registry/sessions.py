"""Sessions of people in the vault (facts/security.md 15-20): idle 30 min (admin 15 min), absolute 12 h.

A session is two rows: "session" holds what never changes, "seen" is the last use, so that a late "seen" never
brings back a session that was ended meanwhile.
"""

from __future__ import annotations

import secrets
from typing import Final

import msgspec
from msgspec import Struct

from server.hall.units import HOUR, MINUTE, Ms
from server.registry.credentials import digest
from server.registry.model import Account
from server.registry.passwords import Passwords
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


class Sessions:
    """Who is signed in. Methods block: offload them. Raise: VaultError."""

    def __init__(self, vault: Vault, passwords: Passwords) -> None:
        self._vault, self._passwords = vault, passwords

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

    def of(self, cookie: str, now: Ms, *, use: bool = True) -> Session | None:
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
        return session.since == account.since and self._passwords.fits(account, session.mark)

    def end(self, cookie: str) -> None:
        """Sign out."""
        key = digest(cookie).hex()
        self._vault.delete("session", key)
        self._vault.delete("seen", key)


def _idle(role: str) -> Ms:
    return _IDLE_ADMIN if role == "admin" else _IDLE
