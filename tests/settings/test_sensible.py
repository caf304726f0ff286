"""What a hall's faces could not live with is refused when it is saved; what was saved before stays."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from server.hall.commands import Origin
from server.hall.settings.tree import Settings
from server.settings import commands as a
from server.settings.defaults.township import township
from server.settings.errors import Invalid
from server.settings.paths import name_of, put
from server.settings.sensible import LEAST
from server.settings.stream import SettingsStream
from server.settings.validate import parse, plain

ADMIN = Origin("admin", "admin", None, "fresh")
UNSEEN = {
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "right-to-left override": "\u202e",
    "left-to-right isolate": "\u2066",
    "right-to-left mark": "\u200f",
    "line separator": "\u2028",
    "braille blank": "\u2800",
    "hangul filler": "\u3164",
    "halfwidth hangul filler": "\uffa0",
    "choseong filler": "\u115f",
    "grapheme joiner": "\u034f",
    "khmer inherent": "\u17b4",
    "mongolian vowel separator": "\u180e",
    "musical format": "\U0001d173",
    "tag": "\U000e0041",
    "control": "\x07",
}


def texts(node: Any, path: str = "") -> list[str]:
    """The path of one setting of each kind of text: members of a list but the first are left out."""
    if isinstance(node, str):
        return [path.strip(".")]
    if isinstance(node, list):
        return texts(node[0], f"{path}.{name_of(node[0], 0)}") if node else []
    members = node.items() if isinstance(node, dict) else ()
    return [at for name, member in members for at in texts(member, f"{path}.{name}")]


def wrong(path: str, value: Any) -> list[str]:
    """Paths of what is wrong once a value is put into the tree."""
    tree = plain(township())
    put(tree, path, value)
    try:
        parse(tree)
    except Invalid as invalid:
        assert all(problem.zh.endswith("。") and problem.en.endswith(".") for problem in invalid.problems)
        return [problem.path for problem in invalid.problems]
    return []


@pytest.mark.parametrize("sign", UNSEEN.values(), ids=UNSEEN)
def test_a_sign_that_nobody_sees_is_refused(sign: str) -> None:
    """Alone and inside a name."""
    assert wrong("identity.name", sign) == ["identity.name"]
    assert wrong("identity.name", f"大厅{sign}东") == ["identity.name"]


@pytest.mark.parametrize("path", texts(plain(township())))
def test_every_text_of_the_tree_is_looked_at(path: str) -> None:
    """No setting lets an override of the reading direction in."""
    assert wrong(path, "a\u202eb")


@pytest.mark.parametrize("blank", ["\u3000", "\u00a0\u2003", "\u0301", "\ufe0f", "\u20dd", "\ufe00\u0301"])
def test_a_name_that_looks_blank_is_refused(blank: str) -> None:
    """Spaces of any kind, marks without a letter."""
    assert wrong("windows.2.name", blank) == ["windows.2.name"]


@pytest.mark.parametrize(
    "name", ["大厅", "㐂𠮷", "葛\U000e0100城", "café", "e\u0301", "1", "！", "☎️ 咨询", "한글", "ᠮᠣᠩᠭᠣᠯ"]
)
def test_a_name_that_people_read_is_taken(name: str) -> None:
    """Rare hanzi with their variants, accents, a sign with its variant."""
    assert wrong("identity.name", name) == []


@pytest.mark.parametrize(("path", "least"), LEAST.items())
def test_a_time_too_short_to_read_is_refused(path: str, least: int) -> None:
    """The least value itself is taken."""
    assert wrong(path, least - 1) == [path]
    assert wrong(path, least) == []


def test_every_number_that_a_face_needs_has_a_least_value() -> None:
    """A new setting of seconds or minutes must be thought of: it has a least value or works at 0."""
    at_zero = {
        "hours.issue_before_minutes",
        "hours.issue_stop_minutes",
        "rules.slot_grace_minutes",
        "rules.undo_seconds",
        "board.standby_minutes",
    }
    timed = {
        f"{part}.{name}"
        for part, inside in plain(township()).items()
        if isinstance(inside, dict)
        for name in inside
        if name.endswith(("_seconds", "_minutes"))
    }
    least_in_its_type = {"kiosk.print_late_minutes", "board.missed_minutes"}
    assert timed - LEAST.keys() <= at_zero | least_in_its_type


@pytest.mark.parametrize("colour", ["#ffffff", "#FFFFFF", "#fffffe", "#ffe600", "#777777", "#ff0000"])
def test_an_accent_that_white_cannot_be_read_on_is_refused(colour: str) -> None:
    """Contrast below 4.5 to 1."""
    assert wrong("theme.accent", colour) == ["theme.accent"]


@pytest.mark.parametrize("colour", ["#a8161d", "#000000", "#767676", "#0057b8"])
def test_an_accent_with_contrast_is_taken(colour: str) -> None:
    """4.5 to 1 and more."""
    assert wrong("theme.accent", colour) == []


@pytest.mark.parametrize("phone", ["-", "  -  ", "()", "转", "12"])
def test_a_telephone_without_a_number_is_refused(phone: str) -> None:
    """Empty means 待公布; anything else has three digits."""
    assert wrong("identity.consult_phone", phone) == ["identity.consult_phone"]


def test_a_note_is_looked_at_like_a_text() -> None:
    """It stands in the list of versions."""
    command = a.SetSettings(changes={"rules.undo_seconds": 20}, note="试用\u202e")
    with pytest.raises(Invalid) as caught:
        SettingsStream(township()).decide(command, 0, ADMIN)
    assert [problem.path for problem in caught.value.problems] == ["note"]


def of_before() -> Settings:
    """A tree that an older release let in."""
    tree = plain(township())
    put(tree, "theme.accent", "#ffffff")
    put(tree, "kiosk.result_seconds", 0)
    put(tree, "classes.elder.name", "\u3164")
    return msgspec.convert(tree, Settings)


def test_what_was_saved_before_keeps_nobody_from_changing_the_rest() -> None:
    """An old value stays until it is changed itself."""
    old = of_before()
    stream = SettingsStream(old)
    stream.decide(a.SetSettings(changes={"identity.consult_phone": "12345"}), 0, ADMIN)
    stream.decide(a.SetSettings(changes={"theme.accent": "#004488"}), 0, ADMIN)
    with pytest.raises(Invalid) as caught:
        stream.decide(a.SetSettings(changes={"theme.accent": "#fffff0"}), 0, ADMIN)
    assert [problem.path for problem in caught.value.problems] == ["theme.accent"]


def test_an_old_version_with_a_refused_value_does_not_come_back() -> None:
    """Nor does a file of it: restoring and importing save too."""
    stream = SettingsStream(township())
    stream.versions[7] = of_before()
    for command in (a.RestoreSettings(version=7), a.ImportSettings(settings=plain(of_before()))):
        with pytest.raises(Invalid) as caught:
            stream.decide(command, 0, ADMIN)
        assert {problem.path for problem in caught.value.problems} == {
            "theme.accent",
            "kiosk.result_seconds",
            "classes.elder.name",
        }
