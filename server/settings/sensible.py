"""What a hall's faces could not live with, though its type lets it in: looked at when something is saved.

These limits stand here and not in the types, because old events replay through the types. A value that was
saved before they came stays until it is changed itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from server.hall.signs import blank, unseen
from server.settings.paths import find, name_of

Found = tuple[str, str, str, Any]  # path, Chinese, English (both without the full stop), the value

LEAST: Final = {
    "kiosk.result_seconds": 5,  # facts/ux.md 2: 8 s to read number and place, or a tap
    "board.keep_call_seconds": 15,  # a call with its repeat takes up to 13 s
    "board.newest_seconds": 5,  # facts/ux.md 4: highlighted 8 to 10 s; each word needs 2 s
    "rules.aimed_alarm_minutes": 1,  # at 0 every ticket is an alarm
    "rules.unserved_alarm_minutes": 1,
    "limits.rate": 2,  # a clerk finishes and calls within a second
    "limits.burst": 10,
}
CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3: white words on the accent, accent words on white
UNSEEN: Final = ("不能有看不见或改变方向的字符", "must not hold signs that are unseen or turn the text")
_PHONES: Final = ("identity.consult_phone", "identity.supervise_phone")


def senseless(tree: dict[str, Any]) -> Iterator[Found]:
    """Everything of the kind in a plain tree that is right in its types."""
    yield from _texts(tree, "")
    for path, least in LEAST.items():
        value = find(tree, path)
        if value < least:
            yield path, f"至少为 {least}", f"must be at least {least}", value
    for path in _PHONES:
        phone = find(tree, path)
        if phone and sum(sign.isdecimal() for sign in phone) < 3:
            yield path, "应有号码，或留空", "needs a number, or nothing", phone
    accent = find(tree, "theme.accent")
    if contrast_to_white(accent) < CONTRAST:
        yield "theme.accent", "太浅，白字看不清", "is too light for white words", accent


def _texts(node: Any, path: str) -> Iterator[Found]:
    if isinstance(node, str):
        if unseen(node):
            yield path, *UNSEEN, node
        elif node.strip() and blank(node):
            yield path, "不能空白", "must not be blank", node
    elif isinstance(node, dict):
        for name, member in node.items():
            yield from _texts(member, f"{path}.{name}" if path else name)
    elif isinstance(node, list):
        for index, member in enumerate(node):
            yield from _texts(member, f"{path}.{name_of(member, index)}")


def contrast_to_white(colour: str) -> float:
    """Contrast of "#rrggbb" to white, 1 to 21 (WCAG 2.2, relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
