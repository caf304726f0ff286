"""Threads, green or plain: spawn, sleep, offload, locks, futures, mailboxes.

`patch(mode)` must run before anything else is imported (first lines of the command). Modes:
"eventlet" (shipped) and "threading" (tests; plain threads). Source of the choices: facts/traps.md
section 1.
"""

from __future__ import annotations

import os
import queue
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_mode = "threading"


def patch(mode: str = "eventlet") -> None:
    """Choose the mode of this process; for eventlet patch the standard library now."""
    global _mode
    _mode = mode
    if mode == "eventlet":
        os.environ.setdefault("EVENTLET_THREADPOOL_SIZE", "8")
        os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")  # no name server is asked: 0.35 s less a start
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import eventlet

            eventlet.monkey_patch()


def mode() -> str:
    """ "eventlet" or "threading"."""
    return _mode


def spawn(target: Callable[..., object], *args: object) -> None:
    """Run target in the background; it handles its own errors."""
    if _mode == "eventlet":
        import eventlet

        eventlet.spawn(target, *args)
    else:
        threading.Thread(target=target, args=args, daemon=True).start()


def monotonic() -> float:
    """Seconds that only go forward."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    """Let others run for so long."""
    time.sleep(seconds)


def offload(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run something that blocks in a real thread and wait for it; everybody else goes on."""
    if _mode == "eventlet":
        from eventlet import tpool

        result: T = tpool.execute(function, *args, **kwargs)
        return result
    return function(*args, **kwargs)


def lock() -> Any:
    """A lock between green threads (between threads in threading mode); never for offloaded code."""
    return threading.Lock()


def system_lock() -> Any:
    """A lock for code that is offloaded: who waits for it in one thread wakes when another one lets go.

    A green lock does not (its waiter is woken by the hub of the thread that releases): taken by an
    offloaded call, it is never got by anybody who had to wait (measured: eventlet 0.41.3, Python 3.11).
    """
    if _mode == "eventlet":
        from eventlet import patcher

        return patcher.original("threading").Lock()
    return threading.Lock()


class Future:
    """One answer that somebody waits for; the first one counts."""

    def __init__(self) -> None:
        self._done = _event() if _mode == "eventlet" else _ThreadEvent()
        self._given = False

    def set(self, value: Any) -> None:
        """The answer."""
        self._give((value, None))

    def fail(self, error: BaseException) -> None:
        """No answer but this error."""
        self._give((None, error))

    def _give(self, found: tuple[Any, BaseException | None]) -> None:
        if not self._given:
            self._given = True
            self._done.send(found)

    def wait(self, seconds: float | None = None) -> Any:
        """The answer, or its error. Raises: TimeoutError."""
        found = self._done.wait(seconds)
        if found is None:
            raise TimeoutError
        value, error = found
        if error is not None:
            raise error
        return value


def _event() -> Any:
    from eventlet.event import Event

    return Event()


class _ThreadEvent:
    """eventlet's Event for plain threads: send once, wait for it, None when the time is over."""

    def __init__(self) -> None:
        self._sent = threading.Event()
        self._value: Any = None

    def send(self, value: Any) -> None:
        self._value = value
        self._sent.set()

    def wait(self, seconds: float | None = None) -> Any:
        return self._value if self._sent.wait(seconds) else None


def _queue() -> queue.Queue[Any]:
    if _mode == "eventlet":
        from eventlet.queue import LightQueue

        made: queue.Queue[Any] = LightQueue()
        return made
    return queue.Queue()


class Mailbox:
    """Many put, one takes all that is there; bounded."""

    def __init__(self, limit: int) -> None:
        self._items = _queue()
        self._limit = limit

    def put(self, item: Any) -> bool:
        """False when full."""
        if self._items.qsize() >= self._limit:
            return False
        self._items.put(item)
        return True

    def take(self, most: int, seconds: float | None = None) -> list[Any]:
        """Everything waiting, at most `most`; waits for the first; [] when the time is over."""
        try:
            items = [self._items.get(timeout=seconds)]
        except queue.Empty:
            return []
        while len(items) < most and self._items.qsize():
            items.append(self._items.get())
        return items
