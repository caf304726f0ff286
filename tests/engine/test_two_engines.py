"""Two servers of one hall over one journal: what either writes, both hold; nothing is lost or doubled.

One thread drives both writers in a seeded order, so a failure replays.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import msgspec

from server.bootstrap import House, build
from server.engine.batch import Ask
from server.hall import calendar, invariants
from server.hall import commands as c
from server.hall.errors import Told
from server.hall.units import HOUR
from server.journal import chain
from server.journal.errors import JournalError, KnownKeys, Stale, Unknown
from server.journal.memory import MemoryJournal
from server.journal.protocol import Append, Entry
from server.registry.commands import AddDevice
from server.settings.commands import SetSettings
from server.vault.memory import memory_vault
from tests.engine.room import Clocks

COMMANDS = 2_000
HALL = "taohuajiang"
ORIGIN = c.Origin("desk", "admin", "kiosk-1", "")


class Journal(MemoryJournal):
    """Counts what the engines meet; loses some answers, before or after the entries are there."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random
        self.met: Counter[str] = Counter()

    def append(self, hall: str, appends: Any) -> list[Entry]:
        """See Journal."""
        lose = self._random.random() < 0.08
        if lose and self._random.random() < 0.5:
            self.met["lost before"] += 1
            raise Unknown("time-out")
        try:
            entries = super().append(hall, appends)
        except (Stale, KnownKeys) as error:
            self.met[type(error).__name__] += 1
            raise
        if lose:
            self.met["lost after"] += 1
            raise Unknown("time-out")
        return entries


class Servers:
    """Two houses over one journal and one vault. answers: key -> (request, what was answered)."""

    def __init__(self, seed: int) -> None:
        self.random, self.clocks = Random(seed), Clocks("2026-11-23", "08:30")
        self.journal, vault = Journal(self.random), memory_vault()
        self.houses = [self._house(vault) for _ in range(2)]
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, c.Command]] = []
        self.told: Counter[str] = Counter()

    def _house(self, vault: Any) -> House:
        return build(
            self.journal, vault, HALL, wall=lambda: self.clocks.wall, elapsed=lambda: self.clocks.steady
        )

    def batch(self) -> int:
        """Some commands come to one of the servers at once; how many."""
        house = self.random.choice(self.houses)
        asks = [self._ask(house) for _ in range(self.random.randint(1, 9))]
        later = asks
        while later:
            later = house.engine._writer._write(later)
        running = house.day._ahead._running
        running.settings, running.settings_seq = house.settings.ahead()
        assert running == house.day.hall  # what was decided is what was folded
        for ask in asks:
            self._answered(ask)
        self.clocks.go(self.random.randint(0, 40_000))
        return len(asks)

    def tomorrow(self) -> None:
        """The next morning; nobody closed the day."""
        day = calendar.next_day(calendar.day_of(self.clocks.wall))
        self.clocks.go(calendar.moment(day, "08:30") - self.clocks.wall)

    def _ask(self, house: House) -> Ask:
        if self.asked and self.random.random() < 0.1:  # the answer was lost: asked again, at any server
            key, command = self.random.choice(self.asked if self.random.random() < 0.5 else self.asked[-40:])
        else:
            key, command = f"key-{len(self.asked):08d}", self._command(house)
            self.asked.append((key, command))
        fresh = f"t{self.random.getrandbits(48):x}"
        request = msgspec.json.encode(command).ljust(32)[:32]
        return Ask(command, key, request, msgspec.structs.replace(ORIGIN, fresh=fresh))

    def _answered(self, ask: Ask) -> None:
        try:
            answer = ask.future.wait(0)
        except Told as told:
            self.told[told.code] += 1
            assert ask.key not in self.answers, f"{ask.key} was answered and then {told.code}"
            return
        assert self.answers.setdefault(ask.key, answer) == answer
        self.told["answered"] += 1

    def _command(self, house: House) -> c.Command:
        """Seen from what this server knows, which may be old."""
        hall, pick = house.day.hall, self.random.choice
        window = pick(range(1, 5))
        tickets = [t for t in hall.tickets.values() if t.state in ("missed", "held", "waiting")]
        some = pick(tickets).id if tickets else "B001"
        kinds: list[c.Command] = [
            *[c.IssueTicket(line=pick("ABC"), cls=pick(("ordinary", "ordinary", "elder")))] * 6,
            *[c.CallNext(window=window)] * 6,
            *[c.FinishService(window=window)] * 6,
            *[c.OpenWindow(window=window)] * 4,
            c.MissTicket(window=window),
            c.HoldTicket(window=window, hold=pick(("papers", "kept"))),
            c.TransferTicket(window=window, to_line=pick("ABC"), back=pick((True, False))),
            c.RejoinTicket(ticket=some),
            c.ResumeTicket(window=window, ticket=some),
            c.CancelTicket(ticket=some),
            c.PauseWindow(window=window, aimed="release"),
        ]
        rare: list[c.Command] = [
            SetSettings(changes={"rules.undo_seconds": self.random.randint(1, 60)}),
            AddDevice(name=f"wall-{len(self.asked)}", role="board"),
            c.ConfirmClock(now=self.clocks.wall),
            c.OpenDay(),
        ]
        if not hall.open and self.random.random() < 0.3:
            return c.OpenDay()
        if self.random.random() < 0.002:
            return c.CloseDay(confirm=True)
        return pick(rare) if self.random.random() < 0.03 else pick(kinds)


def packed(house: House) -> Any:
    """Everything a house holds."""
    tables = (house.registry.accounts, house.registry.devices, house.registry.tokens)
    return (
        msgspec.to_builtins(house.day.hall),
        house.settings.version,
        house.settings.current,
        [sorted(table.items()) for table in tables],
    )


def test_two_servers_of_one_hall_hold_the_same() -> None:
    """2,000 commands at both, with old knowledge, lost answers and repeated questions, over four days."""
    servers, given = Servers(7), 0
    days = 1
    for house in servers.houses:
        for stream in house.engine._streams:
            stream.rewind()
    while given < COMMANDS:
        given += servers.batch()
        if given > COMMANDS / 4 * days:
            servers.tomorrow()
            days += 1
    met = servers.journal.met
    assert min(met[name] for name in ("Stale", "KnownKeys", "lost before", "lost after")) > 5, met
    assert servers.told["answered"] > COMMANDS / 3, servers.told
    assert set(servers.told) & {"unknown", "store_away", "internal"} == set(), servers.told

    for house in servers.houses:
        house.engine.reader.catch_up()
        assert invariants.broken(house.day.hall) == []
    first, second = (packed(house) for house in servers.houses)
    assert first == second

    keys: Counter[str] = Counter()
    for stream in servers.journal.streams(HALL):
        entries = list(servers.journal.read(HALL, stream))
        assert chain.verify(entries) == len(entries)
        keys.update(entry.key for entry in entries)
        times = [entry.at for entry in entries if b"ClockConfirmed" not in entry.events]
        assert times == sorted(times)
    assert max(keys.values()) == 1
    assert {key for key in keys if key.startswith("key-")} == set(servers.answers)
    for key, answer in servers.answers.items():
        stored = servers.journal.known(HALL, key)
        assert stored is None or (stored.stream, stored.seq) == (answer.day, answer.seq)


def test_a_server_that_only_reads_sees_what_the_other_wrote() -> None:
    """Its screens are the other's screens, over the turn of a day too."""
    servers = Servers(1)
    writing, reading = servers.houses
    for day in ("2026-11-23", "2026-11-24"):
        servers.clocks.go(calendar.moment(day, "09:00") - servers.clocks.wall)
        for n in range(5):
            ask = Ask(c.IssueTicket(line="B"), f"{day}-{n:04d}", bytes(32), ORIGIN)
            ask.origin = msgspec.structs.replace(ORIGIN, fresh=f"{day}{n}")
            writing.engine._writer._write([ask])
        reading.engine.reader.catch_up()
        assert packed(writing) == packed(reading)
        assert reading.day.hall.day == day


def test_an_old_guess_of_settings_writes_nothing() -> None:
    """One server closes a line; the other, which does not know yet, gives no number on it."""
    servers = Servers(2)
    first, second = servers.houses
    servers.clocks.go(HOUR)
    for house, command in (
        (first, SetSettings(changes={"lines.B.open": False})),
        (second, c.IssueTicket(line="B")),
    ):
        ask = Ask(command, f"key-{type(command).__name__}", bytes(32), ORIGIN)
        ask.origin = msgspec.structs.replace(ORIGIN, fresh="t1")
        house.engine._writer._write([ask])
        try:
            ask.future.wait(0)
        except (Told, JournalError) as told:
            servers.told[told.code] += 1
    assert servers.told == Counter({"line_closed": 1})
    assert MemoryJournal.append(servers.journal, HALL, [Append("settings", 1)]) == []
