"""The contract: OpenAPI 3.1 and AsyncAPI 3, whole and linted; it says what the server takes and sends."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest

from server.web import contract
from server.wire import schema
from tests.security.test_origin import ROUTES
from tests.web.contract import COMMANDS, DOCUMENT, EVENTS, SCHEMAS, build, fits, heard, resolve
from tests.web.house import HALL, ROOT, House

OPERATIONS = [
    (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


def refs(part: Any) -> list[str]:
    """All $refs in a document."""
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [ref for value in part.values() for ref in refs(value)]
    return [ref for value in part for ref in refs(value)] if isinstance(part, list) else []


def at(document: Any, ref: str) -> Any:
    """What a $ref leads to."""
    for word in ref.removeprefix("#/").split("/"):
        document = document[word]
    return document


@pytest.mark.parametrize("document", [DOCUMENT, EVENTS], ids=["openapi", "asyncapi"])
def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    """And every schema is led to, but the table of results, which is for readers of types."""
    named = set(refs(document))
    for ref in named:
        at(document, ref)
    mapped = {ref for _, ref in COMMANDS.items()}
    used = {ref.rpartition("/")[2] for ref in named | mapped}
    assert document["components"]["schemas"].keys() - used == {"Results"}


def test_the_contract_is_linted(tmp_path: Path) -> None:
    """By redocly, both halves, with no error and no warning. A component that nothing in the document names
    is right here: Results is for readers of types."""
    for name, document in (("openapi", DOCUMENT), ("asyncapi", EVENTS)):
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    done = subprocess.run(
        [ROOT / "node_modules/.bin/redocly", "lint", "openapi.json", "asyncapi.json", "--format=json",
         "--extends=recommended", "--skip-rule=no-unused-components"],
        cwd=tmp_path,
        env=os.environ | {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"},
        capture_output=True,
        text=True,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count('"problems": []') == 2, done.stdout


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=lambda part: str(part)[:60])
def test_an_operation_is_told_whole(path: str, method: str, operation: dict[str, Any]) -> None:
    """Its name, a summary, a tag that is explained, its path's words, problems with their headers."""
    names = [other["operationId"] for _, _, other in OPERATIONS]
    assert names.count(operation["operationId"]) == 1
    assert operation["summary"] and set(operation["tags"]) <= {tag["name"] for tag in DOCUMENT["tags"]}
    named = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
    assert named == set(re.findall(r"{(\w+)}", path))
    answers = {
        status: at(DOCUMENT, answer["$ref"]) if "$ref" in answer else answer
        for status, answer in operation["responses"].items()
    }
    assert "200" in answers and any(status.startswith("4") for status in answers)
    assert ("401" in answers) or operation.get("security") is not None
    for status, header in (("401", "WWW-Authenticate"), ("429", "Retry-After"), ("503", "Retry-After")):
        assert status not in answers or header in answers[status]["headers"], status
    if method == "post":
        assert {"413", "415", "422", "429"} <= answers.keys() and operation["requestBody"]["required"]


def test_every_route_of_the_api_is_told() -> None:
    """Each with its methods; a route that is added is told or this fails."""
    routes = {
        path: methods for path, methods in ROUTES.items() if path.startswith(("/api/", "/media/", "/voice/"))
    }
    routes["/readyz"] = ROUTES["/readyz"]
    told = {
        re.sub(r"{(\w+)}", r"<\1>", path): {method.upper() for method in methods}
        for path, methods in DOCUMENT["paths"].items()
    }
    assert told == {path: set(methods.split()) for path, methods in routes.items()}


def test_every_code_of_every_room_is_told() -> None:
    """All tables of sentences but those that only the command line and the start of a server use; each code
    stands with the answer of its status."""
    files = [path for path in (ROOT / "server").rglob("*.py") if "\nSENTENCES" in path.read_text("utf-8")]
    rooms = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files]
    silent = {"server.cli.errors", "server.machine", "server.wire.text"}
    found = {
        (code, sentence[0])
        for room in set(rooms) - silent
        for code, sentence in importlib.import_module(room).SENTENCES.items()
    }
    told = dict(found)
    assert len(found) == len(told), "one code, two statuses"
    assert set(SCHEMAS["ProblemCode"]["enum"]) == told.keys() and len(told) > 80
    responses = DOCUMENT["components"]["responses"]
    for code, status in told.items():
        if f"Problem{status}" in responses:
            assert f"`{code}`" in responses[f"Problem{status}"]["description"]


def test_every_command_is_in_the_document_once() -> None:
    """The discriminator names exactly the commands there are, and each has a result."""
    assert sorted(COMMANDS) == list(schema.commands()) == sorted(SCHEMAS["Results"]["properties"])
    assert sorted(COMMANDS.values()) == sorted(part["$ref"] for part in SCHEMAS["Command"]["oneOf"])
    for do, ref in COMMANDS.items():
        shape = resolve({"$ref": ref})
        assert shape["properties"]["do"]["const"] == do and "do" in shape["required"]
        assert shape["additionalProperties"] is False
        roles = re.search(r"Who may: ([a-z, ]+)\.$", shape["description"])
        assert roles and "admin" in roles[1].split(", ")


def test_no_schema_holds_what_generators_stumble_over() -> None:
    """No default (openapi-typescript makes the field required), no `items: false` (openapi-python-client
    refuses the document): defect 52."""
    text = json.dumps([DOCUMENT, EVENTS])
    assert '"items": false' not in text and '"default": null' not in text
    for shape in SCHEMAS.values():
        assert not any("default" in field for field in shape.get("properties", {}).values())


def test_the_examples_are_right() -> None:
    """By the schemas beside them."""
    for _, _, operation in OPERATIONS:
        parts = [operation.get("requestBody", {}), operation["responses"]["200"]]
        for content in (part.get("content", {}).get("application/json", {}) for part in parts):
            for example in content.get("examples", {}).values():
                fits(content["schema"], example["value"])
    for name, message in EVENTS["components"]["messages"].items():
        for example in message.get("examples", []):
            heard(name, example["payload"])


@pytest.mark.parametrize("half", ["openapi", "asyncapi"])
def test_the_server_serves_this_document(hall: House, half: str) -> None:
    """At its address, to everybody, as JSON."""
    response = hall.http.get(f"{hall.url}/api/v1/{half}.json", timeout=60)
    assert response.status_code == 200 and response.headers["Content-Type"] == "application/json"
    served, own = response.json(), contract.documents("test")[half]
    assert served.pop("info")["version"] != own["info"]["version"]
    assert served == {name: part for name, part in own.items() if name != "info"}


@pytest.mark.parametrize("do", list(schema.commands()))
def test_a_body_built_from_the_document_is_understood(hall: House, do: str) -> None:
    """Whatever the rules say to it: it is never malformed, and the answer fits the document too."""
    body = build({"$ref": COMMANDS[do]})
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    response = hall.post(f"/api/v1/halls/{HALL}/commands", body, f"Bearer {hall.key}", headers=headers)
    answer = response.json()
    assert answer.get("code") not in ("malformed", "unknown_do"), (body, answer)
    assert response.status_code < 500
    fits({"$ref": "#/components/schemas/" + ("Answer" if response.ok else "Problem")}, answer)


@pytest.mark.parametrize("role", sorted(schema.VIEWS))
def test_each_view_is_what_its_schema_says(hall: House, role: str) -> None:
    """Frames over HTTP, and no field that the document does not tell."""
    device, token = hall.device("kiosk")
    hall.do("ticket.issue", f"Device {token}", line="A")
    arg = {"board": "main", "window": "1", "counter": "1", "kiosk": device, "supervisor": ""}[role]
    frame = hall.view(role, arg)
    fits({"$ref": "#/components/schemas/Frame"}, frame)
    heard("view", frame)
    assert frame["view"].keys() == SCHEMAS[schema.VIEWS[role].__name__]["properties"].keys()
    assert frame["live"].keys() <= SCHEMAS["Live"]["properties"].keys()
    assert frame["role"] == role


def test_what_a_socket_hears_is_what_the_document_says(hall: House) -> None:
    """hello, view, the answer of a command and its problem, of a beat and its problem."""
    _, token = hall.device("kiosk")
    with hall.socket({"token": token}) as socket:
        heard("hello", socket.wait("hello"))
        heard("view", socket.wait("view"))
        issue = {"key": str(uuid.uuid4()), "do": "ticket.issue", "line": "A"}
        heard("command", issue)
        for message, sent, code in (
            ("command", issue, None),
            ("command", issue | {"key": "short"}, "malformed"),
            ("beat", {"build": "b"}, None),
            ("beat", {}, "malformed"),
        ):
            ack = socket.call(message, sent)
            reply = EVENTS["operations"][message]["reply"]["messages"][0]["$ref"]
            heard(reply.rpartition("/")[2], ack)
            assert ack.get("code") == code
    events = {"command", "resync", "beat", "hello", "view", "tick", "connect_error"}
    assert EVENTS["operations"].keys() == events
