"""Entry point of the command line: words, then the mode of threads, then everything else."""

from __future__ import annotations

import io
import logging
import sys

from server.cli.words import parser
from server.runtime import threads
from server.wire.agents import BadWord, require_libraries


def main(argv: list[str] | None = None) -> int:
    """`jiaohao …`; returns the exit code (see server.cli.dispatch)."""
    args = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a sign gets its number
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(args)
    except SystemExit as done:  # argparse has said why
        return int(done.code or 0)
    except KeyboardInterrupt:
        return 130  # as a shell tells it


def _agent(what: str, args: list[str]) -> int:
    try:
        require_libraries()
    except BadWord as word:
        print(f"{word.zh}\n{word.en}", file=sys.stderr)
        return 2
    if what == "kiosk":
        from kiosk.agent import main as agent  # it cannot be read without them
    else:
        from display.agent import main as agent
    return agent(args)


def _run(args: list[str]) -> int:
    if args[:1] in (["kiosk"], ["display"]):
        return _agent(args[0], args[1:])
    options = parser().parse_args(args)
    threads.patch(options.mode if options.what == "serve" else "threading")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    from server.cli.dispatch import run  # what it imports must find the library already patched

    return run(options)
