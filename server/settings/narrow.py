"""What is typed with a Chinese keyboard: full-width digits and signs where a setting has a narrow form."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

from msgspec import inspect

_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")  # NFKC leaves these


def narrowed(value: Any, kind: Any) -> Any:
    """The value of a type of the tree with each text that misses its pattern only by width put right."""
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.StructType) and isinstance(value, dict):
        kinds = {field.encode_name: field.type for field in kind.fields}
        return {name: narrowed(one, kinds[name]) if name in kinds else one for name, one in value.items()}
    if isinstance(kind, inspect.VarTupleType) and isinstance(value, list | tuple):
        return [narrowed(one, kind.item_type) for one in value]
    if isinstance(kind, inspect.StrType) and kind.pattern is not None and isinstance(value, str):
        return _narrow(value, kind.pattern)
    return value


def _narrow(text: str, pattern: str) -> str:
    meant = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    return meant if re.fullmatch(pattern, meant, re.ASCII) is not None else text
