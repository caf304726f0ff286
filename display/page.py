"""The one page of the browser: how it is, where it goes, what it shows."""

from __future__ import annotations

import base64
import html
import json
import time
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, convert

from display.browser import BLANK
from display.devtools import DevTools
from display.errors import BrowserError, Gone, NoAnswer

_LOOK: Final = """(() => {
  const { freshness = "", refusal = "" } = document.documentElement?.dataset ?? {};
  return { path: location.pathname, freshness, refusal };
})()"""
_ENROL: Final = """fetch("/api/v1/enrol", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ code: %s }),
}).then((answer) => answer.status)"""
_QUALITIES: Final = (85, 60, 40, 20)
_PICTURE_SECONDS: Final = 20.0
_LOAD_SECONDS: Final = 20.0
_TARGET_SECONDS: Final = 30.0
_CALM: Final = Path(__file__).with_name("calm.html")


class Seen(Struct, frozen=True):
    """A page that answers. path: where it is. freshness, refusal: what a page of ours says of itself in its
    root element ("" = not drawn, nothing; server/browser/screen.js)."""

    path: str
    freshness: str
    refusal: str


class Page:
    """Raises everywhere: Gone, NoAnswer, BrowserError."""

    def __init__(self, tools: DevTools, seconds: float = _TARGET_SECONDS) -> None:
        self._tools = tools
        target = _first_page(tools, seconds)
        self._session = str(tools.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        self._frame = target  # the main frame of a page has the page's own id
        self._call("Inspector.enable")

    def _call(self, method: str, seconds: float = 10.0, **params: Any) -> dict[str, Any]:
        return self._tools.call(method, self._session, seconds, **params)

    def _evaluate(self, expression: str, seconds: float = 10.0) -> Any:
        found = self._call(
            "Runtime.evaluate", seconds, expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in found:
            raise BrowserError(f"the page says: {found['exceptionDetails'].get('text')}")
        return found["result"].get("value")

    def look(self, seconds: float) -> Seen:
        """How it is. A page that hangs does not answer within `seconds`."""
        return convert(self._evaluate(_LOOK, seconds), Seen)

    def go(self, url: str) -> bool:
        """Load an address; whether it came."""
        try:
            return "errorText" not in self._call("Page.navigate", _LOAD_SECONDS, url=url)
        except NoAnswer:  # the network swallows it: no fault of the page
            self._call("Page.stopLoading")
            return False

    def enrol(self, code: str) -> bool:
        """On a page of the hall: redeem a code, so that this browser is its device's screen."""
        try:
            return bool(self._evaluate(_ENROL % json.dumps(code), _LOAD_SECONDS) == 200)
        except NoAnswer:  # of the hall: no fault of the page
            return False

    def calm(self, zh: str, en: str) -> None:
        """Nothing of the hall can be shown: a quiet page that says why."""
        self.go(BLANK)
        words = _CALM.read_text("utf-8").replace("{zh}", html.escape(zh)).replace("{en}", html.escape(en))
        self._call("Page.setDocumentContent", frameId=self._frame, html=words)

    def picture(self, most_bytes: int) -> bytes:
        """What it shows, as a JPEG of so many bytes at most."""
        for quality in _QUALITIES:
            found = self._call("Page.captureScreenshot", _PICTURE_SECONDS, format="jpeg", quality=quality)
            shot = base64.b64decode(found["data"])
            if len(shot) <= most_bytes:
                return shot
        raise BrowserError(f"the picture has {len(shot)} bytes at the least")


def _first_page(tools: DevTools, seconds: float) -> str:
    """The page that the browser opened at its start."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        left = max(0.1, end - time.monotonic())
        for target in tools.call("Target.getTargets", seconds=left)["targetInfos"]:
            if target["type"] == "page":
                return str(target["targetId"])
        time.sleep(0.1)
    raise Gone("it opened no page")
