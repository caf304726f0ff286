"""Chromium's DevTools protocol over its pipe: JSON, one NUL after each message.

The pipe and not the port: nobody else on the machine can speak there, and a browser whose agent died sees the
end of its pipe and closes.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any, Final

import msgspec

from display.errors import BrowserError, Gone, NoAnswer

_CRASHED: Final = "Inspector.targetCrashed"
_CHUNK: Final = 1 << 16
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class _Waiting:
    """One question and, later, its answer; None when its page crashed or the pipe ended before."""

    def __init__(self, session: str) -> None:
        self.session, self.answered = session, threading.Event()
        self.answer: dict[str, Any] | None = None

    def give(self, answer: dict[str, Any] | None) -> None:
        """Once."""
        self.answer = answer
        self.answered.set()


class DevTools:
    """One browser. hear(method, params): an event, in the thread that reads the pipe. Owns both ends."""

    def __init__(self, read: int, write: int, hear: Callable[[str, dict[str, Any]], None]) -> None:
        self._read, self._write, self._hear = read, write, hear
        self._lock = threading.Lock()
        self._asked = 0
        self._waiting: dict[int, _Waiting] = {}
        self._over = False
        threading.Thread(target=self._listen, daemon=True).start()

    def call(self, method: str, session: str = "", seconds: float = 10.0, **params: Any) -> dict[str, Any]:
        """The result of one command. Raises: Gone, NoAnswer, BrowserError when it is refused."""
        waiting, target = _Waiting(session), {"sessionId": session} if session else {}
        with self._lock:
            if self._over:
                raise Gone("its pipe is closed")
            self._asked += 1
            id = self._asked
            self._waiting[id] = waiting
            try:
                _write_all(self._write, _encode({"id": id, "method": method, "params": params} | target))
            except OSError as error:
                raise Gone(f"its pipe is closed: {error}") from error
        if not waiting.answered.wait(seconds):
            self._waiting.pop(id, None)
            raise NoAnswer(f"{method} not answered within {seconds:g} s")
        if waiting.answer is None:
            raise Gone("it ended, or its page crashed")
        if "error" in waiting.answer:
            raise BrowserError(f"{method}: {waiting.answer['error'].get('message')}")
        result: dict[str, Any] = waiting.answer["result"]
        return result

    def close(self) -> None:
        """Close our end; what is still asked for is Gone."""
        with self._lock:
            if not self._over:
                self._over = True
                os.close(self._write)

    def _listen(self) -> None:
        rest = b""
        while chunk := _chunk(self._read):
            *messages, rest = (rest + chunk).split(b"\0")
            for message in map(_decode, messages):
                waiting = self._waiting.pop(message["id"], None) if "id" in message else None
                if waiting is not None:
                    waiting.give(message)
                elif "method" in message:
                    if message["method"] == _CRASHED:
                        self._give_up(message["sessionId"])
                    self._hear(message["method"], message.get("params", {}))
        self.close()
        os.close(self._read)
        self._give_up(None)

    def _give_up(self, session: str | None) -> None:
        """Nobody answers any more: in a session, or (None) at all."""
        for id, waiting in list(self._waiting.items()):
            if session in (None, waiting.session):
                self._waiting.pop(id, None)
                waiting.give(None)


def _chunk(read: int) -> bytes:
    try:
        return os.read(read, _CHUNK)
    except OSError:
        return b""


def _write_all(write: int, message: bytes) -> None:
    left = memoryview(message + b"\0")
    while left:
        left = left[os.write(write, left) :]
