"""Files and texts that people hand to a command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from server.cli.errors import Usage


def json_of(text: str, what: str) -> Any:
    """A JSON text as plain values. what: whose text it is, in Chinese. Usage: not_json."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise Usage("not_json", what=what, why=error) from error


def write(path: Path, text: str) -> None:
    """Put a text into a file. Usage: file_unwritten."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Usage("file_unwritten", path=path, why=error.strerror) from error
