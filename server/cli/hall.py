"""`jiaohao ticket`, `window`, `day`: the everyday acts of a hall."""

from __future__ import annotations

import argparse
from typing import Any

from server.cli import output
from server.cli.client import send


def run(options: argparse.Namespace) -> int:
    """Send the command and print its result."""
    return output.result(options, send(options.data, _command(options), options.hall))


def _command(options: argparse.Namespace) -> dict[str, Any]:
    do = f"{options.what}.{options.act}"
    match options.what:
        case "window":
            return {"do": do, "window": options.number}
        case "day":
            return {"do": do, "confirm": options.confirm} if options.act == "close" else {"do": do}
    named = {"line": options.name.upper()} if options.act == "issue" else {"ticket": options.name}
    return {"do": do, **named} if options.cls is None else {"do": do, **named, "class": options.cls}
