"""The agent of a screen: a plain process that keeps one browser, full screen, on the page of its device.

`jiaohao display --server URL --token-file F [--data DIR] [--browser PROGRAM]`. It reconnects for ever, lets
its browser in by its own token, and keeps nothing but the browser's profile.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import logging
import os
import shutil
import sys
import threading
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from display import profile as profiles
from display.acts import Acts
from display.browser import Browser
from display.guard import Guard, Pace
from display.policy import is_installed, policy
from display.restarts import Restarts
from server.wire.agents import BadWord, Parser, bad_folder, read_token, server_address
from server.wire.beating import Beating
from server.wire.client import Connection
from server.wire.ordering import Orders
from server.wire.process import Ending, live, state_folder

log = logging.getLogger("jiaohao.display")

_OF_SCREENS: Final = ("board", "window")  # the views of a board and of a window sign
_WAITING: Final = ("正在等待叫号服务，请稍候。", "Waiting for the hall.")


class Agent:
    """One connection to the server, one browser. folder: of the profile, ours alone."""

    def __init__(
        self,
        server: str,
        token: str,
        program: str,
        flags: Sequence[str],
        folder: Path,
        pace: Pace = Pace(),  # noqa: B008 (frozen)
        restarts: Restarts | None = None,
    ) -> None:
        self.server, self.ending = server, Ending()
        self._path: str | None = None
        self._device, self._welcome = "", False
        self._words, self._strange = _WAITING, False
        hear: dict[str, Callable[..., None]] = {
            "connect": lambda: None,
            "hello": self._hello,
            "view": self._view,
        }
        self._connection = Connection(server, token, hear, self._say)
        self._beating = Beating(self._connection)
        browser = folder / "profile"
        self._guard = Guard(
            partial(Browser, program, browser, flags),
            partial(profiles.discard, browser),
            self,
            pace,
            restarts,
        )
        self._acts = Acts(server, token, self._guard)
        self._orders = Orders(
            self._connection, {"screenshot": self._acts.screenshot, "restart": self._acts.restart}
        )

    def run(self) -> None:
        """Until `ending` says so."""
        kept = threading.Thread(target=self._guard.run, daemon=True)
        kept.start()
        for work in (self._connection.run, self._beating.run, self._orders.run, self._acts.run):
            threading.Thread(target=work, daemon=True).start()
        self.ending.wait()
        for part in (self._guard, self._beating, self._orders, self._acts):
            part.stop()
        kept.join()
        self._connection.leave()

    # -- the wire ------------------------------------------------------------------------------

    def _hello(self, hello: dict[str, Any]) -> None:
        self._orders.welcome(hello)
        fits = hello.get("role") in _OF_SCREENS and hello.get("device")
        self._beating.afresh(welcome=bool(fits))
        if fits:
            self._words, self._device = _WAITING, hello["device"]
            self._path, self._welcome = f"/s/{self._device}", True
        elif not self._strange:
            self._strange = True
            self._say(
                f"这个令牌属于 {hello.get('role') or '其他'} 设备，不是大屏或窗口屏，不会显示页面。",
                f"This token is of a {hello.get('role') or 'program'}, not of a wall or a sign: no page.",
            )
        self._guard.look_now()

    def _view(self, frame: dict[str, Any]) -> None:
        if self._welcome:
            self._orders.hear(frame["live"])

    def _say(self, zh: str, en: str) -> None:
        print(f"{zh} {en}", file=sys.stderr, flush=True)
        self._words = (zh, en)

    # -- what the guard asks -------------------------------------------------------------------

    def home(self) -> str | None:
        """See display.guard.Hall."""
        return self._path

    def there(self) -> bool:
        """See display.guard.Hall."""
        return self._welcome and self._connection.connected

    def words(self) -> tuple[str, str]:
        """See display.guard.Hall."""
        return self._words

    def told(self, faults: Sequence[str]) -> None:
        """See display.guard.Hall."""
        self._beating.say(faults=list(faults))

    def code(self) -> str | None:
        """See display.guard.Hall."""
        command = {"key": str(uuid.uuid4()), "do": "device.code", "id": self._device}
        answer: dict[str, Any] = self._connection.call("command", command) or {}
        if answer.get("status") != 200:
            log.warning("no code for this screen: %s", answer.get("code", "no answer"))
            return None
        return str(answer["result"]["code"])


def main(argv: list[str] | None = None) -> int:
    """Entry point; 0 after a clean stop, 2 on wrong usage."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        options = _parser().parse_args(argv)
        if options.policy:
            print(json.dumps(policy(server_address(options.server)), indent=2))
            return 0
        agent = _made(options)
    except BadWord as word:
        print(f"大屏代理没有启动：{word.zh}\nThe screen's agent did not start: {word.en}", file=sys.stderr)
        return 2
    if not is_installed():
        log.info("no managed policy on this machine: see --policy")
    return live(agent.run, agent.ending, at_eof=options.exit_on_eof)


def _made(options: argparse.Namespace) -> Agent:
    """The agent of a command line. Raises: BadWord."""
    if options.token_file is None:
        raise BadWord("请用 --token-file 指定令牌文件。", "Name the file with the token: --token-file.")
    server, token = server_address(options.server), read_token(options.token_file)
    _require_screen(options.browser, options.browser_flag)
    folder: Path = options.data or state_folder("display")
    _take(folder)
    return Agent(server, token, options.browser, options.browser_flag, folder)


def _require_screen(program: str, flags: Sequence[str]) -> None:
    """Raises: BadWord."""
    if shutil.which(program) is None:
        raise BadWord(
            f"找不到浏览器 {program}，请安装 chromium，或用 --browser 指定。",
            f"There is no browser {program}: install chromium, or name one with --browser.",
        )
    if os.geteuid() == 0 and "--no-sandbox" not in flags:
        raise BadWord(
            "浏览器不能用 root 运行，请换普通用户。",
            "No browser runs as root: use a plain user.",
        )
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or "--headless" in flags):
        raise BadWord(
            "没有图形桌面（DISPLAY 未设置），请在桌面登录后启动。",
            "There is no desktop (DISPLAY is not set): start it after the desktop.",
        )


def _take(folder: Path) -> None:
    """The folder is ours until the process ends. Raises: BadWord."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BadWord(
            f"状态目录 {folder} 正被另一个大屏代理使用，同一台电脑带两块屏时请各用一个 --data。",
            f"The folder {folder} is another agent's: give each screen of a machine its own --data.",
        ) from error
    except OSError as error:
        raise bad_folder(folder, error) from error


def _parser() -> argparse.ArgumentParser:
    parser = Parser("jiaohao display", "大屏和窗口屏的浏览器代理 keeps a screen's browser on its page")
    parser.add_argument("--server", required=True, help="服务地址 e.g. http://10.0.0.2:8080")
    parser.add_argument("--token-file", type=Path, help="设备令牌文件 file with the token")
    parser.add_argument("--data", type=Path, help="状态目录 folder for the browser's profile")
    parser.add_argument("--browser", default="chromium", help="浏览器 program (default: chromium)")
    parser.add_argument(
        "--browser-flag", action="append", default=[], metavar="FLAG",
        help="浏览器参数 e.g. --browser-flag=--window-position=1920,0",
    )  # fmt: skip
    parser.add_argument(
        "--policy", action="store_true", help="只打印浏览器策略 print the managed policy and end"
    )
    parser.add_argument("--exit-on-eof", action="store_true", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
