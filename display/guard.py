"""Keeps one page of the hall on a screen: looks at it every 5 s, heals what hangs or crashed, and says so
when it cannot.

The browser itself is asked, over its DevTools: that tells a hung page from a hall that is away, which the
hall's own word of the page's beats would not. Whatever is wrong with a browser, it is ended and started
again: one way of healing, always the same. A hall that is away is nobody's fault: a page that stands says so
itself, and where none stands a calm one does.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, Protocol

from msgspec import Struct

from display.browser import Browser
from display.errors import BrowserError, Gone, NoAnswer
from display.page import Page, Seen
from display.restarts import Restarts

log = logging.getLogger("jiaohao.display")

PAGE_DOWN: Final = "page_down"  # server/hall/views/screens.py has its words
_CRASHED: Final = ("Inspector.targetCrashed", "Target.targetCrashed")
_ENROL: Final = "/enrol"
_SHUT_OUT: Final = ("这块屏幕没有登记上，稍后自动再试。", "This screen is not let in; trying again later.")
_BLANK: Final = "blank"
_NOBODY: Final = "unauthorised"
_DEAF: Final = 4  # looks at a page that hears nothing from a hall that we hear
_BETWEEN: Final = 20  # looks in a row that met no document
_POLL_SECONDS: Final = 0.2
# Of an hour: one for each restart and more, for Chromium writes a cookie down only after half a minute.
_ENROLMENTS: Final = 12
_OPENINGS: Final = 3  # in vain, then the browser is started again
_BAD_PROFILE: Final = 3  # starts in a row without a good page, then it gets a new profile

Make = Callable[[Callable[[str, dict[str, Any]], None], Callable[[], None]], Browser]


class Hall(Protocol):
    """What the guard knows of the hall. server: its address."""

    server: str

    def home(self) -> str | None:
        """Path of our page; None before the hall has said which screen we are."""

    def there(self) -> bool:
        """Whether the hall lets us in right now."""

    def code(self) -> str | None:
        """A fresh enrolment code of our own screen."""

    def words(self) -> tuple[str, str]:
        """Why nothing can be shown, Chinese and English."""

    def told(self, faults: Sequence[str]) -> None:
        """What is wrong with the screen is different than before."""


class Pace(Struct, frozen=True):
    """Seconds. look: between two looks. patience: a look unanswered so long means that the page hangs. show:
    from loading until it is drawn. down: so long without a page, while the hall is there, is an alarm, and so
    long with one makes up for what was before. ordered: a restart that was ordered has failed then."""

    look: float = 5.0
    patience: float = 8.0
    show: float = 20.0
    down: float = 60.0
    ordered: float = 50.0


class Guard:
    """make: starts a browser. renew: throws its profile away. clock: seconds, steady."""

    def __init__(
        self,
        make: Make,
        renew: Callable[[], None],
        hall: Hall,
        pace: Pace = Pace(),  # noqa: B008 (frozen)
        restarts: Restarts | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make, self._renew, self._hall, self._pace, self._clock = make, renew, hall, pace, clock
        self._restarts = restarts or Restarts(clock=clock)
        self._enrolments = Restarts(_ENROLMENTS, pauses=(0.0,), clock=clock)
        self._life = 0  # number of the browser that runs
        self._browser: Browser | None = None
        self._page: Page | None = None
        self._begun = self._crashed = self._shut_out = False
        self._openings = self._deaf = self._between = 0
        self._well_at, self._ill_at = 0.0, clock()  # since when it is so; 0 = it is not
        self._calm: tuple[str, str] | None = None
        self._faults: tuple[str, ...] = ()
        self._ordered: list[tuple[float, Callable[[bool], None]]] = []
        self._orders_lock = threading.Lock()
        self._restart_now = False
        self._wake, self._stopping = threading.Event(), threading.Event()

    # -- from other threads ----------------------------------------------------------------------

    def stop(self) -> None:
        """End run()."""
        self._stopping.set()
        self._wake.set()

    def look_now(self) -> None:
        """Something happened: do not wait for the next look."""
        self._wake.set()

    def restart(self, done: Callable[[bool], None]) -> None:
        """A person wants the browser anew. done: whether its page came up."""
        with self._orders_lock:
            self._ordered.append((self._clock() + self._pace.ordered, done))
            self._restart_now = True
        self._wake.set()

    def picture(self, most_bytes: int) -> bytes:
        """What the screen shows. Raises: BrowserError."""
        page = self._page
        if page is None:
            raise Gone("no browser runs")
        return page.picture(most_bytes)

    def _heard(self, life: int, method: str, params: dict[str, Any]) -> None:
        """life: which browser says so; the last word of one that is over is not of the next one."""
        if method in _CRASHED and life == self._life:
            self._crashed = True
            self._wake.set()

    # -- the watch ---------------------------------------------------------------------------------

    def run(self) -> None:
        """Until stop(); then the browser is closed."""
        while not self._stopping.is_set():
            self._wake.clear()
            self._round()
            pause = self._restarts.wait_seconds() if self._browser is None else self._pace.look
            self._wake.wait(min(self._pace.look, pause))
        if self._browser is not None:
            self._browser.close()

    def _round(self) -> None:
        try:
            self._take_order()
            if self._browser is not None or self._may_start():
                self._keep(self._page or self._start())
        except BrowserError as error:
            if not self._stopping.is_set():
                self._broken(error)
        except Exception as error:
            log.exception("the watch itself failed")  # and goes on: nobody else watches
            self._broken(error)
        self._tell()

    def _take_order(self) -> None:
        with self._orders_lock:
            wanted, self._restart_now = self._restart_now, False
        if wanted:
            self._restarts.forgive()
            self._enrolments.forgive()
            self._begun = self._shut_out = False
            self._ill()
            if self._browser is not None:
                self._browser.close()
            self._browser = self._page = None

    def _may_start(self) -> bool:
        return not self._begun or self._restarts.wait_seconds() == 0.0

    def _start(self) -> Page:
        if self._begun:
            self._restarts.note()
        self._life += 1
        self._begun, self._crashed, self._openings, self._calm = True, False, 0, None
        self._browser = self._make(partial(self._heard, self._life), self._wake.set)
        self._page = Page(self._browser.tools)
        return self._page

    def _broken(self, error: Exception) -> None:
        log.warning("the browser is started again: %s", error)
        self._ill()
        if self._browser is not None:
            if self._browser.over.is_set():
                log.warning("its last words:\n%s", self._browser.last_words())
            self._browser.kill()
        self._browser = self._page = None
        if self._restarts.in_a_row == _BAD_PROFILE:
            log.warning("it gets a new profile")
            self._renew()
        if self._restarts.spent:
            log.error(
                "that was often enough for an hour: the next time in %.0f s", self._restarts.wait_seconds()
            )

    def _keep(self, page: Page) -> None:
        """One look, and what follows from it."""
        if self._crashed or (self._browser is not None and self._browser.over.is_set()):
            raise Gone("its page crashed" if self._crashed else "it ended")
        seen, home = self._look(page), self._hall.home()
        if seen is None:
            return
        self._deaf = self._deaf + 1 if seen.freshness == "dead" and self._hall.there() else 0
        if home is None or not self._hall.there():
            if not self._is_ours(seen):
                self._well_at, self._ill_at = 0.0, self._clock()
                self._be_calm(page, seen)
        elif self._is_good(seen):
            self._well()
        elif self._shut_out and self._enrolments.wait_seconds() > 0:
            self._be_calm(page, seen, _SHUT_OUT)
        else:
            self._ill()
            self._open(page, home, seen)

    def _look(self, page: Page) -> Seen | None:
        """None between two documents: somebody loads it anew."""
        try:
            seen = page.look(self._pace.patience)
        except (Gone, NoAnswer):
            raise
        except BrowserError:
            self._between += 1
            if self._between > _BETWEEN:
                raise
            return None
        self._between = 0
        return seen

    def _is_ours(self, seen: Seen) -> bool:
        return seen.path == self._hall.home() and seen.freshness != ""

    def _is_good(self, seen: Seen) -> bool:
        """It shows our page, which is let in, and which hears the hall as we do."""
        return self._is_ours(seen) and seen.refusal != _NOBODY and self._deaf < _DEAF

    def _open(self, page: Page, home: str, now: Seen) -> None:
        """Load our page, unless it loads already; a browser that the hall does not know is enrolled first."""
        self._openings += 1
        self._calm, self._deaf = None, 0
        loads = now.path == home and now.freshness == ""
        seen = self._drawn(page, home) if loads else self._load(page, home)
        if seen is not None and seen.path == _ENROL and self._enrol(page):
            seen = self._load(page, home)
        self._shut_out = seen is not None and seen.path == _ENROL
        if seen is not None and self._is_good(seen):
            self._openings = 0
            self._well()
        elif self._shut_out:  # another browser would not be let in either
            self._openings = 0
            self._be_calm(page, None, _SHUT_OUT)
        elif self._openings >= _OPENINGS:
            raise BrowserError("the page does not come up")
        else:
            self._be_calm(page, None)

    def _enrol(self, page: Page) -> bool:
        if self._enrolments.wait_seconds() > 0:
            return False
        code = self._hall.code()
        if code is None:
            return False
        self._enrolments.note()
        log.info("this browser becomes the device's screen")
        return page.enrol(code)

    def _load(self, page: Page, home: str) -> Seen | None:
        return self._drawn(page, home) if page.go(self._hall.server + home) else None

    def _drawn(self, page: Page, home: str) -> Seen | None:
        """The page once it is drawn, or the way to it in its place; None when neither comes."""
        end = time.monotonic() + self._pace.show
        while time.monotonic() < end and not self._stopping.is_set() and not self._crashed:
            seen = self._look(page)
            if seen is not None and (seen.path == _ENROL or self._is_ours(seen)):
                return seen
            self._stopping.wait(_POLL_SECONDS)
        return None

    def _be_calm(self, page: Page, seen: Seen | None, why: tuple[str, str] | None = None) -> None:
        words = why or self._hall.words()
        if self._calm != words or seen is None or seen.path != _BLANK:
            page.calm(*words)
            self._calm = words

    # -- how it is ---------------------------------------------------------------------------------

    def _well(self) -> None:
        now = self._clock()
        self._ill_at, self._well_at = 0.0, self._well_at or now
        if now - self._well_at >= self._pace.down:
            self._restarts.well()

    def _ill(self) -> None:
        self._well_at, self._ill_at = 0.0, self._ill_at or self._clock()

    def _tell(self) -> None:
        """The hall and whoever ordered something."""
        now, well = self._clock(), self._well_at > 0
        down = not well and (self._restarts.spent or now - self._ill_at >= self._pace.down)
        faults = (PAGE_DOWN,) if down else ()
        if faults != self._faults:
            self._faults = faults
            self._hall.told(faults)
        with self._orders_lock:
            waiting, self._ordered = self._ordered, []
            if not self._restart_now:
                over = [order for order in waiting if well or now >= order[0]]
                self._ordered = [order for order in waiting if order not in over]
            else:
                over, self._ordered = [], waiting
        for _, done in over:
            done(well)
