"""The contract as types of the pages, server/browser/wire.d.ts, made from the schema.

`python -m server.wire.typescript` writes the file anew; a test says when it is out of date.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import inspect

from server.wire import schema
from server.wire.beats import BeatAnswer
from server.wire.frames import Hello, Live, Tick

FILE: Final = Path(__file__).parents[1] / "browser/wire.d.ts"
_HEAD: Final = """\
// What comes and goes over the wire. Made from server/wire/schema.py: python -m server.wire.typescript
"""
_PLAIN: Final = {
    "integer": "number",
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "null": "null",
}
_SAID_WHOLE: Final = (*schema.VIEWS.values(), Live, Hello, Tick, BeatAnswer)


def declarations() -> str:
    """The text of wire.d.ts: an interface for each struct, and unions of all commands and all views."""
    found, whole = schema.components(), _whole()
    commands = [name for name, kind in found.items() if _is_command(kind)]
    parts = [_interface(name, kind, name in whole) for name, kind in sorted(found.items())]
    parts.append(_union("Command", sorted(commands)))
    parts.append(_union("View", sorted(view.__name__ for view in schema.VIEWS.values())))
    return "\n".join([_HEAD, *parts])


def _whole() -> set[str]:
    """Names of the structs that the server sends with all their fields, defaults too."""
    seen: set[type] = set()

    def walk(kind: Any) -> None:
        if isinstance(kind, inspect.StructType):
            if kind.cls in seen:
                return
            seen.add(kind.cls)
            parts = [field.type for field in kind.fields]
        elif isinstance(kind, inspect.UnionType):
            parts = list(kind.types)
        elif isinstance(kind, inspect.DictType):
            parts = [kind.value_type]
        elif isinstance(kind, inspect.TupleType):
            parts = list(kind.item_types)
        else:
            parts = [kind.item_type] if hasattr(kind, "item_type") else []
        for part in parts:
            walk(part)

    for kind in msgspec.inspect.multi_type_info(_SAID_WHOLE):
        walk(kind)
    return {cls.__name__ for cls in seen if not cls.__struct_config__.omit_defaults}  # type: ignore[attr-defined]


def _is_command(kind: dict[str, Any]) -> bool:
    return "enum" in kind.get("properties", {}).get("do", {})


def _interface(name: str, kind: dict[str, Any], whole: bool) -> str:
    if "properties" not in kind:
        return f"export type {name} = {_type(kind)};\n"
    needed = set(kind["properties"]) if whole else set(kind.get("required", ()))
    rows = [
        f"  {field}{'' if field in needed else '?'}: {_type(of)};" for field, of in kind["properties"].items()
    ]
    return "\n".join([f"export interface {name} {{", *rows, "}", ""])


def _union(name: str, kinds: list[str]) -> str:
    return "\n".join(
        [f"export type {name} =", *(f"  | {kind}" for kind in kinds[:-1]), f"  | {kinds[-1]};", ""]
    )


def _type(of: dict[str, Any]) -> str:
    if "$ref" in of:
        return str(of["$ref"]).rpartition("/")[2]
    if "enum" in of:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in of["enum"])
    for some in ("anyOf", "oneOf"):
        if some in of:
            return " | ".join(_type(part) for part in of[some])
    kind = of.get("type")
    if kind == "array":
        return _array(of)
    if kind == "object":
        values = of.get("additionalProperties")
        return f"Record<string, {_type(values) if isinstance(values, dict) else 'unknown'}>"
    return _PLAIN.get(str(kind), "unknown")


def _array(of: dict[str, Any]) -> str:
    if "prefixItems" in of:
        return f"[{', '.join(_type(part) for part in of['prefixItems'])}]"
    items = of.get("items")
    inner = _type(items) if isinstance(items, dict) else "unknown"
    return f"({inner})[]" if " | " in inner else f"{inner}[]"


if __name__ == "__main__":
    FILE.write_text(declarations(), encoding="utf-8")
