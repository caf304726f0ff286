"""The contract as tests read it: both documents, whether a value fits them, and values built from them."""

from __future__ import annotations

import re
from typing import Any

from jsonschema import Draft7Validator, Draft202012Validator

from server.web import contract

DOCUMENT = contract.documents("test")["openapi"]
EVENTS = contract.documents("test")["asyncapi"]
SCHEMAS = DOCUMENT["components"]["schemas"]
COMMANDS = SCHEMAS["Command"]["discriminator"]["mapping"]


def resolve(part: dict[str, Any]) -> dict[str, Any]:
    """Follow a $ref."""
    return SCHEMAS[part["$ref"].rpartition("/")[2]] if "$ref" in part else part


def fits(part: dict[str, Any], value: Any) -> None:
    """A value is what a schema of the OpenAPI document says."""
    Draft202012Validator(part | {"components": DOCUMENT["components"]}).validate(value)


def heard(message: str, value: Any) -> None:
    """A value is what the AsyncAPI document says of a message."""
    payload = EVENTS["components"]["messages"][message]["payload"]
    Draft7Validator({"allOf": [payload], "components": EVENTS["components"]}).validate(value)


def build(part: dict[str, Any]) -> Any:
    """The smallest value a schema allows."""
    part = resolve(part)
    if "const" in part:
        return part["const"]
    if "enum" in part:
        return part["enum"][0]
    if "anyOf" in part or "oneOf" in part:
        return build(part.get("anyOf", part.get("oneOf"))[0])
    match part.get("type"):
        case "object":
            made = {name: build(part["properties"][name]) for name in part.get("required", [])}
            return made or {"rules.undo_seconds": 11} if "minProperties" in part else made
        case "array":
            return [build(part["items"])] * part.get("minItems", 0)
        case "string":
            return text(part)
        case "integer" | "number":
            return part.get("minimum", 1)
        case "boolean":
            return False
    return None


def text(part: dict[str, Any]) -> str:
    """A string that fits length and pattern."""
    tried = ("A", "a", "2026-11-24", "12345678", "")
    for word in tried:
        long = len(word) >= part.get("minLength", 0)
        if long and len(word) <= part.get("maxLength", 999) and re.search(part.get("pattern", ""), word):
            return word
    raise AssertionError(f"no word fits {part}")
