"""People: first passwords, sessions, wrong tries; on a real vault, with time in the test's hand."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from server.bootstrap import House
from server.hall.errors import Refused
from server.registry import commands as a
from server.registry.model import Identity
from server.registry.passwords import Passwords
from tests.engine.room import Clocks, Room, room

PASSWORD = "correct horse battery"
MINUTE, HOUR = 60_000, 3_600_000


class Office:
    """A hall whose administration is spoken to directly."""

    def __init__(self, made: Room) -> None:
        self.room, self.clocks = made, made.clocks
        self.hall: House = made.house
        self.identities, self.admission = made.house.identities, made.house.admission
        self.registry = made.house.registry

    def person(self, name: str = "wang", role: str = "supervisor", window: int | None = None) -> str:
        """A person with a password; their account id."""
        made = self.room.do(a.AddAccount(name=name, role=role, window=window)).result
        self.admission.set_password(name, made["code"], PASSWORD)
        return str(made["id"])

    def sign_in(self, name: str = "wang", password: str = PASSWORD) -> str:
        """A session cookie."""
        return self.admission.sign_in(name, password)

    def who(self, cookie: str) -> Identity | None:
        """Grants are cached for a second: look after it."""
        self.clocks.go(1_100)
        return self.identities.person(cookie)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Its passwords are hashed as all are, with less work."""
    cheap = functools.partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr("server.registry.passwords.PasswordHasher", cheap)
    with room(clocks=Clocks()) as made:
        yield Office(made)


def refused(code: str, call: object, *words: object) -> None:
    """The call is refused with this code."""
    with pytest.raises(Refused) as found:
        call(*words)  # type: ignore[operator]
    assert found.value.code == code


def test_a_first_password_needs_the_code_and_works_once(office: Office) -> None:
    """Nobody gets in before, and the code is used up."""
    code = office.room.do(a.AddAccount(name="wang", role="guide")).result["code"]
    refused("login_wrong", office.sign_in)
    refused("code_wrong", office.admission.set_password, "wang", "AAAABBBB", PASSWORD)
    office.admission.set_password("wang", code, PASSWORD)
    assert office.who(office.sign_in()) is not None
    refused("code_wrong", office.admission.set_password, "wang", code, PASSWORD)


def test_a_code_lives_ten_minutes(office: Office) -> None:
    """Then the administrator makes a new one."""
    code = office.room.do(a.AddAccount(name="wang", role="guide")).result["code"]
    office.clocks.go(10 * MINUTE + 1)
    refused("code_wrong", office.admission.set_password, "wang", code, PASSWORD)


@pytest.mark.parametrize(
    "weak", ["password", "12345678", "wang1234", "aaaaaaaa", "19800131", "short", "abcabcabc"]
)
def test_a_weak_password_is_refused_and_the_code_stays_good(office: Office, weak: str) -> None:
    """The person tries another one."""
    code = office.room.do(a.AddAccount(name="wang", role="guide")).result["code"]
    refused("password_weak", office.admission.set_password, "wang", code, weak)
    office.admission.set_password("wang", code, PASSWORD)


def test_passwords_are_argon2id() -> None:
    """64 MiB, as RFC 9106 has it; each with its own salt."""
    with room(clocks=Clocks()) as made:
        passwords = Passwords(made.house.registry.kept.credentials)
        first, second = (passwords.hash(PASSWORD).decode() for _ in range(2))
    assert first.startswith("$argon2id$v=19$m=65536,")
    assert first != second


def test_a_session_ends_when_idle(office: Office) -> None:
    """30 minutes; each use begins them anew."""
    office.person()
    cookie = office.sign_in()
    for _ in range(3):
        office.clocks.go(25 * MINUTE)
        assert office.who(cookie) is not None
    office.clocks.go(31 * MINUTE)
    assert office.who(cookie) is None


def test_an_administrators_session_is_shorter(office: Office) -> None:
    """15 minutes idle."""
    office.person("li", "admin")
    cookie = office.sign_in("li")
    office.clocks.go(14 * MINUTE)
    assert office.who(cookie) is not None
    office.clocks.go(16 * MINUTE)
    assert office.who(cookie) is None


def test_no_session_lives_longer_than_half_a_day(office: Office) -> None:
    """12 hours, however busy."""
    office.person()
    cookie = office.sign_in()
    for _ in range(12 * 60 // 20):
        office.clocks.go(20 * MINUTE - 2_000)
        office.who(cookie)
    office.clocks.go(10 * MINUTE)
    assert office.who(cookie) is None


@pytest.mark.parametrize(
    "change",
    [
        a.SetAccount(name="wang", role="guide"),
        a.SetAccount(name="wang", window=3),
        a.ResetAccount(name="wang"),
    ],
    ids=["role", "window", "reset"],
)
def test_changed_rights_end_the_sessions(office: Office, change: a.AdminCommand) -> None:
    """Nobody goes on with what was taken away."""
    office.person()
    cookie = office.sign_in()
    assert office.who(cookie) is not None
    office.room.do(change)
    assert office.identities.person(cookie) is None


def test_a_removed_account_is_nobody(office: Office) -> None:
    """And cannot sign in."""
    office.person()
    cookie = office.sign_in()
    office.room.do(a.RemoveAccount(name="wang"))
    assert office.identities.person(cookie) is None
    refused("login_wrong", office.sign_in)


def test_the_fifth_wrong_try_waits_and_never_locks_for_good(office: Office) -> None:
    """The right password too, until the pause is over; another account is not slowed."""
    office.person()
    office.person("li")
    for _ in range(4):
        refused("login_wrong", office.sign_in, "wang", "wrong password")
    refused("login_slow", office.sign_in)
    assert office.sign_in("li")
    office.clocks.go(15_100)
    assert office.sign_in()


def test_the_last_administrator_stays(office: Office) -> None:
    """Neither removed nor made less."""
    office.person("li", "admin")
    refused("last_admin", office.room.do, a.RemoveAccount(name="li"))
    refused("last_admin", office.room.do, a.SetAccount(name="li", role="guide"))
    office.person("zhao", "admin")
    office.room.do(a.RemoveAccount(name="li"))
