"""The Socket.IO half of the contract: AsyncAPI 3, from the same structs as the HTTP half.

AsyncAPI knows no Socket.IO: the channel is its namespace "/", a message's name is the event's, its payload
the one argument; a reply is the ack.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any, Final

from server.wire import examples
from server.wire.envelope import KEY_MAX, KEY_MIN
from server.wire.schema import Schema, commands, components, ref, used

_ABOUT: Final = (
    "What a screen or an agent hears and says over Socket.IO (protocol 5, path /socket.io/, namespace /). By "
    "who it is it comes into the room of its own view: `hello`, then `view` at once and whenever the view "
    "changes, `tick` every 5 s. When a tick has another epoch, day or hash than the newest view, emit "
    "`resync`. A command is answered in its ack; send it again with the same key until the answer is known. "
    "Times are milliseconds since 1970-01-01 UTC."
)
_CHANNEL: Final = {"$ref": "#/channels/hall"}
_TAKEN: Final = {
    "command": ("Give a command; the ack has its answer or a problem.", "answer"),
    "beat": ("What a device says of itself every 5 s and on change.", "beatAnswer"),
    "resync": ("The newest view, please.", None),
}
_SENT: Final = {
    "hello": "Who you are, and the build your page should run.",
    "view": "The whole view of your room, now.",
    "tick": "The newest state and the server's time, every 5 s.",
    "connect_error": "You are not let in; the packet's data is the problem.",
}


def asyncapi(version: str, told: Mapping[str, int], roles: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The document. told: code -> status of every problem that the server may tell. roles: do -> who may."""
    messages = _messages()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Jiaohao",
            "version": version,
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "hall": {
                "host": "{host}",
                "pathname": "/socket.io/",
                "protocol": "ws",
                "description": "the server that this document came from; wss behind TLS",
                "variables": {"host": {"default": "127.0.0.1:8080", "description": "name and port"}},
                "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in _SECURITY],
            }
        },
        "channels": {
            "hall": {
                "address": "/",
                "description": "the namespace",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            }
        },
        "operations": {**_heard(), **_said()},
        "components": {
            "messages": messages,
            "schemas": used([messages, ref("Results")], _schemas(told, roles)),
            "securitySchemes": _SECURITY,
        },
    }


_SECURITY: Final[dict[str, Schema]] = {
    "token": {
        "type": "apiKey",
        "in": "user",
        "description": "`auth.token` of Socket.IO: the token of an agent or of a program",
    },
    "screen": {
        "type": "httpApiKey",
        "in": "cookie",
        "name": "jh-{tag}-{screen}",
        "description": "cookie of an enrolled screen, which `auth.screen` of Socket.IO names; only from the "
        "hall's own pages. Without `auth.screen` the cookie of a signed-in person, jh-{tag}-session.",
    },
}


def _schemas(told: Mapping[str, int], roles: Mapping[str, Iterable[str]]) -> dict[str, Schema]:
    """As over HTTP; a command carries its key, and its answer its status."""
    found = copy.deepcopy(components(told, roles))
    key = {"type": "string", "minLength": KEY_MIN, "maxLength": KEY_MAX}
    for kind in commands().values():
        schema = found[kind.__name__]
        schema["properties"] = {"key": key} | schema["properties"]
        schema["required"] = ["key", *schema["required"]]
    answer = found["Answer"]
    answer["properties"] = {"status": {"const": 200}} | answer["properties"]
    answer["required"] = ["status", *answer["required"]]
    _draft7(found)
    refused = {"message": ref("ProblemCode"), "data": ref("Problem")}
    found["Refused"] = {"type": "object", "properties": refused, "required": ["message", "data"]}
    return found


def _draft7(part: Any) -> None:
    """Schemas of AsyncAPI are those of draft 7: a list of fixed length is told by `items`; which of several
    it is, `do` and `role` tell without a discriminator (one of AsyncAPI knows no mapping)."""
    for value in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _draft7(value)
    if isinstance(part, dict):
        part.pop("discriminator", None)
        if "prefixItems" in part:
            part["items"] = part.pop("prefixItems")


def _messages() -> dict[str, Schema]:
    """By name; those of the acks have names of their own."""
    made = {
        "command": ref("Command"),
        "beat": ref("Beat"),
        "resync": {"type": "null"},
        "hello": ref("Hello"),
        "view": ref("Frame"),
        "tick": ref("Tick"),
        "connect_error": ref("Refused"),
        "answer": {"anyOf": [ref("Answer"), ref("Problem")]},
        "beatAnswer": {"anyOf": [ref("BeatAnswer"), ref("Problem")]},
    }
    messages: dict[str, Schema] = {name: {"name": name, "payload": payload} for name, payload in made.items()}
    for name, given in (("command", examples.COMMANDS), ("beat", examples.BEAT)):
        key = {"key": examples.KEY} if name == "command" else {}
        messages[name]["examples"] = [
            {"name": one, "summary": example["summary"], "payload": key | example["value"]}
            for one, example in given.items()
        ]
    return messages


def _message(name: str) -> Schema:
    return {"$ref": f"#/channels/hall/messages/{name}"}


def _heard() -> Schema:
    """What the server takes."""
    made: Schema = {}
    for name, (words, reply) in _TAKEN.items():
        made[name] = {
            "action": "receive",
            "channel": _CHANNEL,
            "summary": words,
            "messages": [_message(name)],
        }
        if reply is not None:
            made[name]["reply"] = {"channel": _CHANNEL, "messages": [_message(reply)]}
    return made


def _said() -> Schema:
    """What it sends."""
    return {
        name: {"action": "send", "channel": _CHANNEL, "summary": words, "messages": [_message(name)]}
        for name, words in _SENT.items()
    }
