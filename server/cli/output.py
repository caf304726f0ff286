"""What commands print: readable text, or JSON for programs."""

from __future__ import annotations

import argparse
import json
from typing import Any


def result(options: argparse.Namespace, found: dict[str, Any]) -> int:
    """The result of a command; the exit code 0."""
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("好 OK" if not found else "  ".join(f"{name}: {value}" for name, value in found.items()))
    return 0


def rows(options: argparse.Namespace, found: list[dict[str, Any]]) -> int:
    """A list, one line a row; the exit code 0."""
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for row in found:
        print("  ".join(f"{name}={value}" for name, value in row.items() if value not in (None, "")))
    return 0


def one_line(text: str) -> str:
    """A sentence of a store, which may be a report of many lines, as one line of at most 300 signs."""
    line = " ".join(text.split())
    return line if len(line) <= 300 else f"{line[:299]}…"
