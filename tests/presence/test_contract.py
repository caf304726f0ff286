"""What every presence does, backend by backend."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from server.presence.memory import MemoryPresence
from server.presence.protocol import Presence

MOST = 5


class Clock:
    """Seconds in the test's hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


# A backend that cannot take the clock from outside waits in its own way.
BACKENDS: dict[str, Callable[[Clock], Presence]] = {
    "memory": lambda clock: MemoryPresence(monotonic=clock, most=MOST),
}


@pytest.fixture
def clock() -> Clock:
    """At an odd second."""
    return Clock()


@pytest.fixture(params=sorted(BACKENDS))
def presence(request: pytest.FixtureRequest, clock: Clock) -> Presence:
    """An empty presence of each backend, with at most five rows a kind."""
    return BACKENDS[request.param](clock)


def at_once(act: Callable[[int], object], count: int = 8) -> list[object]:
    """What `act(n)` returns in so many threads that begin together."""
    found: list[object] = []
    begin = threading.Barrier(count)

    def run(n: int) -> None:
        begin.wait()
        found.append(act(n))

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_row_is_there_until_it_is_deleted(presence: Presence) -> None:
    """Kinds do not see each other; any bytes are kept."""
    presence.set("beat", "wall", bytes(range(256)), 15)
    assert presence.get("beat", "wall") == bytes(range(256))
    assert presence.get("order", "wall") is None and presence.all("order") == {}
    assert presence.delete("beat", "wall")
    assert presence.get("beat", "wall") is None
    assert not presence.delete("beat", "wall")


@pytest.mark.parametrize("look", ["get", "take", "delete", "all"])
def test_after_its_end_nobody_sees_a_row(presence: Presence, clock: Clock, look: str) -> None:
    """A moment before it is there, at its end it is gone."""
    presence.set("beat", "wall", b"1", 15)
    clock.now += 14.9
    assert presence.get("beat", "wall") == b"1"
    clock.now += 0.1
    found = presence.all("beat") if look == "all" else getattr(presence, look)("beat", "wall")
    assert not found


def test_writing_again_replaces_value_and_end(presence: Presence, clock: Clock) -> None:
    """A beat every 5 s keeps a device online."""
    for n in range(10):
        presence.set("beat", "wall", str(n).encode(), 15)
        clock.now += 14
        assert presence.get("beat", "wall") == str(n).encode()
    presence.set("beat", "wall", b"last", 1)
    clock.now += 1
    assert presence.get("beat", "wall") is None


def test_all_rows_of_a_kind_come_in_the_order_of_writing(presence: Presence, clock: Clock) -> None:
    """The one written longest ago first, what is over left out."""
    for name, seconds in (("c", 9), ("a", 1), ("b", 9)):
        presence.set("order", name, name.encode(), seconds)
    presence.set("order", "c", b"again", 9)
    clock.now += 1
    assert list(presence.all("order").items()) == [("b", b"b"), ("c", b"again")]


def test_take_gives_it_to_one(presence: Presence) -> None:
    """Of many who try at once."""
    presence.set("order", "1", b"x", 60)
    got = at_once(lambda n: presence.take("order", "1"))
    assert sorted(map(bool, got)) == [False] * 7 + [True]


def test_a_lease_belongs_to_one_until_it_ends(presence: Presence, clock: Clock) -> None:
    """Who holds it renews it; the others are told who that is; after its end the next one has it."""
    assert presence.lease("speaker", "main", "east", 10) == "east"
    assert presence.lease("speaker", "hall-2", "west", 10) == "west"
    for _ in range(5):
        clock.now += 5
        assert presence.lease("speaker", "main", "west", 10) == "east"
        assert presence.lease("speaker", "main", "east", 10) == "east"
    clock.now += 9.9
    assert presence.lease("speaker", "main", "west", 10) == "east"
    clock.now += 0.1
    assert presence.get("speaker", "main") is None
    assert presence.lease("speaker", "main", "west", 10) == "west"
    assert presence.get("speaker", "main") == b"west"
    assert presence.delete("speaker", "main")
    assert presence.lease("speaker", "main", "east", 10) == "east"


def test_of_many_who_want_a_lease_one_gets_it(presence: Presence) -> None:
    """And all are told the same."""
    told = at_once(lambda n: presence.lease("speaker", "main", f"wall-{n}", 10))
    assert len(set(told)) == 1


def test_counts_are_of_a_window_of_time(presence: Presence, clock: Clock) -> None:
    """The window begins with the first; more of them do not lengthen it."""
    assert [presence.count("tries", "li@10.0.0.9", 60) for _ in range(3)] == [1, 2, 3]
    assert presence.count("tries", "wang@10.0.0.9", 60) == 1
    clock.now += 59
    assert presence.count("tries", "li@10.0.0.9", 60) == 4
    clock.now += 1
    assert presence.count("tries", "li@10.0.0.9", 60) == 1
    assert presence.get("tries", "li@10.0.0.9") == b"1"
    presence.delete("tries", "li@10.0.0.9")
    assert presence.count("tries", "li@10.0.0.9", 60) == 1


def test_no_count_is_lost(presence: Presence) -> None:
    """Of many at once."""
    counted: list[Any] = at_once(lambda n: presence.count("tries", "li", 60))
    assert sorted(counted) == list(range(1, 9))


@pytest.mark.parametrize("write", ["set", "lease", "count"])
def test_rows_of_a_kind_are_bounded(presence: Presence, write: str) -> None:
    """Whoever makes up names fills no memory: the row written longest ago gives way, other kinds stay."""
    presence.set("other", "stays", b"", 60)
    for n in range(MOST + 2):
        more = {"set": (b"x", 60.0), "lease": ("me", 60.0), "count": (60.0,)}[write]
        getattr(presence, write)("kind", str(n), *more)
        if n == MOST:
            getattr(presence, write)("kind", "1", *more)  # written again: not the oldest any more
    assert list(presence.all("kind")) == ["3", "4", "5", "1", "6"]
    assert list(presence.all("other")) == ["stays"]
