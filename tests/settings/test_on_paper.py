"""A text that a ticket cannot show whole is saved, and whoever saves it is told."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.printing.signs import clean
from server.hall.commands import Origin
from server.hall.signs import off_paper
from server.settings import commands as a
from server.settings.defaults.township import township
from server.settings.stream import SettingsStream
from tests.hall.largest import largest

ADMIN = Origin("admin", "admin", None, "fresh")


def answer(stream: SettingsStream, changes: dict[str, Any]) -> dict[str, Any]:
    """What saving answers."""
    command = a.SetSettings(changes=changes)
    return stream.take(stream.decide(command, 0, ADMIN), command)


@pytest.mark.parametrize(
    ("path", "text", "signs"),
    [
        ("identity.name", "𱍐家湾镇政务服务大厅", "𱍐"),
        ("identity.mark", "ئۇيغۇر", "ئۇيغر"),
        ("lines.B.name", "བོད་ 社会事务", "བོད་"),
        ("classes.elder.name", "老年😀😀", "😀"),
        ("paper.advice", "请在等候区就座☕", "☕"),
        ("lines.D.items.bamboo.name", "竹林采伐𠮷", "𠮷"),
    ],
)
def test_signs_a_ticket_may_not_have_are_told_when_saved(path: str, text: str, signs: str) -> None:
    """Each once, with the path of the text; the next change of something else says nothing more."""
    stream = SettingsStream(township())
    (word,) = answer(stream, {path: text})["told"]
    assert (word["path"], f"“{signs}”" in word["zh"], "□" in word["en"]) == (path, True, True)
    assert answer(stream, {"rules.rejoin_max": 3}) == {"version": 2}


def test_what_every_face_has_is_not_told() -> None:
    """Hanzi of GBK, Latin letters and the usual marks; and English names, which no ticket says."""
    stream = SettingsStream(township())
    fine = {"lines.B.name": "䶮溪镇·社会事务（一）①℃〇 Café", "lines.B.name_en": "☕"}
    assert answer(stream, fine) == {"version": 1}


def test_what_is_not_told_is_drawn() -> None:
    """Of all signs that count as sure, the face of these tests lacks one sign of mathematics in 21,791."""
    sure = [chr(at) for at in range(0xA1, 0xFFFF) if not 0xD800 <= at < 0xE000]
    lacking = [sign for sign in sure if not off_paper([sign]) and clean(sign) == "□"]
    assert lacking == ["≒", "□"]  # the second is the box itself


def test_the_largest_hall_is_told_of_nothing() -> None:
    """Its names are plain hanzi."""
    assert off_paper([largest().identity.name, largest().paper.overdue]) == ""
