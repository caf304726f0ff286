"""What a person in front of a page could not see, read or touch (audit.js)."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

_AUDIT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
LEAST = {
    "kiosk": {"text": 15, "control": 40, "tile": 84},
    "board": {"text": 12, "control": 0, "tile": 0},
    "sign": {"text": 12, "control": 0, "tile": 0},
    "counter": {"text": 12, "control": 24, "tile": 0},
}


def hidden(page: Page, face: str) -> list[str]:
    """Sentences: what is cut, covered, too small or out of reach; px."""
    found: list[str] = page.evaluate(f"({_AUDIT})({LEAST[face]})")
    return found
