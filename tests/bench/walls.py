"""One real wall among many boards: from the clerk's press to what the last seat sees and hears."""

from __future__ import annotations

import json
import shutil
import statistics
import time
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.figures import Figure
from tests.bench.servers import product, start
from tests.browser.stage import stage
from tests.browser.tap import Pack, listening

PAUSE_SECONDS = 2.5  # a call of a wall that chimes alone is over
MORE = """() => {
  const at = (frame) => {
    const { contextTime, performanceTime } = tap.card.getOutputTimestamp();
    return performance.timeOrigin + performanceTime + (frame / tap.rate - contextTime) * 1000;
  };
  window.painted = {};
  new MutationObserver(() => {
    const place = document.querySelector(".featured");
    const call = place && place.dataset.call;
    if (!call || painted[call]) return;
    painted[call] = Infinity;
    requestAnimationFrame(() => {
      const port = new MessageChannel(); // a task after the frame was drawn
      port.port1.onmessage = () => (painted[call] = performance.timeOrigin + performance.now());
      port.port2.postMessage(0);
    });
  }).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-call"] });
  window.firstSample = () => {
    const pieces = tap.pieces.splice(0);
    for (const [frame, samples] of pieces) {
      const n = samples.findIndex((x) => Math.abs(x) > 1e-3);
      if (n >= 0) return at(frame + n);
    }
    return null;
  };
}"""


def wall(runs: int) -> list[Figure]:
    """window.next → painted, and → first sample of the chime, among 1, 10, 50 and 500 boards in all."""
    figures = []
    count = max(5, runs)
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    flags = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        for boards in (1, 10, 50, 500):
            painted, heard = _among(browser, boards, count)
            name = f"call → %s on one wall of {boards}, p50"
            figures.append(Figure(name % "painted", "ms", statistics.median(painted), "<= 300"))
            figures.append(Figure(name % "first sample", "ms", statistics.median(heard), "<= 500"))
        browser.close()
    return figures


def _among(browser: Browser, boards: int, count: int) -> tuple[list[float], list[float]]:
    """(ms to painted, ms to the first sample) of so many calls."""
    with product(boards=boards - 1) as ours:
        assert ours.hall is not None
        hall = ours.hall
        listening(hall)
        for _ in range(count):
            hall.do("ticket.issue", line="B")
        with stage(hall, browser, bypass_csp=True) as made:
            Pack(["number-B001"]).serve(made.context)
            page = made.board()
            page.wait_for_function("() => tap.ready && document.documentElement.dataset.speaker === 'yes'")
            page.evaluate(MORE)
            spec = {"port": ours.port, "boards": ours.boards, "clerk": hall.key, "acts": [], "path": ""}
            crowd = start("hold", spec | {"seconds": 10 + count * (PAUSE_SECONDS + 1)})
            assert crowd.stdout is not None
            crowd.stdout.readline()
            page.wait_for_timeout(2_000)
            found = [_once(page, hall) for _ in range(count)]
            crowd.terminate()
            crowd.wait(timeout=10)
    return [each[0] for each in found], [each[1] for each in found]


def _once(page: Page, hall: Any) -> tuple[float, float]:
    """One call."""
    page.evaluate("firstSample()")
    begun = time.time() * 1000
    made = hall.do("window.next", window=2)
    page.wait_for_timeout(PAUSE_SECONDS * 1000)
    shown, heard = page.evaluate("(call) => [painted[call], firstSample()]", str(made["call"]))
    hall.do("window.finish", window=2, outcome="direct")
    assert shown is not None and heard is not None, json.dumps([shown, heard])
    return shown - begun, heard - begun
