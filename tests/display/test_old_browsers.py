"""A TV's browser of January 2023 (Chrome 109) shows every page: nothing younger stands in what is built."""

from __future__ import annotations

import re

import pytest

from tests.web.house import ROOT

STATIC = ROOT / "server/web/static"
# What came after Chrome 109 and what one reaches for all the same; syntax is lowered by the build (target).
YOUNGER = {
    "css": (
        r"color-mix\(|oklch\(|oklab\(|light-dark\(|\blinear\(|\b(?:round|mod|rem|sin|cos|tan)\(|\drlh\b|"
        r"text-wrap|subgrid|@starting-style|@scope|transition-behavior|view-transition|anchor-name|"
        r"field-sizing|animation-timeline|:user-valid|:user-invalid|:dir\(|initial-letter|"
        r"\bmask(?:-image)?:|container[^{}]*style\(|interpolate-size|calc-size\(|scrollbar-width|auto-phrase|"
        r"&[^#\w]"  # a nested rule
    ),
    "js": (
        r"\.toSorted\(|\.toReversed\(|\.toSpliced\(|Array\.fromAsync|Object\.groupBy|Map\.groupBy|"
        r"Promise\.withResolvers|Promise\.try|AbortSignal\.any|URL\.canParse|URL\.parse\(|isWellFormed|"
        r"\bIterator\.from|startViewTransition\(|setSinkId\(|RegExp\.escape"
    ),
}


@pytest.mark.parametrize("kind", YOUNGER)
def test_nothing_younger_than_chrome_109_stands_in_a_page(kind: str) -> None:
    """Neither in a style sheet nor in a script."""
    files = [path for path in sorted(STATIC.glob(f"*.{kind}")) if path.stem != "fonts"]
    assert len(files) >= 5
    found = {path.name: re.findall(YOUNGER[kind], path.read_text(encoding="utf-8")) for path in files}
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    ("kind", "text"),
    [("css", "a{color:color-mix(in srgb,red,blue)}"), ("css", "a{& b{}}"), ("js", "x.toSorted()")],
)
def test_what_is_younger_is_found(kind: str, text: str) -> None:
    """The patterns themselves."""
    assert re.search(YOUNGER[kind], text)
