"""`jiaohao settings`: show, set, export, import, restore."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from server.cli import output
from server.cli.client import read_only, send
from server.settings.paths import find
from server.settings.stream import export
from server.settings.validate import plain


def run(options: argparse.Namespace) -> int:
    """Show the tree, or send a change of it."""
    if options.act in ("show", "export"):
        return _show(options)
    command = _command(options)
    if command is None:
        print("用法 settings set PATH VALUE … | import FILE | restore VERSION", file=sys.stderr)
        return 2
    return output.result(options, send(options.data, command, options.hall))


def _command(options: argparse.Namespace) -> dict[str, Any] | None:
    """The wire form of a change, or None when words are missing."""
    args = options.args
    if options.act == "set" and args and len(args) % 2 == 0:
        changes = {args[i]: _value(args[i + 1]) for i in range(0, len(args), 2)}
        return {"do": "settings.set", "changes": changes}
    if options.act == "import" and len(args) == 1:
        return {"do": "settings.import", "settings": json.loads(Path(args[0]).read_text(encoding="utf-8"))}
    if options.act == "restore" and len(args) == 1 and args[0].isdecimal():
        return {"do": "settings.restore", "version": int(args[0])}
    return None


def _value(text: str) -> Any:
    """JSON where it is JSON, else the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _show(options: argparse.Namespace) -> int:
    with read_only(options.data, options.hall) as (settings, _):
        text = export(settings.current)
        if options.act == "export" and options.args:
            Path(options.args[0]).write_text(text, encoding="utf-8")
            return 0
        if options.args:
            found = find(plain(settings.current), options.args[0])
            text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
        sys.stdout.write(text)
    return 0
