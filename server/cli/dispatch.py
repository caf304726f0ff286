"""From a command line's options to what does it, and from its errors to one sentence and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import Final

from server.cli import folder, hall, people, serve, settings, verify, voice, wire
from server.cli.errors import REFUSED, UNSAFE, exit_code, sentence
from server.hall.errors import Told

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
    "voice": voice.run,
}
_READING: Final = ("list", "show", "export")


def run(options: argparse.Namespace) -> int:
    """Do what was asked; returns the exit code."""
    try:
        _choose_hall(options)
        code = FAMILIES[options.what](options)
        sys.stdout.flush()
        return code
    except Told as told:
        print(sentence(told), file=sys.stderr)
        return exit_code(told)
    except BrokenPipeError:  # who read our words has enough, e.g. `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as error:
        print(f"存储出错，请检查数据目录。\nThe storage failed: {error}", file=sys.stderr)
        return UNSAFE


def _choose_hall(options: argparse.Namespace) -> None:
    """--data and --hall, for every command; hall becomes the one that is meant (None: what is there)."""
    match options.what:
        case "schema":
            return
        case "voice" if options.act != "import":
            return  # clips are no hall's
        case "serve":
            options.hall = folder.hall_to_serve(options.data, options.hall)
        case "verify":
            folder.require(options.data)  # it finds out which halls are there: a journal may be damaged
        case _ if getattr(options, "act", "") in _READING:
            options.hall = folder.hall_to_read(options.data, options.hall)
        case _:
            options.hall = folder.hall_to_change(options.data, options.hall)
