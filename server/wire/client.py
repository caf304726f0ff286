"""A program's connection to the hall: for ever, with jitter. Every agent uses it."""

from __future__ import annotations

import contextlib
import logging
import random
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

import socketio
from socketio.exceptions import SocketIOError

log = logging.getLogger("jiaohao.client")

ANSWER_SECONDS: Final = 5.0
_LEAVE_SECONDS: Final = 1.0
_LONGEST_PAUSE_SECONDS: Final = 8.0
_SELDOM_SECONDS: Final = 60.0  # a token that is refused is refused tomorrow too
_NOBODY: Final = "unauthorised"


class Connection:
    """One device or program. hear: what to do with each event of the server, by name, one after the
    other in one thread, where nobody may wait for an answer; "connect" comes first in each connection.
    say: (Chinese, English) for the console, once until we are let in again."""

    def __init__(
        self,
        server: str,
        token: str,
        hear: Mapping[str, Callable[..., None]],
        say: Callable[[str, str], None],
        *,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        self._server, self._token, self._say = server, token, say
        self._stop = threading.Event()
        self._pause = pause or self._stop.wait
        self._refusal, self._said = "", ""
        self._client = socketio.Client(reconnection=False, logger=False, handle_sigint=False)
        _in_order(self._client.eio)
        for event, act in hear.items():
            self._client.on(event, act)
        self._client.on("connect_error", self._refused)

    @property
    def connected(self) -> bool:
        """Whether the server has let us in."""
        return "/" in self._client.namespaces

    def run(self) -> None:
        """Connect, and again whenever it ends, until leave()."""
        tries = 0
        while not self._stop.is_set():
            try:
                self._refusal = ""
                self._client.connect(
                    self._server,
                    auth={"token": self._token},
                    transports=["websocket"],
                    wait_timeout=ANSWER_SECONDS,
                )
                log.info("connected to %s", self._server)
                tries, self._said = 0, ""
                self._client.wait()
            except (SocketIOError, OSError, ValueError) as error:
                self._trouble(error)
            tries += 1
            soon = min(_LONGEST_PAUSE_SECONDS, 0.5 * 2 ** min(tries, 6))
            # jitter: after a power cut all machines of a county come back in the same second
            self._pause((_SELDOM_SECONDS if self._refusal == _NOBODY else soon) * random.uniform(0.5, 1.0))

    def _refused(self, data: Any = None) -> None:
        """The server answers and does not let us in; a line that does not come about has no code."""
        self._refusal = str(data.get("message", "")) if isinstance(data, dict) else ""

    def _trouble(self, error: Exception) -> None:
        log.debug("no connection to %s: %s", self._server, error)
        if self._said == (self._refusal or "away"):
            return
        self._said = self._refusal or "away"
        if self._refusal == _NOBODY:
            self._say(
                f"服务 {self._server} 不认这个令牌：设备可能已移除或换过令牌，请检查令牌文件。",
                f"{self._server} refuses this token: is it of a device that was removed or rolled?",
            )
        elif self._refusal:
            self._say(
                f"服务 {self._server} 暂不接受连接（{self._refusal}），将继续重试。",
                f"{self._server} does not let us in ({self._refusal}); trying on.",
            )
        else:
            self._say(
                f"连不上服务 {self._server}，将继续重试。",
                f"No connection to {self._server}: {error}; trying on.",
            )

    def call(self, event: str, data: Any) -> Any:
        """Send and wait for the answer; None when there is none within 5 s."""
        try:
            return self._client.call(event, data, timeout=ANSWER_SECONDS) if self.connected else None
        except (SocketIOError, OSError, ValueError) as error:
            log.warning("%s not answered: %s", event, error)
            return None

    def send(self, event: str, data: Any) -> None:
        """Send and expect no answer; without a connection nothing happens."""
        with contextlib.suppress(SocketIOError, OSError, ValueError):
            self._client.emit(event, data)

    def leave(self) -> None:
        """End run(); a server that does not say goodbye within 1 s holds nobody up."""
        self._stop.set()
        leaving = threading.Thread(target=self._goodbye, daemon=True)
        leaving.start()
        leaving.join(_LEAVE_SECONDS)

    def _goodbye(self) -> None:
        with contextlib.suppress(Exception):
            self._client.disconnect()


def _in_order(eio: Any) -> None:
    """One message is heard after the other: the library gives each a thread of its own, so that a frame may
    overtake the one before it (engineio 4.15, `_receive_packet`)."""
    trigger = eio._trigger_event

    def heard(event: str, *args: Any, **options: Any) -> Any:
        return trigger(event, *args, **options | ({"run_async": False} if event == "message" else {}))

    eio._trigger_event = heard
