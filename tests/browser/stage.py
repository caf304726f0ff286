"""Real pages in a real Chromium on a real server: open a screen, look, listen for complaints."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.house import ROOT, House

PROOF = os.environ.get("JIAOHAO_PROOF") == "1"
PICTURES = PROOF or os.environ.get("JIAOHAO_SHOTS") == "1"
SHOTS = Path(__file__).with_name("shots")
SIZES = {
    "desk": {"width": 1366, "height": 768},
    "wall": {"width": 1920, "height": 1080},
    "kiosk": {"width": 1080, "height": 1920},
    "phone": {"width": 390, "height": 844},
}


_STILL = """async () => {
  // An observer tells with each real frame, also where the page's clock is set by hand.
  const frame = () => new Promise((done) => {
    const observer = new ResizeObserver(() => (observer.disconnect(), done()));
    observer.observe(document.documentElement);
  });
  const set = !String(performance.now).includes("native code"); // then what is drawn comes by fits and starts
  const drawn = async () => { for (let n = set ? 8 : 3; n > 0; n--) await frame(); };
  await drawn();
  await document.fonts.ready;
  for (const each of document.getAnimations())
    if (each.effect.getComputedTiming().endTime < Infinity) each.finish();
  await drawn();
}"""


def still(page: Page) -> None:
    """Wait until nothing moves any more: drawn, its fonts there, and what was moving at its end."""
    page.evaluate(_STILL)


def picture(page: Page, name: str) -> None:
    """A picture in shots/ to look at: with --proof or JIAOHAO_SHOTS=1, for they take a while."""
    if PICTURES:
        page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")


class Stage:
    """Screens of one hall in one browser. complaints: console, CSP reports, errors."""

    def __init__(self, hall: House, context: BrowserContext) -> None:
        self.hall, self.context = hall, context
        self.url = hall.url  # where its pages are loaded from
        self.complaints: list[str] = []
        context.set_default_timeout(60_000)  # it comes by an event: the time is for a busy machine
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        context.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective))"
        )

    def _console(self, message: Any) -> None:
        url = message.location["url"]
        if message.type in ("error", "warning") and not _is_network(message.text, url):
            self.complaints.append(f"{message.type}: {message.text} {url}".strip())

    def page(self, url: str, size: str = "desk") -> Page:
        """A new tab at a path of the hall."""
        page = self.context.new_page()
        page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
        page.goto(self.url + url)
        return page

    def enrol(self, role: str, size: str, **where: Any) -> tuple[Page, str, str]:
        """(page, device, token): a new device, its code typed at /enrol as a technician does."""
        made = self.hall.do("device.add", name=f"{role}-screen", role=role, **where)
        page = self.page("/enrol", size)
        page.get_by_label("设备代码").fill(made["code"])
        page.get_by_role("button", name="登记").click()
        page.wait_for_url("**/s/*")
        return page, made["id"], made["token"]

    def kiosk(self, size: str = "kiosk") -> tuple[Page, str]:
        """(touch page, token of its agent)."""
        page, _, token = self.enrol("kiosk", size)
        page.wait_for_selector(".tile")
        return page, token

    def counter(self, window: int) -> Page:
        """The clerk's page of a window."""
        page, _, _ = self.enrol("clerk", "desk", window=window)
        page.wait_for_selector(".primary")
        return page

    def board(self) -> Page:
        """A wall."""
        page, _, _ = self.enrol("board", "wall")
        page.wait_for_selector(".body")
        return page


def _is_network(text: str, url: str) -> bool:
    """What Chromium says of itself when a test takes the server away, or sets the page's clock on by minutes:
    then a poll comes too late for its session (400), and the page connects anew."""
    late = "/socket.io/" in url and "status of 400" in text
    return late or "net::ERR_" in text or "WebSocket connection to" in text


@contextlib.contextmanager
def agent(hall: House, token: str, printer: str, folder: Path) -> Iterator[None]:
    """The kiosk's agent as a process."""
    (folder / "token").write_text(token)
    words = ["--server", hall.url, "--token-file", str(folder / "token"), "--printer", printer]
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk.agent", *words, "--data", str(folder / "state")], cwd=ROOT
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextlib.contextmanager
def stage(hall: House, browser: Browser, *, clock: bool = False, **options: Any) -> Iterator[Stage]:
    """A fresh browser profile; at its end nobody may have complained. clock: pages run on a set clock.
    options: of the profile besides."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
    if clock:
        context.clock.install()
    made = Stage(hall, context)
    try:
        yield made
    finally:
        context.close()
    assert not made.complaints, made.complaints
