"""Sign-in of people: argon2id off the hub, delays instead of locks, server-side sessions.

Idle 30 min (admin 15 min), absolute 12 h; from the fifth wrong try on one try in 15 s per account;
an unknown name costs the same time as a wrong password (facts/security.md 15-20).
"""

from __future__ import annotations

import secrets
from typing import Final

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from msgspec import Struct

from server.hall import calendar
from server.hall.errors import Refused
from server.hall.model import Ms
from server.registry.credentials import digest
from server.vault.protocol import Vault

_IDLE: Final[Ms] = 30 * calendar.MINUTE
_IDLE_ADMIN: Final[Ms] = 15 * calendar.MINUTE
_ABSOLUTE: Final[Ms] = 12 * calendar.HOUR
_FREE_TRIES: Final = 4
_PAUSE: Final[Ms] = 15_000
_COMMON: Final = frozenset(
    """12345678 123456789 1234567890 password password1 qwertyui qwerty123 11111111 00000000 88888888
    66666666 abc12345 a1234567 admin123 admin888 woaini1314 5201314520 iloveyou 87654321 asdfghjk
    1q2w3e4r 123123123 abcd1234 aa123456 123456abc 147258369 987654321 zaq12wsx passw0rd letmein1""".split()
)


class Session(Struct):
    """A signed-in person. seen: last use, moved forward at most once a minute."""

    account: str
    role: str
    since: Ms
    seen: Ms


class People:
    """Passwords and sessions in the vault. Methods block (argon2): offload them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._hasher = PasswordHasher()
        self._nobody = ""  # made at the first try: argon2 takes 64 MiB for a moment
        self._tries: dict[str, tuple[int, Ms]] = {}

    def set_password(self, account: str, password: str) -> None:
        """Refused: password_weak."""
        if len(password) < 8 or password.lower() in _COMMON or len(set(password)) < 4:
            raise Refused("password_weak")
        self._vault.put("credential", f"password:{account}", self._hasher.hash(password).encode(), None)

    def check(self, name: str, account: str | None, password: str, now: Ms) -> None:
        """Refused: login_wrong, login_slow. account: None for an unknown name."""
        count, last = self._tries.get(name, (0, 0))
        wait = last + _PAUSE - now
        if count >= _FREE_TRIES and wait > 0:
            raise Refused("login_slow", seconds=-(-wait // 1000))
        kept = self._vault.get("credential", f"password:{account}", now) if account else None
        if not self._matches(kept, password):
            self._tries[name] = (count + 1, now)
            if len(self._tries) > 10_000:
                self._tries.pop(next(iter(self._tries)))
            raise Refused("login_wrong")
        self._tries.pop(name, None)

    def _matches(self, kept: bytes | None, password: str) -> bool:
        self._nobody = self._nobody or self._hasher.hash(secrets.token_hex(8))
        try:
            self._hasher.verify(kept.decode() if kept else self._nobody, password)
        except Argon2Error:
            return False
        return kept is not None

    def begin(self, account: str, role: str, now: Ms) -> str:
        """A new session; returns the cookie."""
        cookie = secrets.token_urlsafe(32)
        self._keep(cookie, Session(account, role, now, now))
        return cookie

    def session(self, cookie: str, now: Ms) -> Session | None:
        """The session of a cookie while it lives; using it keeps it alive."""
        kept = self._vault.get("session", digest(cookie).hex(), now)
        if kept is None:
            return None
        session = msgspec.json.decode(kept, type=Session)
        if now - session.seen > calendar.MINUTE:
            session.seen = now
            self._keep(cookie, session)
        return session

    def _keep(self, cookie: str, session: Session) -> None:
        idle = _IDLE_ADMIN if session.role == "admin" else _IDLE
        expires = min(session.seen + idle, session.since + _ABSOLUTE)
        self._vault.put("session", digest(cookie).hex(), msgspec.json.encode(session), expires)

    def end(self, cookie: str) -> None:
        """Sign out."""
        self._vault.delete("session", digest(cookie).hex())

    def end_all(self, account: str, now: Ms) -> None:
        """End every session of an account (removed, changed, reset)."""
        for key in self._vault.keys("session", now):
            kept = self._vault.get("session", key, now)
            if kept is not None and msgspec.json.decode(kept, type=Session).account == account:
                self._vault.delete("session", key)
