"""A server in each mode, shared by the tests of one file."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest

from tests.web.house import House, house


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], House]]:
    """The server of a mode, started when it is first asked for."""
    made: dict[str, House] = {}
    with contextlib.ExitStack() as stack:

        def serve(mode: str) -> House:
            if mode not in made:
                made[mode] = stack.enter_context(house(tmp_path_factory.mktemp(mode), mode))
            return made[mode]

        yield serve


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def both(request: pytest.FixtureRequest, served: Callable[[str], House]) -> House:
    """The same test against the shipped mode and the threading mode."""
    return served(request.param)


@pytest.fixture(scope="module")
def hall(served: Callable[[str], House]) -> House:
    """The server in the shipped mode."""
    return served("eventlet")
