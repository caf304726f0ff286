"""What the command line does besides serving."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from server.cli_client import read_only, send
from server.wire import schema


def run(options: argparse.Namespace) -> int:
    """Do what was asked; returns the exit code."""
    match options.what:
        case "schema":
            _print(options, schema.openapi("0.1.0"), as_json=True)
            return 0
        case "verify":
            from server.cli_verify import verify

            return verify(options.data, as_json=options.json)
        case "settings" if options.act in ("show", "export"):
            return _show_settings(options)
        case "account" | "token" | "device" if options.act == "list":
            return _list(options)
    command = _command(options)
    if command is None:
        return 2
    _print(options, send(options.data, command, options.hall))
    return 0


def _command(options: argparse.Namespace) -> dict[str, Any] | None:
    """The wire form of a command, or None when words are missing (said on stderr)."""
    match options.what:
        case "do":
            found: dict[str, Any] = json.loads(options.command)
            return found
        case "ticket":
            named = {"line": options.name.upper()} if options.act == "issue" else {"ticket": options.name}
            return _full({"do": f"ticket.{options.act}", **named, "class": options.cls})
        case "window":
            return {"do": f"window.{options.act}", "window": options.number}
        case "day":
            return {
                "do": f"day.{options.act}",
                **({"confirm": options.confirm} if options.act == "close" else {}),
            }
        case "settings":
            return _settings_command(options)
    return _people_command(options)


def _people_command(options: argparse.Namespace) -> dict[str, Any] | None:
    if options.name is None or (options.act == "add" and options.role is None):
        print("缺少名称或 --role  name and --role are needed", file=sys.stderr)
        return None
    by_id = options.what in ("device", "token") and options.act != "add"
    named = {"id" if by_id else "name": options.name}
    more = {
        key: getattr(options, key, None)
        for key in ("role", "window", "zone", "label")
        if options.act in ("add", "set")
    }
    return _full({"do": f"{options.what}.{options.act}", **named, **more})


def _settings_command(options: argparse.Namespace) -> dict[str, Any] | None:
    args = options.args
    if options.act == "set" and args and len(args) % 2 == 0:
        changes = {args[i]: _value(args[i + 1]) for i in range(0, len(args), 2)}
        return {"do": "settings.set", "changes": changes}
    if options.act == "import" and len(args) == 1:
        return {"do": "settings.import", "settings": json.loads(Path(args[0]).read_text(encoding="utf-8"))}
    if options.act == "restore" and len(args) == 1 and args[0].isdecimal():
        return {"do": "settings.restore", "version": int(args[0])}
    print("用法 settings set PATH VALUE … | import FILE | restore VERSION", file=sys.stderr)
    return None


def _value(text: str) -> Any:
    """JSON where it is JSON, else the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _full(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _show_settings(options: argparse.Namespace) -> int:
    from server.settings.organ import export

    with read_only(options.data, options.hall) as (settings, _):
        text = export(settings.current)
        if options.act == "export" and options.args:
            Path(options.args[0]).write_text(text, encoding="utf-8")
            return 0
        tree: Any = json.loads(text)
        for name in options.args[0].split(".") if options.args else []:
            tree = tree[int(name)] if isinstance(tree, list) else tree[name]
        sys.stdout.write(text if not options.args else json.dumps(tree, ensure_ascii=False, indent=2) + "\n")
    return 0


def _list(options: argparse.Namespace) -> int:
    with read_only(options.data, options.hall) as (_, registry):
        tables: dict[str, dict[str, Any]] = {
            "account": registry.accounts,
            "token": registry.tokens,
            "device": registry.devices,
        }
        found = tables[options.what]
        rows = [msgspec.to_builtins(row) for row in found.values()]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    for row in rows:
        print("  ".join(f"{name}={value}" for name, value in row.items() if value not in (None, "")))
    return 0


def _print(options: argparse.Namespace, result: dict[str, Any], *, as_json: bool = False) -> None:
    if options.json or as_json:
        print(json.dumps(result, ensure_ascii=False))
        return
    print("好 OK" if not result else "  ".join(f"{name}: {value}" for name, value in result.items()))
