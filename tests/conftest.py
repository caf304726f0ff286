"""What holds for every test: generated examples are the same at every run, and no clock judges them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("hall", deadline=None, derandomize=True, database=None)
settings.load_profile("hall")

# The files that take longest, in seconds; they begin first, so that both cores have work until the end.
LONGEST = (
    "browser/test_faces.py", "faults/test_kill.py", "browser/test_orders.py", "devices/test_agent.py",
    "browser/test_access.py", "hall/test_bound.py", "hall/test_machine.py", "browser/test_board.py",
    "browser/test_sizes.py", "browser/test_counter.py", "security/test_guessing.py", "browser/test_pages.py",
    "browser/test_clock.py", "browser/test_kiosk.py", "browser/test_main_job.py", "web/test_connections.py",
    "web/test_proxy.py", "faults/test_load.py", "cli/test_cli.py", "faults/test_disk.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, the others as they were."""
    place = {Path(__file__).parent / name: n for n, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))
