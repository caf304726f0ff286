"""`jiaohao account`, `token`, `device`: who may do something here."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import msgspec

from server.cli import output
from server.cli.client import send
from server.cli.errors import Usage
from server.cli.reading import read_only
from server.registry.labels import Labels
from server.registry.model import Account
from server.stores import VAULT_FILE
from server.vault.memory import memory_vault
from server.vault.sqlite import SqliteVault


def run(options: argparse.Namespace) -> int:
    """List them, or send a command about one. Usage: words_missing."""
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
        tables: dict[str, dict[str, Any]] = {"token": registry.tokens, "device": registry.devices}
        if options.what == "account":
            return output.rows(options, _accounts(options.data, list(registry.accounts.values())))
        return output.rows(options, [msgspec.to_builtins(row) for row in tables[options.what].values()])


def _accounts(folder: Path, accounts: list[Account]) -> list[dict[str, Any]]:
    """Each with its label, which lies in the vault. Raises: VaultError."""
    path = folder / VAULT_FILE
    vault = SqliteVault(path, readonly=True) if accounts and path.exists() else memory_vault()
    try:
        labels = Labels(vault)
        rows = [msgspec.to_builtins(account) | {"label": labels.of(account)} for account in accounts]
    finally:
        vault.close()
    return [{name: value for name, value in row.items() if name != "label_ref"} for row in rows]
