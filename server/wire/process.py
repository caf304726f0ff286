"""An agent as a process: where it keeps state, what ends it, and past which proxies it goes."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from server.wire.agents import BadWord

_PROXIES: Final = ("http_proxy", "https_proxy", "all_proxy", "ws_proxy", "wss_proxy")


def state_folder(agent: str) -> Path:
    """Where this user's programs keep state: XDG_STATE_HOME, or LOCALAPPDATA on Windows. Raises: BadWord."""
    name, below = ("LOCALAPPDATA", ".") if os.name == "nt" else ("XDG_STATE_HOME", ".local/state")
    try:
        return Path(os.environ.get(name) or Path.home() / below) / "jiaohao" / agent
    except RuntimeError as error:
        raise BadWord(
            "这个用户没有主目录，请用 --data 指定状态目录。",
            "This user has no home: name a folder with --data.",
        ) from error


def leave_proxies() -> None:
    """The hall stands on the network of its devices: a proxy that the environment names for the internet
    cannot reach it. Neither this process nor what it starts asks one."""
    for name in _PROXIES:
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)


def live(run: Callable[[], None], ending: Ending, *, at_eof: bool) -> int:
    """The whole life of an agent from here on. at_eof: it ends with its input, too. The exit code."""
    leave_proxies()
    ending.by_signals()
    if at_eof:
        ending.by_eof()
    run()
    return 0


class Ending:
    """What ends an agent."""

    def __init__(self) -> None:
        self._end, self._bell = socket.socketpair()  # a byte in the bell ends it
        self._bell.setblocking(False)

    def wait(self) -> None:
        """Until it is to end."""
        self._end.recv(1)

    def now(self) -> None:
        """From any thread or signal handler."""
        with contextlib.suppress(OSError):
            self._bell.send(b"!")

    def by_signals(self) -> None:
        """SIGTERM and SIGINT. A signal may come in another thread, or just before the main thread sleeps:
        only the byte that the interpreter writes at once is sure to wake it."""
        signal.set_wakeup_fd(self._bell.fileno(), warn_on_full_buffer=False)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: None)

    def by_eof(self) -> None:
        """When whoever started us closes our input."""
        threading.Thread(target=_at_eof, args=(self.now,), daemon=True).start()


def _at_eof(act: Callable[[], None]) -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    act()
