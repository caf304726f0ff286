"""The shapes of everything on the wire as JSON Schemas, made from the structs themselves.

Shaped so that generators of clients take them: what the server always sends is required there, what a client
may leave out is not, and no schema carries a `default` (openapi-typescript makes such a field required).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct, structs

from server.hall.views.board import BoardView
from server.hall.views.counter import CounterView
from server.hall.views.kiosk import KioskView
from server.hall.views.live import Live
from server.hall.views.sign import WindowView
from server.hall.views.supervisor import SupervisorView
from server.hall.views.tickets import TicketPage
from server.wire import admission, frames
from server.wire.beats import Beat, BeatAnswer
from server.wire.envelope import AnyCommand
from server.wire.results import result_of

VIEWS: Final[dict[str, type[Struct]]] = {
    "kiosk": KioskView,
    "board": BoardView,
    "window": WindowView,
    "counter": CounterView,
    "supervisor": SupervisorView,
}
Schema = dict[str, Any]
_PLACE: Final = "#/components/schemas/"
_TAKEN: Final = (AnyCommand, Beat, admission.Enrol, admission.SignIn, admission.SetPassword)
_SENT: Final = (
    frames.Answer, frames.Problem, frames.Tick, frames.Hello, frames.Uploaded, frames.Nothing, frames.Ready,
    frames.Me, frames.ClipIndex, BeatAnswer, Live, TicketPage, admission.Enrolled, admission.SignedIn,
    *VIEWS.values(),
)  # fmt: skip


def ref(name: str) -> Schema:
    """A reference to one of the components."""
    return {"$ref": _PLACE + name}


def commands() -> dict[str, type[Struct]]:
    """The type of each command, by "do", sorted."""
    found = {str(kind.__struct_config__.tag): kind for kind in AnyCommand.__args__}
    return dict(sorted(found.items()))


def components(
    codes: Iterable[str] = (), roles: Mapping[str, Iterable[str]] | None = None
) -> dict[str, Schema]:
    """JSON Schemas by name. codes: of the problems that can be told; none: any text. roles: do -> who may,
    told in the command's words."""
    results = {do: result_of(do) for do in commands()}
    found = _tidy(_TAKEN, always=False) | _tidy((*_SENT, *results.values()), always=True)
    found["Results"] = _object({do: ref(kind.__name__) for do, kind in results.items()})
    found["Results"]["description"] = "The result of each command, by its `do`."
    # the one that needs most fields first: who tries them in this order finds the right one
    names = sorted(
        {kind.__name__ for kind in results.values()}, key=lambda n: (-len(found[n]["required"]), n)
    )
    found["Answer"]["properties"]["result"] = {"anyOf": [ref(name) for name in names]}
    found["Me"]["properties"]["commands"]["items"] = {"enum": list(commands())}
    for do, who in (roles or {}).items():
        shape = found[commands()[do].__name__]
        shape["description"] = f"{shape.get('description', '')} Who may: {', '.join(who)}.".lstrip()
    if codes:
        found["Problem"]["properties"]["code"] = ref("ProblemCode")
        found["ProblemCode"] = {"type": "string", "enum": sorted(codes)}
    return (
        found | _frames() | {"Command": one_of("do", {do: kind.__name__ for do, kind in commands().items()})}
    )


def one_of(field: str, names: dict[str, str]) -> Schema:
    """Several components, told apart by a field. names: value of the field -> component."""
    mapping = {value: _PLACE + name for value, name in names.items()}
    return {
        "oneOf": [ref(name) for name in names.values()],
        "discriminator": {"propertyName": field, "mapping": mapping},
    }


def used(part: Any, among: dict[str, Schema]) -> dict[str, Schema]:
    """Those components that a part of a document leads to, directly or not."""
    left, found = [part], {}
    while left:
        for name in refs(left.pop()):
            if name not in found:
                found[name] = among[name]
                left.append(among[name])
    return {name: among[name] for name in among if name in found}


def refs(part: Any) -> Iterator[str]:
    """Names of the components that a part of a document names."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "$ref" and value.startswith(_PLACE):
                yield value.removeprefix(_PLACE)
            else:
                yield from refs(value)
    elif isinstance(part, list):
        for value in part:
            yield from refs(value)


def fields_of(kind: type[Struct]) -> Schema:
    """name -> schema of the fields that a client may send."""
    properties: Schema = _tidy((kind,), always=False)[kind.__name__]["properties"]
    return properties


def _frames() -> dict[str, Schema]:
    """A frame for each role, so that `role` tells which view is in it."""
    same = _tidy((frames.Tick,), always=True)["Tick"]["properties"]
    del same["now"]
    found = {}
    for role, view in VIEWS.items():
        own = {"role": {"const": role}, "view": ref(view.__name__), "live": ref("Live")}
        found[_frame(role)] = _object(same | own) | {"title": _frame(role)}
    described = " ".join((frames.Frame.__doc__ or "").split())
    return found | {
        "Frame": one_of("role", {role: _frame(role) for role in VIEWS}) | {"description": described}
    }


def _frame(role: str) -> str:
    return f"{role.capitalize()}Frame"


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


# -- from msgspec's schema to ours -----------------------------------------------------------------


def _tidy(kinds: Iterable[Any], *, always: bool) -> dict[str, Schema]:
    """always: it is the server that sends them, and it leaves nothing out."""
    kinds = list(kinds)
    _, found = msgspec.json.schema_components(kinds, ref_template=_PLACE + "{name}")
    said = _said(kinds) if always else {}
    for name, schema in found.items():
        _plain(schema)
        if name in said:
            schema["required"] = said[name]
    return dict(found)


def _plain(schema: Any) -> None:
    """Without what generators stumble over; what it means stays, in words where it must."""
    if isinstance(schema, list):
        for part in schema:
            _plain(part)
    if not isinstance(schema, dict):
        return
    for part in schema.values():
        _plain(part)
    if isinstance(schema.get("form"), tuple):  # words for the form of the settings
        del schema["form"]
    if "prefixItems" in schema:  # of a fixed length; maxItems says it too
        schema.pop("items", None)
    if isinstance(schema.get("enum"), list) and len(schema["enum"]) == 1:
        schema["const"] = schema.pop("enum")[0]
    if isinstance(schema.get("description"), str):
        schema["description"] = " ".join(schema["description"].split())
    for field in _fields(schema):
        left_out = field.pop("default", None)
        if left_out not in (None, [], (), {}):
            field["description"] = f"Left out: {json.dumps(left_out)}."


def _fields(schema: Schema) -> Iterable[Schema]:
    properties = schema.get("properties")
    return properties.values() if isinstance(properties, dict) and schema.get("type") == "object" else ()


def _said(kinds: Iterable[Any]) -> dict[str, list[str]]:
    """Name of each struct -> its fields that are always sent."""
    found: dict[str, list[str]] = {}
    left = list(msgspec.inspect.multi_type_info(list(kinds)))
    while left:
        info = left.pop()
        if not isinstance(info, msgspec.inspect.StructType):
            left += _inside(info)
        elif info.cls.__name__ not in found:
            sparing = info.cls.__struct_config__.omit_defaults
            fields = [field for field in structs.fields(info.cls) if field.required or not sparing]
            found[info.cls.__name__] = [f.encode_name for f in fields if f.default is not msgspec.UNSET]
            left += [field.type for field in info.fields]
    return found


def _inside(info: msgspec.inspect.Type) -> list[msgspec.inspect.Type]:
    """The types that a container holds."""
    names = ("types", "item_types", "item_type", "key_type", "value_type", "type")
    parts = [getattr(info, name, None) for name in names]
    flat = [part for part in parts if isinstance(part, msgspec.inspect.Type)]
    return flat + [one for part in parts if isinstance(part, tuple) for one in part]
