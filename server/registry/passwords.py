"""Passwords of people: which are refused, and their argon2id hashes in the vault (facts/security.md 15-20).

No rules of composition: length counts.
"""

from __future__ import annotations

import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from server.hall.errors import Refused
from server.hall.units import Ms
from server.registry.credentials import Credentials, digest, row
from server.registry.model import Account

_SHORTEST: Final = 8
# Rows of the keyboard and of the alphabet: a piece of one, either way, is no secret.
_ROWS: Final = (
    "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "147258369", "1q2w3e4r5t6y7u8i9o0p",
)  # fmt: skip
_COMMON: Final = frozenset(
    """password passw0rd password1 password12 password123 p@ssword p@ssw0rd letmein letmein1 welcome welcome1
    iloveyou iloveyou1 sunshine princess football baseball superman trustno1 starwars whatever computer
    internet changeme changeme1 default1 administrator admin admin123 admin1234 admin888 adminadmin
    root1234 rootroot test1234 testtest guest123 user1234 master123 dragon123 monkey123 shadow123 michael1
    woaini woaini1314 woaini520 woaini123 5201314 5201314520 1314520 1314520520 7758521 7758258
    zhangwei wangwei123 wang1234 zhang123 abc12345 abcd1234 aa123456 a1234567 a12345678 a123456789
    qq123456 qq123456789 asd123456 zxc123456 qwe123456 qwer1234 asdf1234 123456abc 123456aa 123456qq 123qweasd
    1qaz2wsx 1q2w3e4r qazwsxedc q1w2e3r4 zaq12wsx zaq1zaq1 11223344 12344321 12341234 11112222 88889999
    taohuajiang jiaohao jiaohao1 jiaohao123 zhengwu zhengwu123 fuwudating""".split()
)


def require_strong(password: str, name: str) -> None:
    """Refused: password_weak. name: of the account; it is not a secret either."""
    plain = password.casefold()
    if (
        len(password) < _SHORTEST
        or len(set(plain)) < 4
        or plain in _COMMON
        or plain.rstrip("0123456789!@#.") in _COMMON | {name.casefold()}
        or _repeats(plain)
        or _in_a_row(plain)
        or _is_date(plain)
    ):
        raise Refused("password_weak")


def _repeats(plain: str) -> bool:
    """One short piece again and again: abcabcabc."""
    return plain in (plain + plain)[1:-1]


def _in_a_row(plain: str) -> bool:
    return any(plain in row or plain[::-1] in row for row in _ROWS)


def _is_date(plain: str) -> bool:
    """A day of birth: 19800131."""
    if len(plain) != 8 or not plain.isdecimal():
        return False
    return plain[:2] in ("19", "20") and 1 <= int(plain[4:6]) <= 12 and 1 <= int(plain[6:]) <= 31


class Passwords:
    """Hashes of passwords. Methods block (argon2): offload them. Raise: VaultError."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._hasher = PasswordHasher()
        self._nobody = ""  # made at the first try: argon2 takes 64 MiB for a moment

    def hash(self, password: str) -> bytes:
        """argon2id of a password, with its salt."""
        return self._hasher.hash(password).encode()

    def keep(self, account: Account, hashed: bytes, now: Ms) -> None:
        """The password of an account; sessions begun with another one are over."""
        self._credentials.keep(row("password", account.id, account.ref), hashed, now)

    def has(self, account: Account) -> bool:
        """Whether the account can sign in."""
        return self._kept(account) is not None

    def fits(self, account: Account, mark: str) -> bool:
        """Whether this is the mark of the account's password."""
        kept = self._kept(account)
        return kept is not None and _mark(kept) == mark

    def _kept(self, account: Account) -> bytes | None:
        return self._credentials.kept(row("password", account.id, account.ref))

    def verify(self, account: Account | None, password: str) -> str | None:
        """The mark of the password when it is right. An unknown account costs the same time."""
        self._nobody = self._nobody or self._hasher.hash(secrets.token_hex(8))
        kept = self._kept(account) if account is not None else None
        try:
            self._hasher.verify(kept.decode() if kept else self._nobody, password)
        except Argon2Error:
            return None
        return _mark(kept) if kept else None


def _mark(password: bytes) -> str:
    return digest(password.decode()).hex()[:32]
