"""Errors of the settings room: a tree, or a change of it, that cannot become settings."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from server.hall.errors import Refused


class Wrong(Struct, frozen=True):
    """One wrong field: its path ("windows.2.name") and one sentence in Chinese and in English."""

    path: str
    zh: str
    en: str


class Invalid(Refused):
    """The tree is not valid (code settings_invalid); problems holds every wrong field."""

    def __init__(self, problems: list[Wrong]) -> None:
        first = problems[0]
        super().__init__(
            "settings_invalid",
            first=f"{first.path} {first.zh}",
            first_en=f"{first.path} {first.en}",
            problems=msgspec.to_builtins(problems),
        )
        self.problems = problems
