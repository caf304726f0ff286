"""`jiaohao serve`."""

from __future__ import annotations

import argparse

from server import bootstrap, machine
from server.bootstrap import ServeOptions
from server.journal.folder import FolderLock


def run(options: argparse.Namespace) -> int:
    """Serve the folder until told to stop."""
    told = ServeOptions(
        options.data,
        machine.started(machine.read(options.data), options.host, options.port),
        options.demo,
        options.mode,
        options.hall,
    )
    return bootstrap.serve(told, FolderLock(options.data))
