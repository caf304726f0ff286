"""The envelope: bytes or object to command, the digest of the client's fields, and what is refused."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.hall.commands import IssueTicket
from server.hall.errors import SENTENCES, Refused
from server.wire import problems
from server.wire.envelope import MAX_BODY, check_key, from_object, parse
from server.wire.errors import Malformed

ISSUE = b'{"do":"ticket.issue","line":"A","class":"elder"}'


def code(body: bytes) -> str:
    """The code with which a body is refused."""
    with pytest.raises(Malformed) as refused:
        parse(body)
    return refused.value.code


def test_bytes_and_object_give_the_same_command_and_digest() -> None:
    """HTTP brings bytes, Socket.IO an object: nothing else differs."""
    assert parse(ISSUE) == from_object(json.loads(ISSUE))
    assert isinstance(parse(ISSUE)[0], IssueTicket)


def test_the_digest_ignores_order_and_spaces_and_nothing_else() -> None:
    """The same fields are the same request, however they are written; another value is another request."""
    same = b' {"class" : "elder",\n "line":"\\u0041", "do":"ticket.issue"} '
    assert parse(same)[1] == parse(ISSUE)[1]
    assert parse(ISSUE.replace(b"elder", b"urgent"))[1] != parse(ISSUE)[1]
    assert len(parse(ISSUE)[1]) == 32


@pytest.mark.parametrize(
    "reference", ["桃自然资〔2026〕12号", "桃宅（建）2026-0012", "二〇二六/3", "", "A" * 40]
)
def test_a_reference_may_be_an_official_case_number(reference: str) -> None:
    """汉字, digits, letters, -, /, 〔〕 and （）, at most 40 signs; in window.finish and in window.next."""
    finish = {"outcome": "direct", "reference": reference}
    for fields in ({"do": "window.finish"} | finish, {"do": "window.next", "finish": finish}):
        command, _ = from_object({"window": 2} | fields)
        assert getattr(getattr(command, "finish", command), "reference", None) == reference


@pytest.mark.parametrize(
    "reference", ["12号\n", "\u202e12号", "12\u200b号", "12 号", "12号;", "A" * 41, "\u2060", "１２"]
)
def test_a_reference_holds_no_control_or_format_signs(reference: str) -> None:
    """Nor anything else that is not part of a case number."""
    body = {"do": "window.finish", "window": 2, "outcome": "direct", "reference": reference}
    assert code(json.dumps(body).encode()) == "malformed"


def test_a_line_break_at_the_end_fits_no_pattern() -> None:
    """The $ of a pattern stands for the end of the text, not for a line break before it."""
    for fields in (
        {"do": "account.remove", "name": "li\n"},
        {"do": "window.open", "window": 1, "day": "2026-11-23\n"},
    ):
        assert code(json.dumps(fields).encode()) == "malformed"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"ticket.issue"',
        b"NaN",
        b"\xff\xfe{}",
        b'{"do":"ticket.issue","line":"\xc3\x28"}',
        b'{"do":"ticket.issue","line":"\\ud800"}',
        b'{"do":"ticket.issue","line":"A","key":"x"}',
        b'{"do":"ticket.issue","line":"A"} {}',
        b'{"do":null}',
        b"[" * 20_000 + b"]" * 20_000,
        b'{"do":' * 9_000 + b"1" + b"}" * 9_000,
        b'{"do":"settings.set","changes":{"x":' + b"[" * 20_000 + b"]" * 20_000 + b"}}",
        b'{"do":"settings.set","changes":{"x":' + b"9" * 5_000 + b"}}",
    ],
)
def test_what_has_no_meaning_is_malformed(body: bytes) -> None:
    """Broken JSON, broken UTF-8, lone surrogates, 20,000 deep, unknown fields: one error, no crash."""
    if b"9999" in body:
        with pytest.raises(Malformed):
            parse(body.replace(b"settings.set", b"settings.sett"))
    else:
        assert code(body) == "malformed"


def test_an_unknown_do_has_its_own_code() -> None:
    """So that an old page can say that it is old."""
    assert code(b'{"do":"ticket.teleport"}') == "unknown_do"


def test_too_many_bytes_are_too_big() -> None:
    """One byte over 64 KiB is 413, whatever it says."""
    assert code(b" " * (MAX_BODY + 1)) == "too_big"
    assert code(b" " * MAX_BODY) == "malformed"


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_a_command_or_malformed(body: bytes) -> None:
    """Nothing else ever comes out."""
    try:
        parse(body)
    except Malformed:
        return


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["ticket.issue", "window.next", "settings.set", "settings.import", "x"]),
    st.dictionaries(
        st.sampled_from(["line", "window", "changes", "settings", "class", "day", "z"]), values, max_size=4
    ),
)
def test_any_object_is_a_command_or_malformed(do: str, fields: dict[str, object]) -> None:
    """The Socket.IO way: decoded objects of any shape."""
    try:
        _, digest = from_object({"do": do, **fields})
    except Malformed:
        return
    assert len(digest) == 32


@pytest.mark.parametrize(
    "key", [None, 5, "", "1234567", "x" * 129, "八个汉字八个汉字", "tab\tinside", "open:2026-01-01"]
)
def test_a_key_is_8_to_128_printable_signs(key: object) -> None:
    """And never one of the hall's own."""
    with pytest.raises(Malformed):
        check_key(key)
    assert check_key("12345678") == "12345678"


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_every_refusal_is_a_problem_with_a_fitting_status(name: str) -> None:
    """4xx, Chinese title, English detail, stable type."""
    _, zh, en = SENTENCES[name]
    problem = problems.of(Refused(name, **dict.fromkeys(re.findall(r"{(\w+)}", zh + en), "x")))
    assert problem.status in (401, 404, 409, 410, 422, 429)
    assert problem.type == f"urn:jiaohao:problem:{name}" and problem.code == name
    assert any("一" <= sign <= "鿿" for sign in problem.title)


@pytest.mark.parametrize(
    "status", [301, 308, 400, 401, 403, 404, 405, 408, 411, 413, 415, 416, 431, 500, 501]
)
def test_every_framework_error_is_a_problem(status: int) -> None:
    """Client errors stay client errors; nothing of the framework's text goes out."""
    problem = problems.of_status(status)
    assert (problem.status >= 500) == (status >= 500)
