"""The contract: a true OpenAPI 3.1 document, from which bodies can be built that the server takes."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from server.wire import schema
from tests.web.house import HALL, House

DOCUMENT = schema.openapi("test")
SCHEMAS = DOCUMENT["components"]["schemas"]
COMMAND = DOCUMENT["paths"]["/api/v1/halls/{hall}/commands"]["post"]


def resolve(part: dict[str, Any]) -> dict[str, Any]:
    """Follow a $ref."""
    return SCHEMAS[part["$ref"].rpartition("/")[2]] if "$ref" in part else part


def refs(part: Any) -> list[str]:
    """All $refs in a document."""
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [ref for value in part.values() for ref in refs(value)]
    return [ref for value in part for ref in refs(value)] if isinstance(part, list) else []


def build(part: dict[str, Any]) -> Any:
    """The smallest value a schema allows."""
    part = resolve(part)
    for name in ("default", "const"):
        if name in part:
            return part[name]
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


def test_the_document_is_whole() -> None:
    """Version, unique operation ids, every reference leads somewhere, every operation has a problem."""
    assert DOCUMENT["openapi"].startswith("3.1.") and DOCUMENT["info"].keys() >= {"title", "version"}
    for ref in refs(DOCUMENT):
        assert ref.startswith("#/components/schemas/") and ref.rpartition("/")[2] in SCHEMAS
    operations = [operation for path in DOCUMENT["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    for operation in operations:
        assert {"200", "default"} <= operation["responses"].keys()
    for path, methods in DOCUMENT["paths"].items():
        for operation in methods.values():
            named = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))


def test_every_command_is_in_the_document_once() -> None:
    """The discriminator names exactly the commands there are."""
    body = COMMAND["requestBody"]["content"]["application/json"]["schema"]
    mapping = body["discriminator"]["mapping"]
    assert sorted(mapping) == schema.commands()
    assert sorted(mapping.values()) == sorted(part["$ref"] for part in body["oneOf"])
    for do, ref in mapping.items():
        shape = resolve({"$ref": ref})
        assert shape["properties"]["do"]["enum"] == [do] and "do" in shape["required"]
        assert shape["additionalProperties"] is False


def test_the_server_serves_this_document(hall: House) -> None:
    """At its address, to everybody, as JSON."""
    response = hall.http.get(f"{hall.url}/api/v1/openapi.json", timeout=60)
    assert response.status_code == 200 and response.headers["Content-Type"] == "application/json"
    assert response.json()["paths"].keys() == DOCUMENT["paths"].keys()


@pytest.mark.parametrize("do", schema.commands())
def test_a_body_built_from_the_document_is_understood(hall: House, do: str) -> None:
    """Whatever the rules say to it: it is never malformed, and the answer fits the document too."""
    mapping = COMMAND["requestBody"]["content"]["application/json"]["schema"]["discriminator"]["mapping"]
    body = build({"$ref": mapping[do]})
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    response = hall.post(f"/api/v1/halls/{HALL}/commands", body, f"Bearer {hall.key}", headers=headers)
    answer = response.json()
    assert answer.get("code") not in ("malformed", "unknown_do"), (body, answer)
    assert response.status_code < 500
    shape = SCHEMAS["Answer" if response.status_code == 200 else "Problem"]
    assert set(shape["required"]) <= answer.keys() <= shape["properties"].keys()
    assert all(type(answer[name]) is int for name in ("status", "seq") if name in answer)


@pytest.mark.parametrize("role", sorted(schema.VIEWS))
def test_each_view_has_the_fields_of_its_schema(hall: House, role: str) -> None:
    """Frames are what the document says."""
    device, _ = hall.device("kiosk")
    arg = {"board": "main", "window": "1", "counter": "1", "kiosk": device, "supervisor": ""}[role]
    frame = hall.view(role, arg)
    assert frame.keys() == SCHEMAS["FrameOut"]["properties"].keys()
    shape = SCHEMAS[schema.VIEWS[role].__name__]
    assert frame["view"].keys() == shape["properties"].keys()
    assert frame["live"].keys() <= SCHEMAS["Live"]["properties"].keys()
    assert frame["role"] == role
