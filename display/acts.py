"""What the agent of a screen does when the hall orders it: a picture of the screen, a new start."""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable
from typing import Final

import requests

from display.errors import BrowserError
from display.guard import Guard
from server.wire.ordering import Given

log = logging.getLogger("jiaohao.display")

MOST_BYTES: Final = 1_000_000  # of a picture (DESIGN 5, Orders)
_SEND_SECONDS: Final = 20.0


class Acts:
    """Each waits for its turn in a thread of its own: whoever hears the hall must not wait."""

    def __init__(self, server: str, token: str, guard: Guard) -> None:
        self._server, self._token, self._guard = server, token, guard
        self._turns: queue.Queue[Callable[[], None] | None] = queue.Queue()

    def screenshot(self, given: Given) -> None:
        """Take it, send it, say so."""
        self._turns.put(lambda: self._picture(given))

    def restart(self, given: Given) -> None:
        """Start the browser anew; done once its page stands."""
        self._guard.restart(
            lambda well: given.report(
                *(("done",) if well else ("failed", "重启后画面还没有显示，正在继续尝试"))
            )
        )

    def run(self) -> None:
        """Until stop()."""
        while (act := self._turns.get()) is not None:
            act()

    def stop(self) -> None:
        """End run()."""
        self._turns.put(None)

    def _picture(self, given: Given) -> None:
        try:
            shot = self._guard.picture(MOST_BYTES)
        except BrowserError as error:
            log.warning("no picture: %s", error)
            given.report("failed", "浏览器没有响应，截不到画面")
            return
        try:
            answer = requests.post(
                f"{self._server}/api/v1/me/orders/{given.id}/screenshot",
                data=shot,
                headers={"Authorization": f"Device {self._token}", "Content-Type": "image/jpeg"},
                timeout=_SEND_SECONDS,
            )
            answer.raise_for_status()
            given.report("done", media=answer.json()["media"])
        except (requests.RequestException, ValueError, KeyError) as error:
            log.warning("the picture was not taken: %s", error)
            given.report("failed", "截图没有传到服务器")
