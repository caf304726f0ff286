"""Bodies of the ways in: enrolment, sign-in, password. They travel over HTTP only, never into the journal."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Secret = Annotated[str, Meta(min_length=1, max_length=128)]
PersonName = Annotated[str, Meta(min_length=1, max_length=64)]


class Enrol(Struct, frozen=True, forbid_unknown_fields=True):
    """The code of a device (8 characters, 10 minutes, once); the answer sets the screen's cookie."""

    code: Secret


class Enrolled(Struct, frozen=True):
    """screen: name of the screen, url: its page."""

    screen: str
    url: str


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A person's name and password; the answer sets the session's cookie."""

    name: PersonName
    password: Secret


class SetPassword(Struct, frozen=True, forbid_unknown_fields=True):
    """A new password (8 signs or more) with the one-time code of account.add or account.reset."""

    name: PersonName
    code: Secret
    password: Secret


class SignedIn(Struct, frozen=True):
    name: str
