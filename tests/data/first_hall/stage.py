"""The stage of the kept hall: clocks and dice in the script's hand, and those who act on it.

Commands come as a client sends them (JSON fields, idempotency key), pass the rights of who asks, and are
written by the product's own engine into real files.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec

from server.bootstrap import Hallroom, open_folder
from server.engine.port import Rejected
from server.hall import calendar, slip
from server.hall.commands import Origin
from server.hall.errors import Refused
from server.hall.model import Hall
from server.journal.folder import HeadFile
from server.registry import rights
from server.registry.model import Identity
from server.wire.envelope import check_key, from_object

HALL = "liushuwan"  # an invented town
LOCAL = Identity("local", "local", "admin")
DAYS = {"sun": "2026-11-22", "mon": "2026-11-23", "tue": "2026-11-24", "wed": "2026-11-25"}


@contextmanager
def loaded_dice() -> Iterator[None]:
    """The machine's randomness (secrets, random, argon2's salts) becomes one fixed stream of bytes."""
    thrown = 0

    def throw(size: int) -> bytes:
        nonlocal thrown
        found = b""
        while len(found) < size:
            found += hashlib.sha256(f"the kept hall {thrown}".encode()).digest()
            thrown += 1
        return found[:size]

    with mock.patch.object(os, "urandom", throw), mock.patch.object(random, "_urandom", throw):
        yield


def builtins(value: Any) -> Any:
    """A struct as JSON has it."""
    return msgspec.json.decode(msgspec.json.encode(value))


class Clocks:
    """Wall and monotonic time (ms) that go on together unless somebody sets the wall clock."""

    def __init__(self) -> None:
        self.wall, self.steady = calendar.moment(DAYS["sun"], "15:00"), 1_000_000

    def go(self, seconds: float) -> None:
        """Time passes."""
        self.wall += int(seconds * 1000)
        self.steady += int(seconds * 1000)

    def step(self, seconds: float) -> None:
        """Somebody sets the wall clock."""
        self.wall += int(seconds * 1000)


class Stage:
    """The folder, the running hall on it, and what was asked, shown and seen.

    asked: key -> who asked and the fields of the client. ways: secrets that were shown, by (kind, label).
    moments: name -> stream, seq, settings version in force, and the state as the running hall had it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.clocks = folder, Clocks()
        self.who: dict[str, Identity] = {"local": LOCAL}
        self.asked: dict[str, dict[str, Any]] = {}
        self.ways: dict[tuple[str, str], list[str]] = {}
        self.moments: dict[str, dict[str, Any]] = {}
        self.seq = 0  # of the last answer
        self._day, self._count = "sun", 0
        self.room: Hallroom

    @contextmanager
    def running(self, day: str) -> Iterator[Stage]:
        """The server runs, as `jiaohao serve` opens it; one start a day."""
        if day != self._day:
            self._day, self._count = day, 0
        self.room = open_folder(
            self.folder, HALL, wall=lambda: self.clocks.wall, monotonic=lambda: self.clocks.steady
        )
        self.room.engine.start()
        yield self
        HeadFile(self.folder).note(self.room.engine.state.seqs)
        self.room.close()

    @property
    def hall(self) -> Hall:
        """The durable state."""
        return self.room.engine.state.hall

    def at(self, time: str) -> None:
        """Time passes until the hall's clock shows this time of the day."""
        ahead = calendar.moment(DAYS[self._day], time) - self.clocks.wall
        assert ahead >= 0, f"{self._day} {time} is over"
        self.clocks.go(ahead / 1000)

    # -- commands ------------------------------------------------------------------------------

    def do(self, who: str, do: str, *, key: str = "", **fields: Any) -> dict[str, Any]:
        """One command that works; its result. A second later than the one before."""
        self.clocks.go(1)
        key, body = key or self._key(do), _body(do, fields)
        command, digest = from_object(body)
        identity = self.who[who]
        assert rights.may(identity, command, self.hall), f"{who} may not {do}"
        origin = Origin(identity.id, identity.role, identity.device, "")
        answer = self.room.engine.submit(command, check_key(key), digest, origin)
        self.asked.setdefault(key, {"by": [origin.actor, origin.role, origin.device], "fields": body})
        self.seq = answer.seq
        return answer.result

    def refused(self, code: str, who: str, do: str, *, key: str = "", **fields: Any) -> None:
        """One command that is refused with this code; nothing is written."""
        before = dict(self.room.engine.state.seqs)
        try:
            self.do(who, do, key=key, **fields)
        except (Refused, Rejected) as refusal:
            assert refusal.code == code, refusal
            assert self.room.engine.state.seqs == before
            return
        raise AssertionError(f"accepted: {do} {fields}")

    def again(self, who: str, do: str, key: str, **fields: Any) -> dict[str, Any]:
        """A client asks once more because it did not hear the answer: nothing is written."""
        before = dict(self.room.engine.state.seqs)
        result = self.do(who, do, key=key, **fields)
        assert self.room.engine.state.seqs == before
        return result

    def _key(self, do: str) -> str:
        self._count += 1
        return f"{self._day}-{self._count:03d}-{do}"

    # -- words the days are told in --------------------------------------------------------------

    def issue(self, who: str, line: str, **fields: Any) -> str:
        """A number."""
        return str(self.do(who, "ticket.issue", line=line, **fields)["number"])

    def crowd(self, who: str, words: str, **fields: Any) -> list[str]:
        """Numbers for many: "B A:elder" is one of line B and an elder of line A."""
        many = (word.partition(":") for word in words.split())
        return [self.issue(who, line, **fields, **({"class_": cls} if cls else {})) for line, _, cls in many]

    def next(self, who: str, window: int) -> str:
        """The number a window calls next."""
        return str(self.do(who, "window.next", window=window)["number"])

    def undo(self, who: str, window: int) -> None:
        """Take back the act just made."""
        self.do(who, "window.undo", window=window, of=self.seq)

    def printed(self, who: str, number: str, *states: str, n: int = 1) -> None:
        """Reports of a kiosk's agent on one job, each "state paper"."""
        for state, paper in (text.split() for text in states):
            self.do(who, "print.report", job=f"{self.id(number)}.{n}", state=state, paper=paper)

    def one(self, state: str) -> str:
        """The first number of the day in this state."""
        return next(ticket.number for ticket in self.hall.tickets.values() if ticket.state == state)

    def id(self, number: str) -> str:
        """The opaque id of a printed number."""
        return self.hall.numbers[number]

    def paper(self, number: str) -> str:
        """The secret on the slip, as a kiosk's scanner reads it."""
        return slip.secret(self.hall, self.id(number))

    def moment(self, name: str) -> None:
        """A moment that is kept: state and every view."""
        hall = self.hall
        now = self.room.engine.clock.now()
        where = {"stream": hall.day, "seq": hall.seq, "settings": hall.settings_seq, "now": now}
        self.moments[name] = where | {"state": builtins(hall)}

    def end_of(self, day: str, name: str) -> None:
        """The last entry of a closed day is kept too; no running hall stood still there."""
        last = self.room.journal.last(HALL, DAYS[day])
        assert last is not None
        where = {"stream": last.stream, "seq": last.seq, "settings": last.settings_seq, "now": last.at}
        self.moments[name] = where | {"state": None}

    # -- those who act ---------------------------------------------------------------------------

    def device(self, name: str, role: str, **where: Any) -> str:
        """A new machine that acts under `name` from now on; its id."""
        made = self.do("admin", "device.add", name=name, role=role, **where)
        self.shows("device", name, made["token"])
        self.shows("code", name, made["code"])
        found = self.room.gate.device(made["token"])
        assert found is not None
        self.who[name] = found
        return str(made["id"])

    def account(self, by: str, name: str, role: str, **more: Any) -> str:
        """A new person who acts under `name` from now on; the one-time code."""
        code = str(self.do(by, "account.add", name=name, role=role, **more)["code"])
        self.shows("first-password", name, name, code)
        self.meet(name)
        return code

    def meet(self, name: str) -> None:
        """What a person may now."""
        account = self.room.registry.roster.account(name)
        assert account is not None
        self.who[name] = Identity("account", account.id, account.role, window=account.window)

    def shows(self, kind: str, label: str, *secret: str) -> None:
        """Keep a secret of this throw-away hall, to see later whether it still opens."""
        self.ways[kind, label] = list(secret)


def _body(do: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {"do": do} | {name.rstrip("_"): value for name, value in fields.items()}
