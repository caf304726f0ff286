"""One node process for a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.counter.node import Node


@pytest.fixture(scope="module")
def page() -> Iterator[Node]:
    """The pure parts of the clerk's page."""
    made = Node()
    yield made
    made.end()
