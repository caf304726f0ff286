"""From a credential to an identity. Grants are cached for one second at most."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable

from server.hall.errors import Refused
from server.hall.model import Ms
from server.registry.credentials import Offload, digest
from server.registry.model import Identity
from server.registry.registry import Registry

_CACHE_MS: Ms = 1000


class Gate:
    """Identifies devices, screens, people and programs. now: time for expiries (ms)."""

    def __init__(self, registry: Registry, offload: Offload, now: Callable[[], Ms]) -> None:
        self.registry, self._offload, self._now = registry, offload, now
        self._cache: dict[tuple[str, str], tuple[Identity | None, Ms]] = {}
        self.on_sign_out: Callable[[str], None] = lambda cookie: None
        self.local_key = secrets.token_urlsafe(32)  # for the command line on the same machine

    def device(self, token: str) -> Identity | None:
        """Authorization: Device <token>."""
        return self._cached("device", token, self._device)

    def screen(self, screen: str, cookie: str) -> Identity | None:
        """The browser screen named `screen`, by its own cookie only."""
        if cookie.partition(".")[0] != screen:
            return None
        return self._cached("screen", cookie, self._screen)

    def program(self, token: str) -> Identity | None:
        """Authorization: Bearer <API token>, or the local key of serve.json."""
        if hmac.compare_digest(token.encode(), self.local_key.encode()):
            return Identity("local", "local", "admin")
        return self._cached("token", token, self._token)

    def person(self, cookie: str) -> Identity | None:
        """A signed-in person."""
        return self._cached("session", cookie, self._person)

    def _cached(self, kind: str, secret: str, look: Callable[[str], Identity | None]) -> Identity | None:
        key, now = (kind, digest(secret).hex()), self._now()
        found = self._cache.get(key)
        if found is not None and 0 <= now - found[1] < _CACHE_MS:
            return found[0]
        identity = self._offload(look, secret)
        if len(self._cache) > 5000:
            self._cache.clear()
        self._cache[key] = (identity, now)
        return identity  # type: ignore[no-any-return]

    def forget(self) -> None:
        """Grants changed: look again at the next request."""
        self._cache.clear()

    def _device(self, token: str) -> Identity | None:
        id = self.registry.credentials.check("device", token)
        return self.registry.device_identity(id) if id else None

    def _screen(self, cookie: str) -> Identity | None:
        id = self.registry.credentials.check("screen", cookie)
        return self.registry.device_identity(id) if id else None

    def _token(self, secret: str) -> Identity | None:
        id = self.registry.credentials.check("token", secret)
        token = self.registry.tokens.get(id) if id else None
        return Identity("token", token.id, token.role, window=token.window) if token else None

    def _person(self, cookie: str) -> Identity | None:
        session = self.registry.people.session(cookie, self._now())
        account = self.registry.accounts.get(session.account) if session else None
        if account is None:
            return None
        return Identity("account", account.id, account.role, window=account.window)

    # -- getting in ----------------------------------------------------------------------------

    def enrol(self, code: str) -> tuple[str, str] | None:
        """Redeem the code of a device: (screen, cookie), or None."""
        return self._offload(self._enrol, code)  # type: ignore[no-any-return]

    def _enrol(self, code: str) -> tuple[str, str] | None:
        subject = self.registry.credentials.take_code(code, self._now())
        kind, _, id = (subject or "").partition(":")
        if kind != "device" or id not in self.registry.devices:
            return None
        return id, self.registry.credentials.make("screen", id)

    def sign_in(self, name: str, password: str) -> str:
        """A session cookie. Refused: login_wrong, login_slow."""
        account = next((a for a in self.registry.accounts.values() if a.name == name), None)
        self._offload(
            self.registry.people.check, name, account.id if account else None, password, self._now()
        )
        if account is None:
            raise Refused("login_wrong")
        return self._offload(  # type: ignore[no-any-return]
            self.registry.people.begin, account.id, account.role, self._now()
        )

    def set_password(self, name: str, code: str, password: str) -> None:
        """With a one-time code. Refused: code_wrong, password_weak."""
        account = next((a for a in self.registry.accounts.values() if a.name == name), None)
        subject = self._offload(self.registry.credentials.take_code, code, self._now())
        if account is None or subject != f"account:{account.id}":
            raise Refused("code_wrong")
        self._offload(self.registry.people.set_password, account.id, password)
        self._offload(self.registry.people.end_all, account.id, self._now())
        self.forget()

    def sign_out(self, cookie: str) -> None:
        """End the session."""
        self._offload(self.registry.people.end, cookie)
        self.forget()
        self.on_sign_out(cookie)
