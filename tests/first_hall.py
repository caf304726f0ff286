"""The kept hall (tests/data/first_hall) in the hand of a test: copies of it, read by the product of today.

The only module of tests that knows where the product keeps what the kept hall is compared with: when
something moves there, it moves here and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from server.bootstrap import House, open_folder
from server.hall import events, invariants
from server.hall.commands import Origin
from server.hall.errors import Refused, Told
from server.hall.fold.apply import apply, fold
from server.hall.model import Hall, fresh
from server.journal import chain
from server.journal.protocol import Entry
from server.settings.defaults.township import township
from server.wire.envelope import from_object
from tests.hall import looks

FOLDER = Path(__file__).parent / "data" / "first_hall"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
MOMENTS: dict[str, dict[str, Any]] = EXPECTED["moments"]
DAYS = [stream for stream in EXPECTED["entries"] if stream[0].isdigit()]
NOW: int = MOMENTS["now"]["now"]
Refusal = Told  # what a command that is not written raises


def kept(moment: str) -> dict[str, Any]:
    """{"state", "views": {"role/argument": view}} as the product of then had them."""
    found: dict[str, Any] = json.loads((FOLDER / "moments" / f"{moment}.json").read_text(encoding="utf-8"))
    return found


def digests() -> dict[str, str]:
    """SHA-256 of each file of the kept stores, and of whatever stands beside them without belonging there."""
    files = [path for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".py"]
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.name != "expected.json"
    }


def copied(to: Path) -> Path:
    """A copy of the stores, to be opened, written and upgraded."""
    for name in EXPECTED["files"]:
        shutil.copyfile(FOLDER / name, to / name)
    return to


@contextmanager
def opened(folder: Path, now: int = NOW) -> Iterator[House]:
    """The hall on a copy, running; its clock stands five seconds after `now`."""
    house = open_folder(folder, wall=lambda: now + 5000, elapsed=lambda: 1)
    house.engine.start()
    try:
        yield house
    finally:
        house.close()


# -- the journal -------------------------------------------------------------------------------------


def entries(house: House, stream: str) -> list[Entry]:
    """All entries of a stream."""
    return list(house.journal.read(house.engine.hall_id, stream))


def streams(house: House) -> list[str]:
    """Names of the streams the hall has."""
    return house.journal.streams(house.engine.hall_id)


def form_1(entry: Entry, prev: bytes) -> bytes:
    """The hash of an entry behind `prev`, made here by the words of form 1: SHA-256 of nine fields."""
    fields = (
        *(entry.hall, entry.stream, entry.seq, entry.at),
        *(entry.actor, entry.key, entry.settings_seq, entry.events, prev),
    )
    return hashlib.sha256(msgspec.msgpack.encode(fields)).digest()


def verified(house: House, stream: str) -> int:
    """How many entries the product's own check finds sound. Raises when one is not."""
    return chain.verify(entries(house, stream))


def stored(house: House, key: str) -> dict[str, Any] | None:
    """What the journal keeps under a key."""
    found = house.journal.known(house.engine.hall_id, key)
    if found is None:
        return None
    where = {"stream": found.stream, "seq": found.seq}
    return where | {"request": found.request.hex(), "answer": found.answer.decode()}


# -- state and views ---------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """As JSON has it."""
    return msgspec.json.decode(msgspec.json.encode(value))


def decoded(text: str) -> Any:
    """A stored answer."""
    return json.loads(text)


def state_at(house: House, stream: str, seq: int, settings: int) -> Hall:
    """A day folded up to seq as a restart would find it, under the settings of a version."""
    hall = fresh(house.engine.hall_id, township(), house.day.hall.slip_key)
    for name, last in (("settings", settings), (stream, seq)):
        for entry in entries(house, name)[:last]:
            found = events.decode(entry.events)
            if name == "settings":
                apply(hall, *found)
            else:
                fold(hall, entry.seq, entry.at, found, entry.actor)
    assert invariants.broken(hall) == []
    return hall


def views_at(hall: Hall, rooms: list[str]) -> dict[str, Any]:
    """The view of each room, named "role/argument"."""
    return {room: plain(looks.at(hall, *room.split("/"))) for room in rooms}


def settings_versions(house: House) -> dict[str, Any]:
    """Each version of the settings tree; 0 stands in no entry."""
    return {str(version): plain(tree) for version, tree in house.settings.versions.items()}


def roster(house: House) -> dict[str, Any]:
    """Accounts, devices and tokens."""
    found = house.registry.roster
    return {"accounts": plain(found.accounts), "devices": plain(found.devices), "tokens": plain(found.tokens)}


# -- acting ------------------------------------------------------------------------------------------


def ask(house: House, key: str, fields: dict[str, Any], by: list[Any]) -> dict[str, Any]:
    """The answer of a command as a client sends it. by: actor, role, device. Raises: Refusal."""
    command, digest = from_object(fields)
    actor, role, device = by
    answer: dict[str, Any] = plain(house.engine.submit(command, key, digest, Origin(actor, role, device, "")))
    return answer


def opens(house: House, kind: str, secret: list[str]) -> Any:
    """Who one is by a secret of then, or None when it opens nothing. Codes are used up by it."""
    who, ways = house.identities, house.admission
    looks = {"device": who.device, "program": who.program, "screen": who.screen, "session": who.person}
    if kind in looks:
        return plain(looks[kind](*secret))
    if kind == "code":
        return (ways.enrol(*secret) or [None])[0]
    try:
        if kind == "password":
            return plain(who.person(ways.sign_in(*secret)))
        ways.set_password(*secret, "a new one, 43 stones")
    except Refused:
        return None
    return secret[0]
