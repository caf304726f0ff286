"""From plain JSON to Settings, or one clear sentence for every wrong field.

The types of server.hall.settings are the only source of titles, units and ranges: this walk reads them
with msgspec.inspect, so a new setting is checked without a line here. Checks across fields follow once
every field is right by itself (server.settings.consistency).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from server.hall.settings.tree import Settings
from server.hall.signs import unseen
from server.settings.consistency import cross_checks
from server.settings.errors import Invalid, Wrong
from server.settings.narrow import narrowed
from server.settings.paths import name_of
from server.settings.sensible import UNSEEN, senseless


def parse(tree: Any, before: Settings | None = None) -> Settings:
    """The checked tree. before: what it takes the place of; what was not sensible in it already may stay.

    Raises: Invalid with every wrong field."""
    tree = narrowed(tree, root())
    problems = wrong_in(tree, root(), "")
    if problems:
        raise Invalid(problems)
    settings = msgspec.convert(tree, Settings)
    found = list(cross_checks(settings))
    stood = set(senseless(plain(before))) if before is not None else set()
    found += [problem[:3] for problem in senseless(plain(settings)) if problem not in stood]
    if found:
        raise Invalid([_wrong(path, "", zh, en) for path, zh, en in found])
    return settings


def check_note(note: str) -> str:
    """The note of a change, as it is. Raises: Invalid."""
    if unseen(note):
        raise Invalid([_wrong("note", "", *UNSEEN)])
    return note


def plain(settings: Settings) -> dict[str, Any]:
    """The tree as plain JSON values (lists, not tuples), whole and in the order of the types."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(settings))
    return found


Found = tuple[str, str, str, str]  # path, title, Chinese, English (both without the full stop)


def _wrong(path: str, title: str, zh: str, en: str) -> Wrong:
    return Wrong(path or "settings", f"{title}{zh}。", f"{en}.")


@cache
def root() -> Any:
    """The type of the tree, to be walked."""
    return inspect.type_info(Settings)


def wrong_in(value: Any, kind: Any, path: str) -> list[Wrong]:
    """Everything wrong with a value of a type of the tree, leaf by leaf."""
    return [_wrong(*found) for found in _walk(value, kind, path, "")]


def _walk(value: Any, kind: Any, path: str, title: str) -> Iterator[Found]:
    """Everything wrong with a value of this type, leaf by leaf."""
    extra: dict[str, Any] = {"title": title}
    while isinstance(kind, inspect.Metadata):
        extra, kind = extra | (kind.extra_json_schema or {}), kind.type
    check = _CHECKS.get(type(kind))
    if check is None:
        yield from _INSIDE[type(kind)](value, kind, path, extra["title"])
        return
    found = check(value, kind, extra)
    if found is not None:
        yield path, extra["title"], *found


def _struct(value: Any, kind: inspect.StructType, path: str, title: str) -> Iterator[Found]:
    if not isinstance(value, dict):
        yield path, title, "应为一组设置", "must be an object"
        return
    dot = f"{path}." if path else ""
    fields = {field.encode_name: field for field in kind.fields}
    for name in value:
        if name not in fields:
            yield f"{dot}{name}", "", "没有这个设置", "is not a setting"
    for name, field in fields.items():
        if name in value:
            yield from _walk(value[name], field.type, f"{dot}{name}", "")
        elif field.required:
            yield f"{dot}{name}", _title(field.type), "不能缺少", "is missing"


def _title(kind: Any) -> str:
    title = ""
    while isinstance(kind, inspect.Metadata):
        title, kind = (kind.extra_json_schema or {}).get("title", title), kind.type
    return title


def _array(value: Any, kind: inspect.VarTupleType, path: str, title: str) -> Iterator[Found]:
    if not isinstance(value, list | tuple):
        yield path, title, "应为列表", "must be a list"
        return
    if kind.min_length is not None and len(value) < kind.min_length:
        yield path, title, f"至少要有 {kind.min_length} 个", f"needs at least {kind.min_length}"
    if kind.max_length is not None and len(value) > kind.max_length:
        yield path, title, f"最多 {kind.max_length} 个", f"allows at most {kind.max_length}"
        return
    for index, member in enumerate(value):
        yield from _walk(member, kind.item_type, f"{path}.{name_of(member, index)}", title)


Said = tuple[str, str] | None


def _integer(value: Any, kind: inspect.IntType, extra: dict[str, Any]) -> Said:
    low, high, unit = kind.ge, kind.le, extra.get("unit", "")
    if not isinstance(value, int) or isinstance(value, bool):
        return "应为整数", "must be a whole number"
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    zh = _UNITS.get(unit, unit)
    return f"应在 {low} 到 {high} {zh}之间", f"must lie between {low} and {high}{f' {unit}' if unit else ''}"


_UNITS = {"min": "分钟", "s": "秒", "m": "米", "1/s": "次每秒"}


def _text(value: Any, kind: inspect.StrType, extra: dict[str, Any]) -> Said:
    if not isinstance(value, str):
        return "应为文字", "must be text"
    if kind.min_length and not value.strip():
        return "不能空白", "must not be blank"
    if kind.max_length is not None and len(value) > kind.max_length:
        return f"最多 {kind.max_length} 个字", f"allows at most {kind.max_length} characters"
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in value):
        return "不能有换行或控制字符", "must not hold line breaks or control characters"
    if kind.pattern is not None and re.fullmatch(kind.pattern, value, re.ASCII) is None:
        zh, en = extra["form"]
        return zh, en
    return None


def _truth(value: Any, kind: inspect.BoolType, extra: dict[str, Any]) -> Said:
    return None if isinstance(value, bool) else ("应为是或否", "must be true or false")


def _choice(value: Any, kind: inspect.LiteralType, extra: dict[str, Any]) -> Said:
    if isinstance(value, str) and value in kind.values:
        return None
    names = [str(name) for name in kind.values]
    return f"只能是 {'、'.join(names)} 之一", f"must be one of {', '.join(names)}"


_CHECKS: dict[type, Callable[[Any, Any, dict[str, Any]], Said]] = {
    inspect.IntType: _integer,
    inspect.StrType: _text,
    inspect.BoolType: _truth,
    inspect.LiteralType: _choice,
}
_INSIDE: dict[type, Callable[[Any, Any, str, str], Iterator[Found]]] = {
    inspect.StructType: _struct,
    inspect.VarTupleType: _array,
}
