"""Every wrong field is named once, with one sentence a person understands."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect

from server.hall.settings.tree import Settings
from server.settings.defaults.township import township
from server.settings.errors import Invalid
from server.settings.paths import put
from server.settings.validate import parse, plain

TREE = plain(township())


def changed(**changes: Any) -> dict[str, Any]:
    """The township tree with values put in or taken out; "__" stands for the dot of a path."""
    tree = copy.deepcopy(TREE)
    for name, value in changes.items():
        put(tree, name.replace("__", "."), value)
    return tree


def wrong(tree: Any) -> dict[str, str]:
    """Path -> English sentence of everything wrong."""
    with pytest.raises(Invalid) as caught:
        parse(tree)
    for problem in caught.value.problems:
        assert problem.zh.endswith("。") and problem.en.endswith(".")
    return {problem.path: problem.en for problem in caught.value.problems}


def test_the_default_tree_is_valid() -> None:
    assert parse(TREE) == township()


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("rules.undo_seconds", 61, "must lie between 0 and 60 s."),
        ("rules.undo_seconds", -1, "must lie between 0 and 60 s."),
        ("rules.undo_seconds", "10", "must be a whole number."),
        ("rules.undo_seconds", True, "must be a whole number."),
        ("rules.undo_seconds", 1.5, "must be a whole number."),
        ("rules.undo_seconds", None, "must be a whole number."),
        ("rules.colour", 1, "is not a setting."),
        ("rules", [], "must be an object."),
        ("board.chime", 1, "must be true or false."),
        ("speech.one", "么", "must be one of 一, 幺."),
        ("voice.clips", "../x", "must be the name of an uploaded file, or empty."),
        ("speech.one", ["一"], "must be one of 一, 幺."),
        ("identity.name", "", "must not be blank."),
        ("identity.name", " \u3000", "must not be blank."),
        ("identity.name", "长" * 41, "allows at most 40 characters."),
        ("identity.name", "一\n二", "must not hold line breaks or control characters."),
        ("identity.mark", "\x1b@", "must not hold line breaks or control characters."),
        ("identity.notice", 7, "must be text."),
        (
            "identity.consult_phone",
            "0737-abc",
            "takes at most 40 digits, spaces and the signs + - ( ) / 、 转.",
        ),
        ("hours.sessions.0.opens", "8:30", "must be a time such as 08:30."),
        ("hours.sessions.0.opens", "24:00", "must be a time such as 08:30."),
        ("hours.sessions.0.opens", "0٨:30", "must be a time such as 08:30."),
        ("hours.sessions", [], "needs at least 1."),
        ("hours.sessions", "08:30", "must be a list."),
        ("windows.2.zone", "Main Hall", "must begin with a small letter and use small letters, "),
        ("windows.2.number", 1000, None),
        ("theme.accent", "red", "must be a colour such as #a8161d."),
        ("phone.url", "ftp://hall", "must be an http or https address, or empty."),
    ],
)
def test_a_wrong_value_is_named_with_its_path(path: str, value: Any, sentence: str | None) -> None:
    tree = copy.deepcopy(TREE)
    put(tree, path, value)
    found = wrong(tree)
    assert len(found) == 1
    if sentence is not None:
        assert found[path].startswith(sentence)


def test_every_wrong_field_is_reported_at_once() -> None:
    tree = changed(rules__undo_seconds=99, board__chime="yes", windows__2__name="", extra=1)
    del tree["identity"]["name_en"]
    assert set(wrong(tree)) == {
        "rules.undo_seconds",
        "board.chime",
        "windows.2.name",
        "extra",
        "identity.name_en",
    }


def test_a_missing_part_is_named() -> None:
    tree = copy.deepcopy(TREE)
    del tree["hours"]
    assert wrong(tree) == {"hours": "is missing."}


@pytest.mark.parametrize("tree", [None, [], "settings", 5, {}])
def test_what_is_no_tree_is_refused(tree: Any) -> None:
    assert wrong(tree)


def test_the_sentence_carries_the_chinese_title_and_unit() -> None:
    with pytest.raises(Invalid) as caught:
        parse(changed(rules__undo_seconds=99))
    assert caught.value.problems[0].zh == "撤销时限应在 0 到 60 秒之间。"
    assert caught.value.zh == "设置有误：rules.undo_seconds 撤销时限应在 0 到 60 秒之间。"


# -- across fields -----------------------------------------------------------------------------

LINE = {"letter": "A", "name": "重复", "name_en": "Twice", "open": False}
ITEM = {"id": "bamboo", "name": "竹林"}
NO_TIME = {"begins": "12:00", "ends": "12:00"}


@pytest.mark.parametrize(
    ("path", "value", "wrong_path"),
    [
        ("lines", [*TREE["lines"], LINE], "lines.A"),
        ("lines.D.items", [ITEM, ITEM], "lines.D.items.bamboo"),
        ("windows", [*TREE["windows"], TREE["windows"][0]], "windows.1"),
        ("classes", [*TREE["classes"], TREE["classes"][1]], "classes.elder"),
        ("windows.1.serves", [{"line": "Z"}, {"line": "A"}], "windows.1.serves.Z"),
        ("windows.1.serves", [{"line": "A"}, {"line": "A"}], "windows.1.serves.A"),
        ("windows.1.serves", [], "lines.A"),
        ("windows.1.serves", [{"line": "A", "penalty": 5}], "lines.A"),
        ("classes", TREE["classes"][1:], "classes.ordinary"),
        ("classes.ordinary.boost_minutes", 5, "classes.ordinary"),
        ("classes.ordinary.at_kiosk", False, "classes.ordinary.at_kiosk"),
        ("classes.appointment.boost_minutes", 5, "classes.appointment.boost_minutes"),
        ("classes", TREE["classes"][:1], "rules.slot_grace_minutes"),
        ("hours.sessions.0.closes", "08:30", "hours.sessions.0"),
        ("hours.sessions.1.opens", "11:59", "hours.sessions.1"),
        ("hours.issue_stop_minutes", 700, "hours.issue_stop_minutes"),
        ("calendar.holidays", ["2026-02-30"], "calendar.holidays.2026-02-30"),
        ("calendar.holidays", ["2026-01-04"], "calendar.holidays.2026-01-04"),
        ("calendar.workdays", ["2026-01-04", "2026-01-04"], "calendar.workdays.2026-01-04"),
        ("voice.zones", [{"zone": "attic"}], "voice.zones.attic"),
        ("voice.zones", [{"zone": "main", "volume": 101}], "voice.zones.main.volume"),
        ("voice.zones", [{"zone": "main"}, {"zone": "main"}], "voice.zones.main"),
        ("voice.zones", [{"zone": "main", "quiet": [NO_TIME]}], "voice.zones.main.quiet.0"),
    ],
)
def test_a_contradiction_between_fields_is_named(path: str, value: Any, wrong_path: str) -> None:
    tree = changed(rules__slot_grace_minutes=20)
    put(tree, path, value)
    assert wrong_path in wrong(tree)


def test_a_closed_line_needs_no_window() -> None:
    parse(changed(windows__1__serves=[], lines__A__open=False))


# -- anything at all ---------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def _paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    names = node.keys() if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    return [path, *(found for name in names for found in _paths(node[name], (*path, name)))]


@given(st.sampled_from(_paths(TREE)[1:]), JSON)
def test_a_tree_is_either_settings_or_named_wrong(path: tuple[Any, ...], value: Any) -> None:
    tree = copy.deepcopy(TREE)
    node = tree
    for name in path[:-1]:
        node = node[name]
    node[path[-1]] = value
    try:
        settings = parse(tree)
    except Invalid as invalid:
        assert invalid.problems
    else:
        assert isinstance(settings, Settings)
        assert parse(plain(settings)) == settings
        assert msgspec.convert(plain(settings), Settings) == settings


# -- the types ---------------------------------------------------------------------------------


def _patterns(kind: Any, extra: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is said beside each text with a pattern."""
    while isinstance(kind, inspect.Metadata):
        extra, kind = extra | (kind.extra_json_schema or {}), kind.type
    if isinstance(kind, inspect.StructType):
        for field in kind.fields:
            yield from _patterns(field.type, {"field": field.name})
    elif isinstance(kind, inspect.VarTupleType):
        yield from _patterns(kind.item_type, extra)
    elif isinstance(kind, inspect.StrType) and kind.pattern is not None:
        yield extra


def test_each_text_with_a_pattern_says_how_it_is_written() -> None:
    """In Chinese and in English, in its type."""
    found = list(_patterns(inspect.type_info(Settings), {}))
    assert len(found) > 10
    assert [extra["field"] for extra in found if len(extra.get("form", ())) != 2] == []
