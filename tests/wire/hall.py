"""A hall that only exists on the wire: a Socket.IO server on a real socket that says and answers as told."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import socketio
from werkzeug.serving import BaseWSGIServer, make_server

from tests.web.house import until


class Hall:
    """A Socket.IO server. asked: what came in of the events it knows; says: events sent to whoever connects;
    refuses: code of the refusal, "" lets everybody in. sid: of who came last."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.says: list[tuple[str, Any]] = []
        self.refuses, self.tries, self.sid = "", 0, ""
        self.io = socketio.Server(async_mode="threading", async_handlers=False)
        self.io.on("connect", self._connect)
        self.listener: BaseWSGIServer = make_server("127.0.0.1", 0, socketio.WSGIApp(self.io), threaded=True)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.listener.server_port}"

    def _connect(self, sid: str, environ: Any, auth: Any) -> None:
        self.tries += 1
        self.sid = sid
        if self.refuses:
            raise socketio.exceptions.ConnectionRefusedError(self.refuses, {"code": self.refuses})
        if self.says:
            self.io.start_background_task(self._greet, sid)

    def _greet(self, sid: str) -> None:
        with contextlib.suppress(AssertionError):  # gone already
            until(lambda: self.io.manager.is_connected(sid, "/"))
        for event, data in self.says:
            self.io.emit(event, data, to=sid)

    def knows(self, event: str, answer: Any) -> None:
        """Answer an event from now on; one it does not know gets no answer at all."""

        def hear(sid: str, data: Any) -> Any:
            self.asked.append(data)
            return answer

        self.io.on(event, hear)


@contextlib.contextmanager
def running() -> Iterator[Hall]:
    """It answers until the end of the block."""
    made = Hall()
    thread = threading.Thread(target=made.listener.serve_forever, daemon=True)
    thread.start()
    yield made
    made.listener.shutdown()
    made.listener.server_close()
