"""`jiaohao serve`."""

from __future__ import annotations

import argparse

from server.bootstrap import ServeOptions
from server.bootstrap import serve as served
from server.journal.folder import FolderLock


def run(options: argparse.Namespace) -> int:
    """Serve the folder until told to stop."""
    lock = FolderLock(options.data)
    told = ServeOptions(options.data, options.host, options.port, options.demo, options.mode, options.hall)
    return served(told, lock)
