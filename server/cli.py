"""The command line: `jiaohao …`. A client of the running server, or of its folder under the lock.

Exit codes: 0 ok, 1 refused, 2 usage, 3 folder in use, 4 unsafe store.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from typing import Any

OK, REFUSED, USAGE, IN_USE, UNSAFE = 0, 1, 2, 3, 4


def main(argv: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    args = sys.argv[1:] if argv is None else argv
    if args[:1] == ["kiosk"]:
        from kiosk.agent import main as kiosk

        return kiosk(args[1:])
    options = _parser().parse_args(args)
    from server.runtime import threads

    threads.patch(options.mode if options.what == "serve" else "threading")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    return _guarded(options)


def _guarded(options: argparse.Namespace) -> int:
    """Errors become one sentence and an exit code."""
    from server.hall.errors import Told
    from server.journal.errors import FolderInUse, JournalError
    from server.vault.errors import VaultError

    try:
        return int(_run(options) or 0)
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


def _run(options: argparse.Namespace) -> int:
    from server import cli_commands as commands

    if options.what == "serve":
        from server.bootstrap import ServeOptions, serve
        from server.journal.folder import FolderLock

        lock = FolderLock(options.data)
        told = ServeOptions(
            options.data, options.host, options.port, options.demo, options.mode, options.hall
        )
        return serve(told, lock)
    return commands.run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jiaohao", description="乡镇政务服务大厅叫号系统 Queue of a service hall"
    )
    what = parser.add_subparsers(dest="what", required=True)
    serve = _sub(what, "serve", "启动大厅服务 run a hall")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8080)
    serve.add_argument("--demo", action="store_true", help="演示 demo hall with one-click screens")
    serve.add_argument(
        "--mode", choices=("eventlet", "threading"), default="eventlet", help=argparse.SUPPRESS
    )
    _people(what)
    _settings(what)
    ticket = _sub(what, "ticket", "取号 take a number")
    ticket.add_argument("act", choices=("issue", "cancel", "rejoin"))
    ticket.add_argument("name", help="业务字母或号码 line letter, or a number")
    ticket.add_argument("--class", dest="cls")
    window = _sub(what, "window", "窗口 a window's acts")
    window.add_argument(
        "act", choices=("open", "pause", "close", "next", "recall", "start", "miss", "finish")
    )
    window.add_argument("number", type=int)
    day = _sub(what, "day", "业务日 the hall's day")
    day.add_argument("act", choices=("open", "close"))
    day.add_argument("--confirm", action="store_true")
    do = _sub(what, "do", "发送任意命令 send any command as JSON")
    do.add_argument("command", help='{"do": …}')
    _sub(what, "verify", "校验 check chain, invariants and counts of every day")
    _sub(what, "schema", "接口 the contract as OpenAPI 3.1")
    what.add_parser("kiosk", help="取号机代理 the kiosk's printer agent (see kiosk --help)")
    return parser


def _sub(what: Any, name: str, help: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = what.add_parser(name, help=help, description=help)
    made.add_argument("--data", type=Path, default=Path("jiaohao-data"), help="数据目录 data folder")
    made.add_argument("--hall", help="大厅编号 id of the hall (default: the only one)")
    made.add_argument("--json", action="store_true", help="机器可读 machine-readable output")
    return made


def _people(what: Any) -> None:
    for name, help, acts in (
        ("account", "工号 people who sign in", ("add", "set", "remove", "reset", "list")),
        ("token", "令牌 API tokens of programs", ("add", "revoke", "list")),
        ("device", "设备 enrolled machines", ("add", "code", "roll", "revoke", "list")),
    ):
        sub = _sub(what, name, help)
        sub.add_argument("act", choices=acts)
        sub.add_argument("name", nargs="?", help="名称或编号 name or id")
        sub.add_argument("--role")
        sub.add_argument("--window", type=int)
        if name == "device":
            sub.add_argument("--zone")
        if name == "account":
            sub.add_argument("--label")


def _settings(what: Any) -> None:
    sub = _sub(what, "settings", "设置 the settings tree")
    sub.add_argument("act", choices=("show", "set", "export", "import", "restore"))
    sub.add_argument("args", nargs="*", help="path value … | file | version")


if __name__ == "__main__":
    sys.exit(main())
