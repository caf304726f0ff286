"""A wall or sign that shows the frames a test gives it: every state without a hall that is in it."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

from tests.browser.stage import Stage

Frame = dict[str, Any]


class Fed:
    """One page, whose server is heard once and then kept silent. frame: as the server sent it."""

    def __init__(self, stage: Stage) -> None:
        self._routes: list[WebSocketRoute] = []
        self._frames: list[Frame] = []
        self._silent = False
        stage.context.route_web_socket(re.compile("/socket.io/"), self._between)

    def _between(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        self._routes.append(route)

        def heard(said: str | bytes) -> None:
            event = isinstance(said, str) and re.match(r'42\["(view|tick|hello)"', said)
            if event and event[1] == "view":
                self._frames.append(json.loads(said[2:])[1])
            if not (self._silent and event):
                route.send(said)

        server.on_message(heard)

    def begin(self, page: Page) -> Frame:
        """The page's own frame, to be changed and shown; from now on the server's are kept from it."""
        page.wait_for_selector(".head, .sign-head")
        self._silent = True
        return copy.deepcopy(self._frames[-1])

    def end(self) -> None:
        """Let the page hear the server again."""
        self._silent = False

    def show(self, frame: Frame) -> None:
        """Let the page have this frame; a ping before it, for a page whose clock runs fast waits for one."""
        self._routes[-1].send("2")
        self._routes[-1].send("42" + json.dumps(["view", frame]))


def call(n: int, window: int, at: int, state: str = "called", **more: Any) -> Frame:
    """A call of a board's view."""
    number = f"{'ABCDEFGHJK'[window % 10]}{n:03d}"
    made = {
        "call": n, "number": number, "window": window, "window_name": f"{window}号业务",
        "line": number[0], "at": at, "state": state, "calls": 1,
        "say": f"请 {number} 号，到 {window} 号窗口办理",
    }  # fmt: skip
    return made | more
