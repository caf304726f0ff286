"""Chromium as a process: started in kiosk mode with its DevTools on a pipe, ended with all its children."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from display import profile as profiles
from display.devtools import DevTools
from display.errors import BrowserError

log = logging.getLogger("jiaohao.display")

BLANK: Final = "about:blank"
_FLAGS: Final = (
    "--kiosk",
    "--remote-debugging-pipe",
    "--autoplay-policy=no-user-gesture-required",
    "--no-proxy-server",  # the hall stands on our own network
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--disable-infobars",
    "--hide-crash-restore-bubble",
    "--disable-session-crashed-bubble",  # the same, before Chromium 113
    "--disable-features=Translate,MediaRouter",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-hang-monitor",  # a page that hangs is ours to heal, not a question on the wall
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--password-store=basic",  # no keyring that wants a password
    "--disk-cache-size=52428800",
)
_ABOVE_PIPES: Final = 10
_CLOSE_SECONDS: Final = 3.0
_KILLED_SECONDS: Final = 5.0
_LAST_WORDS: Final = 20  # lines of its own log that are told when it ends


class Browser:
    """One life of it. ended(): called from another thread when the process is over. hear: see DevTools.
    Raises: BrowserError when it cannot be started."""

    def __init__(
        self,
        program: str,
        profile: Path,
        more: Sequence[str],
        hear: Callable[[str, dict[str, Any]], None],
        ended: Callable[[], None],
    ) -> None:
        try:
            profiles.ready(profile)
        except OSError as error:
            raise BrowserError(f"its profile {profile} cannot be used: {error}") from error
        self._ended, self.over = ended, threading.Event()
        self._words: deque[str] = deque(maxlen=_LAST_WORDS)
        words = [program, *_FLAGS, f"--user-data-dir={profile}", *more, BLANK]
        self._pid, read, write, log_end = _spawn(program, words)
        self.tools = DevTools(read, write, hear)
        threading.Thread(target=self._gather, args=(log_end,), daemon=True).start()
        threading.Thread(target=self._wait, daemon=True).start()

    def _gather(self, log_end: int) -> None:
        with open(log_end, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                self._words.append(line.rstrip()[:300])

    def _wait(self) -> None:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)
        self.over.set()
        self._ended()

    def last_words(self) -> str:
        """The end of what it wrote about itself."""
        return "\n".join(self._words)

    def close(self) -> None:
        """Let it write down what it has to, then end it."""
        with contextlib.suppress(BrowserError):
            self.tools.call("Browser.close", seconds=_CLOSE_SECONDS)
        self.over.wait(_CLOSE_SECONDS)
        self.kill()

    def kill(self) -> None:
        """All of its processes, at once; returns when they are gone."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)
        self.tools.close()
        if not self.over.wait(_KILLED_SECONDS):
            log.error("the browser (process %d) does not end", self._pid)


def _spawn(program: str, words: list[str]) -> tuple[int, int, int, int]:
    """(its process and group, our end of its answers, of its questions, of its log)."""
    theirs_in, ours_out = _pipe()
    ours_in, theirs_out = _pipe()
    ours_log, theirs_log = _pipe()
    actions = [
        (os.POSIX_SPAWN_DUP2, theirs_in, 3),
        (os.POSIX_SPAWN_DUP2, theirs_out, 4),
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, theirs_log, 1),
        (os.POSIX_SPAWN_DUP2, theirs_log, 2),
    ]
    try:
        pid = os.posix_spawnp(
            program, words, os.environ, file_actions=actions, setpgroup=0, setsigdef=(signal.SIGPIPE,)
        )
    except OSError as error:
        for end in (ours_in, ours_out, ours_log):
            os.close(end)
        raise BrowserError(f"{program} cannot be started: {error}") from error
    finally:
        for end in (theirs_in, theirs_out, theirs_log):
            os.close(end)
    return pid, ours_in, ours_out, ours_log


def _pipe() -> tuple[int, int]:
    """Two ends above those numbers that the browser wants for itself."""
    ends = os.pipe()
    try:
        low, high = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _ABOVE_PIPES) for end in ends)
    finally:
        for end in ends:
            os.close(end)
    return low, high
