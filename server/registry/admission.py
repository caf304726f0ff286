"""Getting in and out: enrolment, sign-in, a new password, sign-out."""

from __future__ import annotations

from collections.abc import Callable

from server.hall.errors import Refused
from server.hall.units import Ms
from server.presence.errors import Busy
from server.presence.protocol import Presence
from server.presence.tries import NOWHERE, Lane, Place, Tries
from server.registry.credentials import Offload
from server.registry.identities import Identities
from server.registry.model import Account
from server.registry.passwords import Passwords, require_strong
from server.registry.sessions import Sessions
from server.registry.stream import RegistryStream
from server.registry.turns import Turns


class Admission:
    """The ways in, for screens and people. now: time for expiries (ms). presence: where wrong tries are
    counted. on_sign_out, on_enrol: told the cookie, the screen whose sockets are to close."""

    def __init__(
        self,
        registry: RegistryStream,
        identities: Identities,
        passwords: Passwords,
        sessions: Sessions,
        offload: Offload,
        now: Callable[[], Ms],
        presence: Presence,
    ) -> None:
        self._registry, self._identities, self._offload, self._now = registry, identities, offload, now
        self._passwords, self._sessions = passwords, sessions
        self._tries, self._lane, self._turns = Tries(presence), Lane(presence), Turns()
        self.on_sign_out: Callable[[str], None] = lambda cookie: None
        self.on_enrol: Callable[[str], None] = lambda screen: None

    def can_sign_in(self, account: Account) -> bool:
        """Whether the account has a password. Raises: VaultError."""
        return bool(self._offload(self._passwords.has, account))

    def enrol(self, code: str) -> tuple[str, str] | None:
        """Redeem the code of a device: (screen, cookie), or None. The screen's old cookie is over."""
        found: tuple[str, str] | None = self._offload(self._enrol, code)
        if found is not None:
            self._identities.forget()
            self.on_enrol(found[0])
        return found

    def _enrol(self, code: str) -> tuple[str, str] | None:
        credentials, now = self._registry.kept.credentials, self._now()
        kind, _, rest = (credentials.subject(code, now) or "").partition(":")
        id, _, ref = rest.partition(":")
        device = self._registry.devices.get(id)
        if kind != "device" or device is None or device.code != ref:
            return None
        if credentials.take_code(code, now) is None:
            return None
        return id, credentials.make("screen", id, "", now)

    def sign_in(self, name: str, password: str, place: Place = NOWHERE) -> str:
        """A session cookie. place: where from. Refused: login_wrong, login_slow. Raises: Busy."""
        self._tries.begin(name, place, self._now())
        account = self._registry.roster.account(name)
        try:
            self._lane.wait(place)
            with self._turns.turn(place):
                mark = self._offload(self._passwords.verify, account, password)
        except Busy:
            self._tries.unheard(name, place)
            raise
        if account is None or mark is None or self._registry.accounts.get(account.id) is not account:
            self._lane.wrong(place)
            raise Refused("login_wrong")
        self._tries.right(name, place)
        cookie: str = self._offload(self._sessions.begin, account, mark, self._now())
        return cookie

    def sign_out(self, cookie: str) -> None:
        """End the session."""
        self._offload(self._sessions.end, cookie)
        self._identities.forget()
        self.on_sign_out(cookie)

    def set_password(self, name: str, code: str, password: str, place: Place = NOWHERE) -> None:
        """With a one-time code; every session of the account ends. Refused: password_weak, code_wrong.
        Raises: Busy."""
        require_strong(password, name)
        account = self._registry.roster.account(name)
        if account is None or not self._offload(self._fits, account, code):
            raise Refused("code_wrong")
        with self._turns.turn(place):
            hashed = self._offload(self._passwords.hash, password)
        if not self._offload(self._redeem, account, code, hashed):
            raise Refused("code_wrong")
        self._tries.right(name, place)
        self._identities.forget()
        self._registry.on_change("account", account.id)

    def _fits(self, account: Account, code: str) -> bool:
        return self._registry.kept.credentials.subject(code, self._now()) == _subject(account)

    def _redeem(self, account: Account, code: str, hashed: bytes) -> bool:
        """Only one gets the code, and only the account's newest code counts."""
        current = self._registry.accounts.get(account.id)
        if current is None or current.ref != account.ref or not self._fits(account, code):
            return False
        if self._registry.kept.credentials.take_code(code, self._now()) is None:
            return False
        self._passwords.keep(account, hashed, self._now())
        return True


def _subject(account: Account) -> str:
    return f"account:{account.id}:{account.ref}"
