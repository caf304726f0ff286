"""`apply` is total: it never raises, and what it does not know changes nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.hall import events as e
from server.hall.fold.apply import apply, fold
from server.hall.model import Hall, Place, Return, Schedule, clone
from tests.hall.days import Day
from tests.hall.hall_driver import DAY, NINE, small_hall
from tests.hall.oracle_people import Tally

KINDS: tuple[type, ...] = e.HallEvent.__args__


@cache
def busy_hall(seed: int) -> bytes:
    """A hall in the middle of a day, packed."""
    day = Day(seed, Tally())
    day.play()
    return msgspec.msgpack.encode(day.desk.hall)


def unpacked(seed: int) -> Hall:
    return msgspec.msgpack.decode(busy_hall(seed), type=Hall)


tickets = st.integers(1, 40).map("t{}".format) | st.sampled_from(("", "ghost"))
numbers = st.integers(-1, 60)
times = st.integers(NINE - 3_600_000, NINE + 3_600_000)
schedules = st.builds(Schedule, sessions=st.just(()), issue_from=times, issue_until=times)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "day": st.just(DAY),
    "call": st.integers(1, 10),
    "schedule": schedules,
    "settings": st.just(small_hall()),
    "place": st.builds(Place, times, numbers, numbers),
    "cls": st.sampled_from(("ordinary", "elder", "ghost")),
    "line": st.sampled_from(("A", "B", "Z", "")),
    "mode": st.sampled_from(("next", "chosen", "recall")),
    "hold": st.sampled_from(("papers", "kept", "step")),
    "outcome": st.sampled_from(("direct", "promised")),
    "ticket": tickets,
    "number": st.sampled_from(("A001", "B007", "", "Z9")),
    "reason": st.sampled_from(("citizen", "")),
    "overtook": st.sampled_from((None, True, False)),
    "window": st.integers(1, 3),
    "job": st.sampled_from(("t1.1", "ghost.1", "")),
    "papers": st.dictionaries(st.sampled_from(("k1", "k2")), st.sampled_from(("ok", "low"))),
    "unheard": st.dictionaries(
        st.sampled_from(("main", "attic")), st.lists(st.integers(-1, 10), max_size=3).map(tuple), max_size=2
    ),
    "also": st.lists(st.integers(-1, 10), max_size=3).map(tuple),
    "of": st.integers(1, 25),
    "returns": st.lists(st.builds(Return, numbers, st.sampled_from("AB")), max_size=2).map(tuple),
}


def values(name: str, kind: Any) -> st.SearchStrategy[Any]:
    """Values of the right type; those of a field that names something mostly hit."""
    if str(kind).startswith("tuple[str"):
        return st.lists(tickets, max_size=3).map(tuple)
    if kind is bool:
        return st.booleans()
    return FIELDS.get(name, st.just("x") if "str" in str(kind) else numbers | times)


def strategy(kind: type) -> st.SearchStrategy[Any]:
    """Events of a kind."""
    return st.builds(
        kind, **{spec.name: values(spec.name, spec.type) for spec in msgspec.structs.fields(kind)}
    )


any_event = st.one_of([strategy(kind) for kind in KINDS])


@settings(
    max_examples=1000, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(seed=st.integers(0, 7), found=st.lists(any_event, min_size=1, max_size=25))
def test_no_event_makes_the_fold_fail(seed: int, found: list[e.HallEvent]) -> None:
    hall = unpacked(seed)
    for n, event in enumerate(found, 1):
        fold(hall, n, NINE + n, [event])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_event_survives_the_journal(kind: type) -> None:
    @settings(max_examples=10, deadline=None, derandomize=True, database=None)
    @given(strategy(kind))
    def there_and_back(event: e.HallEvent) -> None:
        assert e.decode(e.encode([event])) == [event]

    there_and_back()


def test_a_kind_of_a_newer_release_changes_nothing() -> None:
    hall = unpacked(0)
    known = e.WindowPaused(window=1, reason="break")
    body = e.encode([known])[:-1] + b',{"kind":"TicketBlessed","ticket":"t1","by":{"x":[1]}}]'
    decoded = e.decode(body)
    assert decoded == [
        known,
        e.Unknown("TicketBlessed", {"kind": "TicketBlessed", "ticket": "t1", "by": {"x": [1]}}),
    ]
    before = clone(hall)
    apply(hall, decoded[1])
    apply(hall, object())
    assert hall == before


ABOUT_NOBODY: list[e.HallEvent] = [
    e.TicketLeft(ticket="ghost", reason="citizen"),
    e.TicketVoided(ticket="ghost", reason="test"),
    e.TicketRejoined(ticket="ghost", place=Place(0, 0, 1)),
    e.TicketReclassed(ticket="ghost", cls="elder"),
    e.TicketReprinted(ticket="ghost", printer="p"),
    e.TicketCalled(ticket="ghost", number="A001", line="A", window=1, call=1, mode="next"),
    e.ServiceStarted(ticket="ghost", window=1),
    e.TicketMissed(ticket="ghost", window=1),
    e.TicketHeld(ticket="ghost", window=1, hold="kept"),
    e.TicketResumed(ticket="ghost", window=1),
    e.TicketPutBack(ticket="ghost", window=1),
    e.TicketTransferred(ticket="ghost", window=1, line="A"),
    e.ServiceFinished(ticket="ghost", window=1, outcome="direct"),
    e.TicketReturned(ticket="ghost", window=1, line="A", aimed=None, outcome="direct"),
    e.ActUndone(window=1, of=10_000),
    e.TicketUndone(ticket="ghost", of=1),
    e.PrintReported(job="ghost.1", state="sent", paper="ok"),
    e.CallPlayed(call=10_000, zone="main", state="played"),
]


@pytest.mark.parametrize("event", ABOUT_NOBODY, ids=lambda event: type(event).__name__)
def test_an_event_about_nobody_changes_nothing(event: e.HallEvent) -> None:
    hall = unpacked(0)
    before = clone(hall)
    apply(hall, event)
    assert hall == before


def test_a_transfer_of_before_owes_its_one_return() -> None:
    """Events of before name one window in back and back_line, or none."""
    hall = unpacked(0)
    ticket = next(iter(hall.tickets.values()))
    for more, returns in ((',"back":2,"back_line":"B"', (Return(2, "B"),)), ("", ())):
        fields = f'"kind":"TicketTransferred","ticket":"{ticket.id}","window":1,"line":"A"{more}'
        apply(hall, *e.decode(f"[{{{fields}}}]".encode()))
        assert ticket.returns == returns


def test_many_entries_decode_as_one_by_one() -> None:
    """With and without a kind that this release does not know."""
    plain = e.encode([e.TicketLeft(ticket="t1", reason="staff")])
    for bodies in ([plain, plain], [plain, b'[{"kind":"TicketBlessed"}]', plain], []):
        assert e.decode_all(bodies) == [e.decode(body) for body in bodies]
