"""From a credential to an identity: who a request is.

Grants are cached for one second at most, and never across a change of the registry.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import Final

from server.hall.settings.kinds import DEFAULT_ZONE
from server.hall.units import Ms
from server.registry.credentials import Offload, digest
from server.registry.model import Identity
from server.registry.sessions import Sessions
from server.registry.stream import RegistryStream

_CACHE_MS: Final[Ms] = 1000
_CACHE_MOST: Final = 5000
_LOOKS: Final = 5


class Identities:
    """Identifies devices, screens, people and programs. now: time for expiries (ms)."""

    def __init__(
        self, registry: RegistryStream, sessions: Sessions, offload: Offload, now: Callable[[], Ms]
    ) -> None:
        self._registry, self._sessions, self._offload, self._now = registry, sessions, offload, now
        self._cache: dict[tuple[str, str], tuple[Identity | None, Ms, int]] = {}
        self._forgotten = 0
        self.local_key = secrets.token_urlsafe(32)  # for the command line on the same machine

    def device(self, token: str) -> Identity | None:
        """Authorization: Device <token>. Raises: VaultError, as all of these."""
        return self._cached("device", token, self._device)

    def screen(self, screen: str, cookie: str) -> Identity | None:
        """The browser screen named `screen`, by its own cookie only."""
        if cookie.partition(".")[0] != screen:
            return None
        return self._cached("screen", cookie, self._screen)

    def program(self, token: str) -> Identity | None:
        """Authorization: Bearer <API token>, or the local key of serve.json."""
        if hmac.compare_digest(digest(token), digest(self.local_key)):
            return Identity("local", "local", "admin")
        return self._cached("token", token, self._token)

    def person(self, cookie: str, *, use: bool = True) -> Identity | None:
        """A signed-in person. use: somebody did something, so that the session lives on."""
        if use:
            return self._cached("session", cookie, self._person)
        return self._cached("look", cookie, lambda cookie: self._person(cookie, use=False))

    def enrolled(self, device: str) -> bool:
        """Whether there is a device with this id."""
        return device in self._registry.devices

    def session_until(self, cookie: str) -> Ms:
        """When a session is over if nobody uses it; 0 when it is. Raises: VaultError."""
        return self._offload(self._sessions.until, cookie, self._now()) or 0

    def _cached(self, kind: str, secret: str, look: Callable[[str], Identity | None]) -> Identity | None:
        key, now, state = (kind, digest(secret).hex()), self._now(), self._state()
        found = self._cache.get(key)
        if found is not None and 0 <= now - found[1] < _CACHE_MS and found[2] == state:
            return found[0]
        for _ in range(_LOOKS):  # again when the registry changed meanwhile
            state = self._state()
            identity: Identity | None = self._offload(look, secret)
            if state == self._state():
                break
        if len(self._cache) > _CACHE_MOST:
            self._cache.clear()
        self._cache[key] = (identity, now, state)
        return identity

    def _state(self) -> int:
        return self._registry.changes + self._forgotten

    def forget(self) -> None:
        """Grants changed: look again at the next request."""
        self._forgotten += 1
        self._cache.clear()

    def _device(self, token: str) -> Identity | None:
        device = self._registry.devices.get(token.partition(".")[0])
        if device is None or not self._registry.kept.credentials.check("device", token, device.ref):
            return None
        return self._registry.device_identity(device.id)

    def _screen(self, cookie: str) -> Identity | None:
        good = self._registry.kept.credentials.check("screen", cookie, "")
        return self._registry.device_identity(cookie.partition(".")[0]) if good else None

    def _token(self, secret: str) -> Identity | None:
        token = self._registry.tokens.get(secret.partition(".")[0])
        if token is None or not self._registry.kept.credentials.check("token", secret, ""):
            return None
        zone = DEFAULT_ZONE if token.role == "board" else None
        return Identity("token", token.id, token.role, window=token.window, zone=zone)

    def _person(self, cookie: str, *, use: bool = True) -> Identity | None:
        session = self._sessions.of(cookie, self._now(), use=use)
        account = self._registry.accounts.get(session.account) if session else None
        if session is None or account is None or not self._sessions.holds(session, account):
            return None
        return Identity("account", account.id, account.role, window=account.window)
