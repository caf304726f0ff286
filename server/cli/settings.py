"""`jiaohao settings`: show, set, export, import, restore."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from server.cli import files, output
from server.cli.client import send
from server.cli.errors import Usage
from server.cli.reading import read_only
from server.settings.errors import Invalid
from server.settings.paths import find
from server.settings.reading import read
from server.settings.stream import export
from server.settings.validate import plain
from server.wire.text import text_of


def run(options: argparse.Namespace) -> int:
    """Show the tree, or send a change of it. Usage: words_missing, setting_unknown, setting_misread."""
    if options.act in ("show", "export"):
        return _show(options)
    found = send(options.data, _command(options), options.hall)
    if not options.json:
        for word in found.pop("told", ()):
            print(f"{word['path']} {word['zh']} {word['en']}", file=sys.stderr)
    return output.result(options, found)


def _command(options: argparse.Namespace) -> dict[str, Any]:
    """The wire form of a change. Raises: Usage."""
    args = options.args
    if options.act == "set":
        if not args or len(args) % 2:
            raise Usage("words_missing", words="PATH VALUE …")
        return {"do": "settings.set", "changes": _changes(options)}
    if options.act == "import":
        if len(args) != 1:
            raise Usage("words_missing", words="FILE")
        return {"do": "settings.import", "settings": files.json_of(text_of(Path(args[0])), args[0])}
    if len(args) != 1 or not (args[0].isdecimal() and len(args[0]) <= 9):
        raise Usage("words_missing", words="VERSION")
    return {"do": "settings.restore", "version": int(args[0])}


def _changes(options: argparse.Namespace) -> dict[str, Any]:
    args = options.args
    with read_only(options.data, options.hall) as (settings, _):
        tree = plain(settings.current)
    changes: dict[str, Any] = {}
    for path, words in zip(args[::2], args[1::2], strict=True):
        _found(tree, path)
        try:
            changes[path] = read(path, words)
        except Invalid as error:
            raise Usage("setting_misread", zh=error.zh, en=error.en) from error
    return changes


def _found(tree: Any, path: str) -> Any:
    try:
        return find(tree, path)
    except Invalid as error:
        raise Usage("setting_unknown", path=path) from error


def _show(options: argparse.Namespace) -> int:
    if len(options.args) > 1:
        raise Usage(
            "words_missing", words=f"settings {options.act} {'PATH' if options.act == 'show' else 'FILE'}"
        )
    with read_only(options.data, options.hall) as (settings, _):
        text = export(settings.current)
        if options.args and options.act == "export":
            files.write(Path(options.args[0]), text)
            return 0
        if options.args:
            found = _found(plain(settings.current), options.args[0])
            text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
        sys.stdout.write(text)
    return 0
