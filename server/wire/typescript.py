"""The contract as types of the pages, server/browser/wire.d.ts, made from the schema.

`python -m server.wire.typescript` writes the file anew; a test says when it is out of date.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from server.wire import schema

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


def declarations() -> str:
    """The text of wire.d.ts: an interface for each struct, and the union of all views."""
    parts = [_interface(name, kind) for name, kind in sorted(schema.components().items())]
    return "\n".join([_HEAD, *parts, _union("View", sorted(view.__name__ for view in schema.VIEWS.values()))])


def _interface(name: str, kind: dict[str, Any]) -> str:
    if "properties" not in kind:
        return _union(name, [_type(part) for part in kind.get("oneOf", [kind])])
    needed = kind.get("required", ())
    rows = [
        f"  {_name(field)}{'' if field in needed else '?'}: {_type(of)};"
        for field, of in kind["properties"].items()
    ]
    return "\n".join([f"export interface {name} {{", *rows, "}", ""])


def _union(name: str, kinds: list[str]) -> str:
    return "\n".join(
        [f"export type {name} =", *(f"  | {kind}" for kind in kinds[:-1]), f"  | {kinds[-1]};", ""]
    )


def _name(field: str) -> str:
    return field if field.isidentifier() else json.dumps(field)


def _type(of: dict[str, Any]) -> str:
    if "$ref" in of:
        return str(of["$ref"]).rpartition("/")[2]
    if "const" in of:
        return json.dumps(of["const"], ensure_ascii=False)
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
