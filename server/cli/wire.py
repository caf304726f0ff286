"""`jiaohao do` and `schema`: the wire as it is."""

from __future__ import annotations

import argparse
import json

from server.cli import files, output
from server.cli.client import send
from server.web.contract import documents
from server.wire.version import VERSION


def do(options: argparse.Namespace) -> int:
    """Send any command."""
    fields = files.json_of(options.command, "命令")
    return output.result(options, send(options.data, fields, options.hall))


def schema(options: argparse.Namespace) -> int:
    """Print the contract: one document, or both by name."""
    made = documents(VERSION)
    print(json.dumps(made[options.half] if options.half else made, ensure_ascii=False))
    return 0
