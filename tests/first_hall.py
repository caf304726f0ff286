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
from server.hall.views.build import view
from server.journal import chain
from server.journal.protocol import Entry
from server.settings.defaults.township import township
from server.wire.envelope import from_object

FOLDER = Path(__file__).parent / "data" / "first_hall"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
MOMENTS: dict[str, dict[str, Any]] = EXPECTED["moments"]
DAYS = [stream for stream in EXPECTED["entries"] if stream[0].isdigit()]
NOW: int = MOMENTS["now"]["now"]
Room = House  # a hall with all its rooms
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
def opened(folder: Path, now: int = NOW) -> Iterator[Room]:
    """The hall on a copy, running; its clock stands five seconds after `now`."""
    room = open_folder(folder, wall=lambda: now + 5000, elapsed=lambda: 1)
    room.engine.start()
    try:
        yield room
    finally:
        room.close()


# -- the journal -------------------------------------------------------------------------------------


def entries(room: Room, stream: str) -> list[Entry]:
    """All entries of a stream."""
    return list(room.journal.read(room.engine.hall_id, stream))


def streams(room: Room) -> list[str]:
    """Names of the streams the hall has."""
    return room.journal.streams(room.engine.hall_id)


def form_1(entry: Entry, prev: bytes) -> bytes:
    """The hash of an entry behind `prev`, made here by the words of form 1: SHA-256 of nine fields."""
    fields = (
        *(entry.hall, entry.stream, entry.seq, entry.at),
        *(entry.actor, entry.key, entry.settings_seq, entry.events, prev),
    )
    return hashlib.sha256(msgspec.msgpack.encode(fields)).digest()


def verified(room: Room, stream: str) -> int:
    """How many entries the product's own check finds sound. Raises when one is not."""
    return chain.verify(entries(room, stream))


def stored(room: Room, key: str) -> dict[str, Any] | None:
    """What the journal keeps under a key."""
    found = room.journal.known(room.engine.hall_id, key)
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


def state_at(room: Room, stream: str, seq: int, settings: int) -> Hall:
    """A day folded up to seq as a restart would find it, under the settings of a version."""
    hall = fresh(room.engine.hall_id, township(), room.day.hall.slip_key)
    for name, last in (("settings", settings), (stream, seq)):
        for entry in entries(room, name)[:last]:
            found = events.decode(entry.events)
            if name == "settings":
                apply(hall, *found)
            else:
                fold(hall, entry.seq, entry.at, found, entry.actor)
    assert invariants.broken(hall) == []
    return hall


def views_at(hall: Hall, rooms: list[str]) -> dict[str, Any]:
    """The view of each room, named "role/argument"."""
    return {room: plain(view(hall, *room.split("/"))) for room in rooms}


def settings_versions(room: Room) -> dict[str, Any]:
    """Each version of the settings tree; 0 stands in no entry."""
    return {str(version): plain(tree) for version, tree in room.settings.versions.items()}


def roster(room: Room) -> dict[str, Any]:
    """Accounts, devices and tokens."""
    found = room.registry.roster
    return {"accounts": plain(found.accounts), "devices": plain(found.devices), "tokens": plain(found.tokens)}


# -- acting ------------------------------------------------------------------------------------------


def ask(room: Room, key: str, fields: dict[str, Any], by: list[Any]) -> dict[str, Any]:
    """The answer of a command as a client sends it. by: actor, role, device. Raises: Refusal."""
    command, digest = from_object(fields)
    actor, role, device = by
    answer: dict[str, Any] = plain(room.engine.submit(command, key, digest, Origin(actor, role, device, "")))
    return answer


def opens(room: Room, kind: str, secret: list[str]) -> Any:
    """Who one is by a secret of then, or None when it opens nothing. Codes are used up by it."""
    who, ways = room.identities, room.admission
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
