"""From a credential to an identity, and the ways in: enrolment, sign-in, a new password.

Grants are cached for one second at most, and never across a change of the registry.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import Final

from server.hall.errors import Refused
from server.hall.settings import DEFAULT_ZONE
from server.hall.units import Ms
from server.presence.protocol import Presence
from server.registry import passwords
from server.registry.credentials import Offload, digest
from server.registry.errors import Busy
from server.registry.model import Account, Identity
from server.registry.stream import RegistryStream
from server.registry.tries import NOWHERE, Lane, Place, Tries, Turns

_CACHE_MS: Final[Ms] = 1000
_CACHE_MOST: Final = 5000
_LOOKS: Final = 5


class Gate:
    """Identifies devices, screens, people and programs. now: time for expiries (ms). presence: where
    wrong tries are counted."""

    def __init__(
        self, registry: RegistryStream, offload: Offload, now: Callable[[], Ms], presence: Presence
    ) -> None:
        self.registry, self._offload, self._now = registry, offload, now
        self._cache: dict[tuple[str, str], tuple[Identity | None, Ms, int]] = {}
        self._forgotten = 0
        self._tries, self._lane, self._turns = Tries(presence), Lane(presence), Turns()
        self.on_sign_out: Callable[[str], None] = lambda cookie: None
        self.on_enrol: Callable[[str], None] = lambda screen: None
        self.local_key = secrets.token_urlsafe(32)  # for the command line on the same machine

    # -- who is it -----------------------------------------------------------------------------

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

    def session_until(self, cookie: str) -> Ms:
        """When a session is over if nobody uses it; 0 when it is. Raises: VaultError."""
        return self._offload(self.registry.people.until, cookie, self._now()) or 0

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
        return self.registry.changes + self._forgotten

    def forget(self) -> None:
        """Grants changed: look again at the next request."""
        self._forgotten += 1
        self._cache.clear()

    def _device(self, token: str) -> Identity | None:
        device = self.registry.devices.get(token.partition(".")[0])
        if device is None or not self.registry.credentials.check("device", token, device.ref):
            return None
        return self.registry.device_identity(device.id)

    def _screen(self, cookie: str) -> Identity | None:
        good = self.registry.credentials.check("screen", cookie, "")
        return self.registry.device_identity(cookie.partition(".")[0]) if good else None

    def _token(self, secret: str) -> Identity | None:
        token = self.registry.tokens.get(secret.partition(".")[0])
        if token is None or not self.registry.credentials.check("token", secret, ""):
            return None
        zone = DEFAULT_ZONE if token.role == "board" else None
        return Identity("token", token.id, token.role, window=token.window, zone=zone)

    def _person(self, cookie: str, *, use: bool = True) -> Identity | None:
        session = self.registry.people.session(cookie, self._now(), use=use)
        account = self.registry.accounts.get(session.account) if session else None
        if session is None or account is None or not self.registry.people.holds(session, account):
            return None
        return Identity("account", account.id, account.role, window=account.window)

    # -- getting in ----------------------------------------------------------------------------

    def enrol(self, code: str) -> tuple[str, str] | None:
        """Redeem the code of a device: (screen, cookie), or None. The screen's old cookie is over."""
        found: tuple[str, str] | None = self._offload(self._enrol, code)
        if found is not None:
            self.forget()
            self.on_enrol(found[0])
        return found

    def _enrol(self, code: str) -> tuple[str, str] | None:
        credentials, now = self.registry.credentials, self._now()
        kind, _, rest = (credentials.subject(code, now) or "").partition(":")
        id, _, ref = rest.partition(":")
        device = self.registry.devices.get(id)
        if kind != "device" or device is None or device.code != ref:
            return None
        if credentials.take_code(code, now) is None:
            return None
        return id, credentials.make("screen", id, "", now)

    def sign_in(self, name: str, password: str, place: Place = NOWHERE) -> str:
        """A session cookie. place: where from. Refused: login_wrong, login_slow. Raises: Busy."""
        self._tries.begin(name, place, self._now())
        account, people = self.registry.roster.account(name), self.registry.people
        try:
            self._lane.wait(place)
            with self._turns.turn(place):
                mark = self._offload(people.verify, account, password)
        except Busy:
            self._tries.unheard(name, place)
            raise
        if account is None or mark is None or self.registry.accounts.get(account.id) is not account:
            self._lane.wrong(place)
            raise Refused("login_wrong")
        self._tries.right(name, place)
        return self._offload(people.begin, account, mark, self._now())  # type: ignore[no-any-return]

    def sign_out(self, cookie: str) -> None:
        """End the session."""
        self._offload(self.registry.people.end, cookie)
        self.forget()
        self.on_sign_out(cookie)

    def set_password(self, name: str, code: str, password: str, place: Place = NOWHERE) -> None:
        """With a one-time code; every session of the account ends. Refused: password_weak, code_wrong.
        Raises: Busy."""
        passwords.check(password, name)
        account = self.registry.roster.account(name)
        if account is None or not self._offload(self._fits, account, code):
            raise Refused("code_wrong")
        with self._turns.turn(place):
            hashed = self._offload(self.registry.people.hash, password)
        if not self._offload(self._redeem, account, code, hashed):
            raise Refused("code_wrong")
        self._tries.right(name, place)
        self.forget()
        self.registry.on_change("account", account.id)

    def _fits(self, account: Account, code: str) -> bool:
        return self.registry.credentials.subject(code, self._now()) == _subject(account)

    def _redeem(self, account: Account, code: str, hashed: bytes) -> bool:
        """Only one gets the code, and only the account's newest code counts."""
        current = self.registry.accounts.get(account.id)
        if current is None or current.ref != account.ref or not self._fits(account, code):
            return False
        if self.registry.credentials.take_code(code, self._now()) is None:
            return False
        self.registry.people.set_password(account, hashed, self._now())
        return True


def _subject(account: Account) -> str:
    return f"account:{account.id}:{account.ref}"
