"""What a text field of a command should look like, in the words of its type (`form` of its Meta)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from msgspec import inspect

_FIELD: Final = re.compile(r"matching regex .* - at `\$\.(\w+)`$", re.DOTALL)
_CALLED: Final = {"name": "名称", "zone": "区域编号"}


def form_wrong(complaint: str, kind: Any) -> tuple[str, str] | None:
    """(Chinese, English) for msgspec's complaint about a field of this struct, if its type says more than a
    pattern does; else None."""
    found = _FIELD.search(complaint)
    form = _forms(kind).get(found[1]) if found else None
    if found is None or form is None:
        return None
    return f"{_CALLED.get(found[1], found[1])}{form[0]}。", f"{found[1]} {form[1]}."


@cache
def _forms(kind: Any) -> dict[str, tuple[str, str]]:
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    found = {field.encode_name: _form(field.type) for field in info.fields}
    return {name: form for name, form in found.items() if form}


def _form(kind: Any) -> tuple[str, str] | None:
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    said = (one.extra_json_schema or {} for one in kinds if isinstance(one, inspect.Metadata))
    return next((words["form"] for words in said if "form" in words), None)
