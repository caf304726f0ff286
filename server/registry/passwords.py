"""Which passwords are refused. No rules of composition: length counts."""

from __future__ import annotations

from typing import Final

from server.hall.errors import Refused

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


def check(password: str, name: str) -> None:
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
