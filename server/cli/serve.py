"""`jiaohao serve`."""

from __future__ import annotations

import argparse

from server import machine, serve
from server.journal.folder import FolderLock
from server.serve import ServeOptions


def run(options: argparse.Namespace) -> int:
    """Serve the folder until told to stop."""
    told = ServeOptions(
        options.data,
        machine.started(machine.read(options.data), options.host, options.port),
        options.demo,
        options.mode,
        options.hall,
    )
    return serve.serve(told, FolderLock(options.data))
