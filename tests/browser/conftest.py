"""Debian's Chromium, started once for all files of a worker, and a hall, started once for a file.

Without --proof it is the same Chromium without its windows (chromium-headless-shell): a page opens in a
third of the processor time. With --proof it is the whole browser that stands in the halls."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.stage import Stage, stage
from tests.web.house import House, house

PROGRAM = "chromium" if os.environ.get("JIAOHAO_PROOF") == "1" else "chromium-headless-shell"
expect.set_options(timeout=60_000)  # see Stage


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as a kiosk starts it: sound without a touch."""
    chromium = shutil.which(PROGRAM)
    assert chromium, f"{PROGRAM} is missing: deploy/test --setup installs it"
    flags = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield made
        made.close()


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A hall with its day and all windows open."""
    with house(tmp_path_factory.mktemp("hall")) as made:
        yield made


@pytest.fixture
def on_stage(hall: House, browser: Browser) -> Iterator[Stage]:
    """Pages of the hall; complaints of the browser fail the test."""
    with stage(hall, browser) as made:
        yield made
