"""A program's connection to the hall: for ever, with jitter, by polling where the network cuts WebSockets.
Every agent uses it."""

from __future__ import annotations

import contextlib
import logging
import random
import socket
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import socketio
from socketio.exceptions import SocketIOError

log = logging.getLogger("jiaohao.client")

ANSWER_SECONDS: Final = 5.0
_LEAVE_SECONDS: Final = 1.0
_LONGEST_PAUSE_SECONDS: Final = 8.0
_SELDOM_SECONDS: Final = 60.0  # a token that is refused is refused tomorrow too
_NOBODY: Final = "unauthorised"
_WAYS: Final = ("websocket", "polling")  # the second where the network cuts the first
_WAY_SECONDS: Final = 3.0  # for each of them, and for a line that does not end: both within 10 s
_GOODBYE: Final = "1"  # type of a Socket.IO packet
_SHORT_SECONDS: Final = 10.0
_SHORT_LIVES: Final = 2  # WebSockets in a row that ended before: the network cuts them


class Connection:
    """One device or program. hear: what to do with each event of the server, by name, one after the
    other in one thread, where nobody may wait for an answer; "connect" comes first in each connection.
    say: (Chinese, English) for the console, once until we are let in again. pause: waits so many seconds."""

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
        self._short_lives, self._cut_said = 0, False
        self._client = socketio.Client(
            reconnection=False, logger=False, handle_sigint=False, request_timeout=_WAY_SECONDS
        )
        _in_order(self._client.eio)
        self._answered = threading.Event()
        for event, act in hear.items():
            self._client.on(event, act)
        self._client.on("connect", partial(self._let_in, hear.get("connect", lambda: None)))
        self._client.on("connect_error", self._refused)

    @property
    def connected(self) -> bool:
        """Whether the server has let us in."""
        return "/" in self._client.namespaces

    def run(self) -> None:
        """Connect, and again whenever it ends, until leave()."""
        tries = 0
        while not self._stop.is_set():
            if self._any_way():
                tries = 0
            tries += 1
            soon = min(_LONGEST_PAUSE_SECONDS, 0.5 * 2 ** min(tries, 6))
            # jitter: after a power cut all machines of a county come back in the same second
            self._pause((_SELDOM_SECONDS if self._refusal == _NOBODY else soon) * random.uniform(0.5, 1.0))

    def _any_way(self) -> bool:
        """One connection from beginning to end, by the first way that comes about; False when none does."""
        trouble: Exception | None = None
        for way in _WAYS if self._short_lives < _SHORT_LIVES else _WAYS[1:]:
            try:
                self._begin(way)
                self._live(way)
                return True
            except (SocketIOError, OSError, ValueError) as error:
                trouble = trouble or error
            if self._refusal or self._stop.is_set():
                break
        self._trouble(trouble)
        return False

    def _begin(self, way: str) -> None:
        """Returns once the hall has let us in. Raises: SocketIOError, OSError, ValueError."""
        self._refusal = ""
        self._answered.clear()
        self._client.connect(self._server, auth={"token": self._token}, transports=[way], wait=False)
        self._answered.wait(_WAY_SECONDS)
        if not self.connected:
            line = self._client.eio.ws
            if way == _WAYS[0] and line is not None and line.sock is not None:
                with contextlib.suppress(OSError):  # or the library waits 45 s for its next word
                    line.sock.shutdown(socket.SHUT_RDWR)
            self._client.disconnect()
            raise TimeoutError("it does not let us in")

    def _live(self, way: str) -> None:
        """Until the connection ends. A network that lets a WebSocket begin may cut it soon after."""
        log.info("connected to %s by %s", self._server, way)
        self._said, began = "", time.monotonic()
        if way != _WAYS[0] and not self._cut_said:
            self._cut_said = True
            self._say(
                f"网络拦截了到 {self._server} 的 WebSocket（代理或杀毒软件），已改用轮询，请网络管理员放行。",
                f"The network cuts WebSockets to {self._server}: polling instead; please let them through.",
            )
        self._client.wait()
        short = way == _WAYS[0] and time.monotonic() - began < _SHORT_SECONDS
        self._short_lives = self._short_lives + 1 if short else 0
        self._cut_said = self._cut_said and (short or way != _WAYS[0])

    def _let_in(self, act: Callable[..., None]) -> None:
        act()
        self._answered.set()

    def _refused(self, data: Any = None) -> None:
        """The server answers and does not let us in; a line that does not come about has no code."""
        self._refusal = str(data.get("message", "")) if isinstance(data, dict) else ""
        self._answered.set()

    def _trouble(self, error: Exception | None) -> None:
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
    overtake the one before it (engineio 4.15, `_receive_packet`). The hall's goodbye alone keeps its thread:
    the library answers it by waiting for the thread in which messages are heard."""
    trigger = eio._trigger_event

    def heard(event: str, *args: Any, **options: Any) -> Any:
        goodbye = bool(args) and isinstance(args[0], str) and args[0].startswith(_GOODBYE)
        in_turn = {"run_async": False} if event == "message" and not goodbye else {}
        return trigger(event, *args, **options | in_turn)

    eio._trigger_event = heard
