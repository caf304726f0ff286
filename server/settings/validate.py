"""From plain JSON to Settings, or one clear message for every wrong field."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import Struct

from server.hall.errors import Refused
from server.hall.settings import Settings
from server.settings.cross import cross_checks


class Wrong(Struct, frozen=True):
    """One wrong field: its path ("windows.2.name") and what is wrong in Chinese and English."""

    path: str
    zh: str
    en: str


class Invalid(Refused):
    """The tree is not valid; problems holds every wrong field."""

    def __init__(self, problems: list[Wrong]) -> None:
        first = problems[0]
        super().__init__(
            "settings_invalid",
            first=f"{first.path} {first.zh}",
            first_en=f"{first.path}: {first.en}",
            problems=msgspec.to_builtins(problems),
        )
        self.problems = problems


def parse(tree: Any) -> Settings:
    """The checked tree. Raises: Invalid."""
    problems: list[Wrong] = []
    _walk(tree, Settings, "", problems)
    if problems:
        raise Invalid(problems)
    settings = msgspec.convert(tree, Settings)
    problems = [Wrong(*found) for found in cross_checks(settings)]
    if problems:
        raise Invalid(problems)
    return settings


def plain(settings: Settings) -> dict[str, Any]:
    """The tree as plain JSON values, whole and in the order of the types."""
    found: dict[str, Any] = msgspec.to_builtins(settings)
    return found


def _walk(value: Any, kind: Any, path: str, problems: list[Wrong]) -> None:
    """Check a value against a type; every leaf reports for itself."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        _walk_struct(value, kind, path, problems)
        return
    inner = _element(kind)
    if inner is not None and isinstance(value, list | tuple):
        for index, element in enumerate(value):
            _walk(element, inner, f"{path}.{_name(element, index)}", problems)
        if any(problem.path.startswith(f"{path}.") for problem in problems):
            return
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        problems.append(Wrong(path, *_words(str(error))))


def _walk_struct(value: Any, kind: type[Struct], path: str, problems: list[Wrong]) -> None:
    dot = f"{path}." if path else ""
    if not isinstance(value, dict):
        problems.append(Wrong(path or "settings", "应为一组设置", "must be an object"))
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name in value:
        if name not in fields:
            problems.append(Wrong(f"{dot}{name}", "没有这个设置", "is not a setting"))
    for name, field in fields.items():
        if name in value:
            _walk(value[name], field.type, f"{dot}{name}", problems)
        elif field.required:
            problems.append(Wrong(f"{dot}{name}", "不能缺少", "is missing"))


def _element(kind: Any) -> Any:
    """The element type of tuple[X, …] (annotated or not), or None."""
    if hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    args: Any = getattr(kind, "__args__", ())
    return args[0] if getattr(kind, "__origin__", None) is tuple and len(args) == 2 else None


def _name(element: Any, index: int) -> str:
    """Lists are addressed by number, letter or id where the element has one."""
    for field in ("number", "letter", "id"):
        if isinstance(element, dict) and isinstance(element.get(field), str | int):
            return str(element[field])
    return str(index)


_WORDS = (
    (r"Expected `str` matching regex", "格式不对", "has the wrong form"),
    (r"Expected `(?:str|array)` of length >= (\d+)", "至少 {0} 个", "needs at least {0}"),
    (r"Expected `(?:str|array)` of length <= (\d+)", "最多 {0} 个", "allows at most {0}"),
    (r"Expected `int` >= (-?\d+)", "不能小于 {0}", "must be at least {0}"),
    (r"Expected `int` <= (-?\d+)", "不能大于 {0}", "must be at most {0}"),
    (r"Expected `int`", "应为整数", "must be a whole number"),
    (r"Expected `bool`", "应为是或否", "must be true or false"),
    (r"Expected `str`", "应为文字", "must be text"),
    (r"Expected `array`", "应为列表", "must be a list"),
    (r"Invalid enum value '(.*)'", "不能是“{0}”", "cannot be “{0}”"),
)


def _words(error: str) -> tuple[str, str]:
    for pattern, zh, en in _WORDS:
        found = re.search(pattern, error)
        if found:
            return zh.format(*found.groups()), en.format(*found.groups())
    return "不对", error.partition(" - at")[0]
