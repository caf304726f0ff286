"""The kiosk's agent: a plain process that owns the printer and speaks the wire as its device.

`jiaohao kiosk --server URL --token-file F (--printer URL | --simulate-printer MODE)`. It reconnects for
ever and keeps nothing but which jobs it printed.
"""

from __future__ import annotations

import argparse
import logging
import sqlite3
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

from kiosk.orders import print_test
from kiosk.printing.errors import NoFont
from kiosk.printing.fonts import face
from kiosk.printing.jobs import JobBook
from kiosk.printing.press import Press
from kiosk.printing.printers.connect import connect
from kiosk.printing.printers.printer import Printer
from kiosk.printing.printers.roll import PaperRoll
from kiosk.printing.printers.serial import SerialPrinter
from kiosk.printing.printers.simulated import MODES, SimulatedPrinter
from kiosk.printing.sheet import MM80
from kiosk.reports import Reports
from server.wire.agents import BadWord, Parser, bad_folder, read_token, server_address
from server.wire.beating import Beating
from server.wire.client import Connection
from server.wire.ordering import Orders
from server.wire.process import Ending, live, state_folder
from server.wire.views import KioskJobs

log = logging.getLogger("jiaohao.kiosk")


class Agent:
    """One connection to the server, one press."""

    def __init__(self, server: str, token: str, printer: Printer, folder: Path) -> None:
        self._book = JobBook(folder)
        self.ending = Ending()
        self._demo, self._fresh, self._strange = False, True, False
        hear: dict[str, Callable[..., None]] = {
            "connect": self._connected,
            "hello": self._hello,
            "view": self._view,
        }
        self._connection = Connection(server, token, hear, _say)
        self._reports = Reports(self._book, self._connection, lambda: self._press.kept)
        self._beating = Beating(self._connection)
        self._press = Press(
            printer,
            self._book,
            self._reports.news,
            lambda status: self._beating.say(printer=asdict(status)),
        )
        self._orders = Orders(self._connection, {"test_print": print_test(self._press.test)})

    def run(self) -> None:
        """Until `ending` says so."""
        self._press.start()
        for work in (self._connection.run, self._reports.run, self._beating.run, self._orders.run):
            threading.Thread(target=work, daemon=True).start()
        self.ending.wait()
        self._reports.stop()
        self._beating.stop()
        self._orders.stop()
        self._connection.leave()
        if self._press.stop():
            self._book.close()

    # -- the wire ------------------------------------------------------------------------------

    def _connected(self) -> None:
        self._fresh = True

    def _hello(self, hello: dict[str, Any]) -> None:
        self._demo = bool(hello.get("demo"))
        self._orders.welcome(hello)
        self._beating.afresh(welcome=hello.get("role") == "kiosk")
        if hello.get("role") != "kiosk" and not self._strange:
            self._strange = True
            _say(
                f"这个令牌属于 {hello.get('role')} 设备，不是取号机，不会打印。",
                f"This token is of a {hello.get('role')}, not of a kiosk; nothing will be printed.",
            )

    def _view(self, frame: dict[str, Any]) -> None:
        if frame.get("role") != "kiosk":
            return
        self._orders.hear(frame["live"])
        view = msgspec.convert(frame["view"], KioskJobs)
        fresh, self._fresh = self._fresh, False
        if fresh:
            for job in view.jobs:
                self._book.tell_again(job.job, job.state)
            self._reports.afresh()
        queued = [job for job in view.jobs if job.state == "queued"]
        late_seconds = view.print_late_minutes * 60.0
        self._press.want(queued, frame["live"]["now"], late_seconds=late_seconds, demo=self._demo)


def _say(zh: str, en: str) -> None:
    print(f"{zh} {en}", file=sys.stderr, flush=True)


def main(argv: list[str] | None = None) -> int:
    """Entry point; 0 after a clean stop, 2 on wrong usage."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        options = _parser().parse_args(argv)
        agent = _made(options)
    except BadWord as word:
        print(f"取号机代理没有启动：{word.zh}\nThe kiosk's agent did not start: {word.en}", file=sys.stderr)
        return 2
    return live(agent.run, agent.ending, at_eof=options.exit_on_eof)


def _made(options: argparse.Namespace) -> Agent:
    """The agent of a command line. Raises: BadWord."""
    folder = options.data or state_folder("kiosk")
    server, token = server_address(options.server), read_token(options.token_file)
    try:
        face(MM80.text)
    except (NoFont, OSError) as error:
        raise BadWord(
            f"打印号票没有可用的中文字体（{error}）。", f"There is no Chinese font to print with: {error}."
        ) from error
    if options.simulate_printer:
        printer: Printer = SimulatedPrinter(options.simulate_printer, PaperRoll(folder / "paper"))
    else:
        printer = connect(options.printer)
    if isinstance(printer, SerialPrinter) and printer.slow:
        _say(*printer.slow)
    try:
        return Agent(server, token, printer, folder)
    except (OSError, sqlite3.Error) as error:
        raise bad_folder(folder, error) from error


def _parser() -> argparse.ArgumentParser:
    parser = Parser("jiaohao kiosk", "取号机打印代理 the kiosk's printer")
    parser.add_argument("--server", required=True, help="服务地址 e.g. http://10.0.0.2:8080")
    parser.add_argument("--token-file", required=True, type=Path, help="设备令牌文件 file with the token")
    printer = parser.add_mutually_exclusive_group(required=True)
    printer.add_argument("--printer", help="tcp:HOST[:9100] usb:VID:PID serial:DEV file:DEV paper:DIR")
    printer.add_argument("--simulate-printer", choices=sorted(MODES), help="模拟打印机 for training")
    parser.add_argument("--data", type=Path, help="状态目录 folder for what was printed")
    parser.add_argument("--exit-on-eof", action="store_true", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
