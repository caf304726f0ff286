"""A monkey with a seed at a page: what it does, what it saw, and the rules that must hold whatever it does.

JIAOHAO_SEED=n replays a run; a failure names its seed and the last acts."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, Route, WebSocketRoute

from tests.browser.stage import PROOF, SIZES, Stage

SEED = int(os.environ.get("JIAOHAO_SEED", "20261123"))
ACTS = 50_000 if PROOF else int(os.environ.get("JIAOHAO_ACTS", "200"))
DEAR = {"reload", "reload at once", "back", "offline", "size"}  # they take long; so there are fewer of them
DEAR_PART = 0.1 if ACTS <= 1_000 else 0.02
BLANK_TICKS = 20  # of 100 ms each: 2 s of the page's own time
# What the page itself keeps: how long nothing stood on it, which numbers and which troubles it showed.
_WATCH = """(() => {
  let blank = 0;
  setInterval(() => {
    const app = document.getElementById("app");
    blank = app && app.innerText.trim() ? 0 : blank + 1;
    if (blank === TICKS) window.blank(location.href);
  }, 100);
  const look = () => {
    for (const [kind, where] of [["number", ".slip-number"], ["trouble", ".card-trouble h2"]]) {
      const found = document.querySelector(where);
      const words = found ? found.textContent : "";
      if (words && words !== look[kind]) localStorage.setItem(`monkey ${kind} ${words}`, "");
      look[kind] = words;
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
})()""".replace("TICKS", str(BLANK_TICKS))


class Net:
    """The network between the pages and the server, which a test may cut."""

    def __init__(self, stage: Stage) -> None:
        self.cut, self._open = False, list[WebSocketRoute]()
        stage.context.route_web_socket(re.compile("/socket.io/"), self._socket)
        stage.context.route("**/socket.io/**", self._poll)

    def _socket(self, route: WebSocketRoute) -> None:
        if self.cut:
            route.close()
            return
        route.connect_to_server()
        self._open.append(route)

    def _poll(self, route: Route) -> None:
        if self.cut:
            route.abort()
        else:
            route.continue_()

    def set(self, cut: bool) -> None:
        """Cut or mend it."""
        self.cut = cut
        while cut and self._open:
            self._open.pop().close()


class Monkey:
    """acts: name -> what it does with a page. blank: addresses of pages on which nothing stood for 2 s."""

    def __init__(self, stage: Stage, pages: list[Page], acts: dict[str, Callable[[Page], None]]) -> None:
        self.stage, self.pages, self.acts = stage, pages, acts
        self.random = random.Random(SEED)
        self.blank: list[str] = []
        self.done: list[str] = []

    def run(self, count: int, rules: Callable[[str, Page], None]) -> None:
        """So many acts; after each the rules, given the act's name and page."""
        dear = [name for name in self.acts if name in DEAR]
        cheap = [name for name in self.acts if name not in DEAR]
        for _ in range(count):
            name = self.random.choice(dear if self.random.random() < DEAR_PART else cheap)
            page = self.random.choice(self.pages)
            self.done.append(name)
            self.acts[name](page)
            rules(name, page)
            assert not self.blank, "nothing stood there for 2 s"

    def shown(self, kind: str) -> set[str]:
        """Numbers ("number") or troubles ("trouble") that stood on a page, over all its loads."""
        kept = self.pages[0].evaluate("() => Object.keys(localStorage)")
        return {name.split(" ", 2)[2] for name in kept if name.startswith(f"monkey {kind} ")}

    def touch(self, page: Page, where: str, *, double: bool = False) -> bool:
        """A finger on one of these that can be touched; whether there was one."""
        found = page.evaluate(
            """([where, part]) => {
              const free = [...document.querySelectorAll(where)].filter((one) => {
                const box = one.getBoundingClientRect();
                if (!box.width || one.disabled) return false;
                const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return hit !== null && one.contains(hit);
              });
              if (!free.length) return null;
              const box = free[Math.floor(part * free.length)].getBoundingClientRect();
              return [box.x + box.width / 2, box.y + box.height / 2];
            }""",
            [where, self.random.random()],
        )
        if found is None:
            return False
        page.mouse.click(*found, click_count=2 if double else 1)
        return True

    def keys(self, page: Page, choice: tuple[str, ...]) -> str:
        """One key, now and then held down until it repeats."""
        key = self.random.choice(choice)
        for _ in range(self.random.choice((1, 1, 1, 6))):
            page.keyboard.down(key)
        page.keyboard.up(key)
        return key

    def resize(self, page: Page) -> None:
        """Another screen."""
        size = SIZES[self.random.choice(("desk", "wall", "kiosk"))]
        page.set_viewport_size(size)  # type: ignore[arg-type]


@contextmanager
def monkey(
    stage: Stage,
    open_pages: Callable[[], list[Page]],
    acts: Callable[[Monkey], dict[str, Callable[[Page], None]]],
) -> Iterator[Monkey]:
    """A monkey at pages opened after it watches."""
    made = Monkey(stage, [], {})
    stage.context.expose_binding("blank", lambda source, address: made.blank.append(address))
    stage.context.add_init_script(_WATCH)
    made.pages = open_pages()
    made.acts = acts(made)
    try:
        yield made
    except BaseException:
        print(f"JIAOHAO_SEED={SEED}, act {len(made.done)}: {' '.join(made.done[-12:])}")
        raise


def focus_moves(page: Page) -> bool:
    """Whether Tab leads on from wherever the focus is."""
    count: int = page.locator("button:enabled:visible, input:enabled:visible, a[href]:visible").count()
    where: list[Any] = []
    for _ in range(3):
        page.keyboard.press("Tab")
        where.append(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    return count < 2 or len(set(where)) > 1
