"""What holds for every test: generated examples are the same at every run, and no clock judges them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("hall", deadline=None, derandomize=True, database=None)
settings.load_profile("hall")

# The files that take longest, in seconds; they begin first, so that both cores have work until the end.
LONGEST = (
    "browser/test_fingers.py", "browser/test_maxima.py", "browser/test_orders.py", "browser/test_faces.py",
    "devices/test_agent.py", "browser/test_screen.py", "browser/test_types.py", "browser/test_board.py",
    "browser/test_counter.py", "security/test_guessing.py", "browser/test_sizes.py",
    "web/test_connections.py", "browser/test_access.py", "browser/test_pages.py",
    "devices/test_printers.py", "devices/test_beat.py", "display/test_agent.py",
    "browser/test_kiosk.py", "web/test_proxy.py", "wire/test_client.py", "browser/test_main_job.py",
    "hall/test_bound.py", "security/test_hostile.py", "faults/test_kill.py", "cli/test_cli.py",
    "web/test_limits.py", "web/test_long_heads.py", "web/test_sockets.py", "browser/test_clock.py",
    "security/test_cookies.py", "security/test_origin.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, the others as they were."""
    place = {Path(__file__).parent / name: n for n, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))
