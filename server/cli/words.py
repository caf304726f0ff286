"""The words the command line understands; read before threads are patched, so this imports little."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def parser() -> argparse.ArgumentParser:
    """Every command with its words; `what` names the command."""
    made = argparse.ArgumentParser(
        prog="jiaohao", description="乡镇政务服务大厅叫号系统 Queue of a service hall"
    )
    what = made.add_subparsers(dest="what", required=True)
    serve = _sub(what, "serve", "启动大厅服务 run a hall")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8080)
    serve.add_argument("--demo", action="store_true", help="演示 demo hall with one-click screens")
    serve.add_argument(
        "--mode", choices=("eventlet", "threading"), default="eventlet", help=argparse.SUPPRESS
    )
    _people(what)
    _settings(what)
    _hall(what)
    do = _sub(what, "do", "发送任意命令 send any command as JSON")
    do.add_argument("command", help='{"do": …}')
    _sub(what, "verify", "校验 check chain, invariants and counts of every day")
    _sub(what, "schema", "接口 the contract as OpenAPI 3.1")
    what.add_parser("kiosk", help="取号机代理 the kiosk's printer agent (see kiosk --help)")
    return made


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


def _hall(what: Any) -> None:
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
