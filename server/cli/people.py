"""`jiaohao account`, `token`, `device`: who may do something here."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec

from server.cli import output
from server.cli.client import read_only, send
from server.cli.errors import Usage


def run(options: argparse.Namespace) -> int:
    """List them, or send a command about one."""
    if options.act == "list":
        return _list(options)
    if options.name is None or (options.act == "add" and options.role is None):
        raise Usage("words_missing", words="NAME, --role")
    return output.result(options, send(options.data, _command(options), options.hall))


def _command(options: argparse.Namespace) -> dict[str, Any]:
    by_id = options.what in ("device", "token") and options.act != "add"
    fields = {"do": f"{options.what}.{options.act}", "id" if by_id else "name": options.name}
    if options.act in ("add", "set"):
        more = {key: getattr(options, key, None) for key in ("role", "window", "zone", "label")}
        fields |= {name: value for name, value in more.items() if value is not None}
    return fields


def _list(options: argparse.Namespace) -> int:
    with read_only(options.data, options.hall) as (_, registry):
        tables: dict[str, dict[str, Any]] = {
            "account": registry.accounts,
            "token": registry.tokens,
            "device": registry.devices,
        }
        return output.rows(options, [msgspec.to_builtins(row) for row in tables[options.what].values()])
