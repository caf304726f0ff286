"""The type of a setting says how a person's words are read, never their looks."""

from __future__ import annotations

from typing import Any

import pytest

from server.settings.defaults.township import township
from server.settings.errors import Invalid
from server.settings.paths import find, put
from server.settings.reading import read
from server.settings.validate import parse, plain


@pytest.mark.parametrize(
    ("path", "words", "value"),
    [
        ("identity.consult_phone", "12345", "12345"),
        ("identity.name", "2026", "2026"),
        ("identity.name", "true", "true"),
        ("identity.name", "null", "null"),
        ("identity.name", '"引号"', '"引号"'),
        ("lines.D.name", "[1]", "[1]"),
        ("rules.undo_seconds", "15", 15),
        ("rules.undo_seconds", " １５ ", 15),
        ("rules.undo_seconds", "-1", -1),
        ("board.chime", "是", True),
        ("board.chime", "否", False),
        ("board.chime", "True", True),
        ("board.chime", "false", False),
        ("windows.2.serves.B.penalty", "5", 5),
        ("speech.one", "幺", "幺"),
        ("calendar.confirmed_years", "[2026, 2027]", [2026, 2027]),
        ("calendar.holidays", '["2026-05-01"]', ["2026-05-01"]),
        ("calendar.holidays.0", "2026-05-01", "2026-05-01"),
        ("theme", '{"accent": "#004488"}', {"accent": "#004488"}),
    ],
)
def test_words_become_the_value_of_the_settings_type(path: str, words: str, value: Any) -> None:
    """Text stays text; numbers, yes and no; JSON for lists and groups."""
    found = read(path, words)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("path", "words", "en"),
    [
        ("rules.undo_seconds", "ten", "must be a whole number."),
        ("rules.undo_seconds", "1.5", "must be a whole number."),
        ("rules.undo_seconds", "", "must be a whole number."),
        ("rules.undo_seconds", "9" * 5000, "must be a whole number."),
        ("rules.undo_seconds", "1_0", "must be a whole number."),
        ("board.chime", "1", "must be true or false."),
        ("board.chime", "perhaps", "must be true or false."),
        ("windows", "[", "must be a list."),
        ("windows", "5", "must be a list."),
        ("windows", "[" * 100_000, "must be a list."),
        ("theme", "红", "must be an object."),
        ("no.such.path", "5", "is not a setting."),
        ("rules.undo_seconds.1", "5", "is not a setting."),
        ("", "5", "is not a setting."),
    ],
)
def test_words_that_are_not_of_the_type_are_said(path: str, words: str, en: str) -> None:
    """With the path, in both languages."""
    with pytest.raises(Invalid) as caught:
        read(path, words)
    (problem,) = caught.value.problems
    assert (problem.path, problem.en) == (path, en)
    assert problem.zh.endswith("。")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("12345", "12345"),
        ("13812345678", "13812345678"),
        ("400-123-4567", "400-123-4567"),
        ("0737-8880000/8880001", "0737-8880000/8880001"),
        ("0737-8880000、8880001", "0737-8880000、8880001"),
        ("(0737)8880000", "(0737)8880000"),
        ("（0737）8880000", "(0737)8880000"),
        ("0737-8880000转801", "0737-8880000转801"),
        ("0737-8880000 转 801", "0737-8880000 转 801"),
        ("０７３７－８８８００００", "0737-8880000"),
        ("0737—8880000", "0737-8880000"),
        ("+86 737 8880000", "+86 737 8880000"),
        (" 12345 ", "12345"),
        ("", ""),
    ],
)
def test_telephones_are_taken_as_people_write_them(written: str, kept: str) -> None:
    """Full-width signs become narrow when saved, however the change came."""
    tree = plain(township())
    tree["identity"]["consult_phone"] = written
    assert parse(tree).identity.consult_phone == kept


@pytest.mark.parametrize(
    "wrong", ["0737-abc", "电话", "1" * 41, "0737\n888", "888;DROP", "٠٧٣٧", "1\u202e2345"]
)
def test_what_is_no_telephone_is_refused(wrong: str) -> None:
    """Anything that cannot be dialled or read aloud."""
    tree = plain(township())
    tree["identity"]["consult_phone"] = wrong
    with pytest.raises(Invalid) as caught:
        parse(tree)
    assert [problem.path for problem in caught.value.problems] == ["identity.consult_phone"]


@pytest.mark.parametrize(
    ("path", "written", "kept"),
    [
        ("hours.sessions.0.opens", "０８：３０", "08:30"),
        ("calendar.holidays", ["２０２６-０５-０１"], ["2026-05-01"]),
        ("theme.accent", "#A8161D", "#A8161D"),
        ("identity.name", "大厅（东）", "大厅（东）"),
    ],
)
def test_only_what_has_a_form_is_narrowed(path: str, written: Any, kept: Any) -> None:
    """Times, dates and numbers typed with a Chinese keyboard; a name keeps its punctuation."""
    tree = plain(township())
    put(tree, path, written)
    assert find(plain(parse(tree)), path) == kept
