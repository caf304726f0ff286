"""From the words a person typed to the value of a setting: its type says how they are read.

Serves the command line, and forms of pages alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final

import msgspec
from msgspec import inspect

from server.settings.errors import Invalid, Wrong
from server.settings.validate import root, wrong_in

_TRUTHS: Final = {"是": True, "true": True, "否": False, "false": False}


def read(path: str, words: str) -> Any:
    """The value that words mean for the setting at this path.

    Text stays text, whatever it looks like; whole numbers and 是/否/true/false in any width; lists and groups
    as JSON. Ranges are not looked at. Raises: Invalid when the words are not of the type, or the path is no
    setting's.
    """
    kind = kind_at(path)
    value = _READERS[type(_bare(kind))](words)
    if value is None:
        raise Invalid(wrong_in(words, kind, path))
    return value


def kind_at(path: str) -> Any:
    """The msgspec.inspect type of a path, whichever member of a list it names. Raises: Invalid."""
    kind = root()
    for name in path.split("."):
        bare = _bare(kind)
        if isinstance(bare, inspect.VarTupleType):
            kind = bare.item_type
            continue
        fields = bare.fields if isinstance(bare, inspect.StructType) else ()
        kind = next((field.type for field in fields if field.encode_name == name), None)
        if kind is None:
            raise Invalid([Wrong(path, "没有这个设置。", "is not a setting.")])
    return kind


def _bare(kind: Any) -> Any:
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    return kind


def _whole_number(words: str) -> int | None:
    digits = unicodedata.normalize("NFKC", words).strip()
    return int(digits) if re.fullmatch(r"[+-]?[0-9]{1,18}", digits) else None


def _truth(words: str) -> bool | None:
    return _TRUTHS.get(unicodedata.normalize("NFKC", words).strip().casefold())


def _json(kind: type) -> Callable[[str], Any]:
    def reader(words: str) -> Any:
        try:
            found = msgspec.json.decode(words)
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            return None
        return found if isinstance(found, kind) else None

    return reader


_READERS: Final[dict[type, Callable[[str], Any]]] = {
    inspect.StrType: str,
    inspect.LiteralType: str,
    inspect.IntType: _whole_number,
    inspect.BoolType: _truth,
    inspect.VarTupleType: _json(list),
    inspect.StructType: _json(dict),
}
