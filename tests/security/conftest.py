"""A server in each mode, shared by the tests of one file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.house import House, house


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The same test against the shipped mode and the threading mode."""
    with house(tmp_path_factory.mktemp(request.param), request.param) as made:
        yield made


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server in the shipped mode."""
    with house(tmp_path_factory.mktemp("hall")) as made:
        yield made
