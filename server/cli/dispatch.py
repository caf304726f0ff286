"""From a command line's options to what does it, and from its errors to one sentence and an exit code.

Exit codes: 0 ok, 1 refused, 2 usage, 3 folder in use, 4 unsafe store.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Final

from server.cli import hall, people, serve, settings, verify, wire
from server.hall.errors import Told
from server.journal.errors import FolderInUse, JournalError
from server.vault.errors import VaultError

OK, REFUSED, USAGE, IN_USE, UNSAFE = 0, 1, 2, 3, 4

FAMILIES: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "serve": serve.run,
    "account": people.run,
    "token": people.run,
    "device": people.run,
    "settings": settings.run,
    "ticket": hall.run,
    "window": hall.run,
    "day": hall.run,
    "do": wire.do,
    "schema": wire.schema,
    "verify": verify.run,
}


def run(options: argparse.Namespace) -> int:
    """Do what was asked; returns the exit code."""
    try:
        return FAMILIES[options.what](options)
    except FolderInUse as error:
        print(f"{error.zh}\n{error}", file=sys.stderr)
        return IN_USE
    except (JournalError, VaultError) as error:
        print(f"{error.zh}\n{error}", file=sys.stderr)
        return UNSAFE
    except Told as told:
        print(f"{told.zh}\n{told.en}", file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(f"存储出错：{error}", file=sys.stderr)
        return UNSAFE
