"""The theme's colours, by arithmetic: WCAG 2.2 contrast of every pair that pages put together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.settings.defaults.township import township

CSS = (Path(__file__).parents[1] / "server/browser/theme.css").read_text()
BLOCKS = re.findall(r':root(?:\[data-theme="(\w+)"\])? \{(.*?)\n\}', CSS, re.S)
THEMES = {
    name or "light": dict(re.findall(r"--([\w-]+): (?:var\(--county, )?(#\w{6})", body))
    for name, body in BLOCKS
}
GROUNDS = ("ground", "surface", "sunk")
TEXT = [(ink, ground) for ink in ("ink", "ink-2") for ground in GROUNDS] + [
    ("on-accent", "accent"),
    ("good", "good-ground"),
    ("warn", "warn-ground"),
    ("bad", "bad-ground"),
]
LINES = [(line, ground) for line in ("border", "focus") for ground in GROUNDS]


def luminance(colour: str) -> float:
    """WCAG relative luminance of #rrggbb."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def colour(theme: str, name: str) -> str:
    """A token of a theme; what it does not say comes from the light one."""
    return THEMES[theme].get(name, THEMES["light"][name])


@pytest.mark.parametrize("theme", sorted(THEMES))
@pytest.mark.parametrize("pair", TEXT, ids="-on-".join)
def test_text_is_readable(theme: str, pair: tuple[str, str]) -> None:
    """7:1, WCAG AAA."""
    assert contrast(*(colour(theme, name) for name in pair)) >= 7


@pytest.mark.parametrize("theme", sorted(THEMES))
@pytest.mark.parametrize("pair", LINES, ids="-on-".join)
def test_borders_and_focus_are_seen(theme: str, pair: tuple[str, str]) -> None:
    """3:1, WCAG 1.4.11."""
    assert contrast(*(colour(theme, name) for name in pair)) >= 3


def test_the_default_accent_is_readable_both_ways() -> None:
    """Letters in the county's colour on white, and white on it."""
    accent = township().theme.accent
    assert contrast(accent, colour("light", "surface")) >= 7
    assert accent.lower() == colour("light", "accent").lower()


def test_there_are_three_themes() -> None:
    """Light, dark, high contrast."""
    assert sorted(THEMES) == ["contrast", "dark", "light"]
