"""What is kept of the three days: the stores as closed files, and beside them what they must say for ever."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from server.bootstrap import Hallroom, open_folder
from server.hall import events as e
from server.hall import fold, views
from server.hall.errors import Refused
from server.hall.model import Hall
from server.journal.protocol import Entry, Journal
from server.journal.sqlite import SqliteJournal
from server.settings.defaults.township import township
from server.vault.sqlite import SqliteVault

from .complete import require_complete
from .stage import HALL, Stage, builtins

STORES = ("journal.db", "vault.db")
MOST_BYTES = 1_000_000


def keep(stage: Stage, out: Path) -> None:
    """Write the folder `out`: the stores, head.json, expected.json and moments/*.json."""
    for name in (*STORES, "head.json", "expected.json"):
        (out / name).unlink(missing_ok=True)
    for name in STORES:
        with contextlib.closing(sqlite3.connect(stage.folder / name)) as db:
            db.execute("VACUUM INTO ?", (str(out / name),))
    shutil.copyfile(stage.folder / "head.json", out / "head.json")
    files = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in (*STORES, "head.json")}
    with tempfile.TemporaryDirectory() as scratch:
        for name in files:
            shutil.copyfile(out / name, Path(scratch, name))
        expected = _expected(stage, Path(scratch), out)
    _write(out / "expected.json", {"hall": HALL, "files": files} | expected)
    assert sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) < MOST_BYTES
    assert {path.name for path in out.glob("*.db*")} == set(STORES)


def _expected(stage: Stage, folder: Path, out: Path) -> dict[str, Any]:
    journal = SqliteJournal(folder, readonly=True)
    entries = [entry for stream in journal.streams(HALL) for entry in journal.read(HALL, stream)]
    require_complete((asked["fields"] for asked in stage.asked.values()), entries)
    for name, moment in stage.moments.items():
        _write_moment(out, name, moment, journal, _key(folder))
    last = stage.moments["now"]
    found = {
        "epoch": journal.epoch(HALL),
        "entries": _by_stream(entries),
        "moments": {
            name: {field: moment[field] for field in ("stream", "seq", "settings", "now")}
            for name, moment in stage.moments.items()
        },
        "answers": {entry.key: _answer(stage, journal, entry.key) for entry in entries},
        "settings": _settings(entries),
    }
    journal.close()
    with _opened(folder, last["now"]) as room:
        found["registry"] = {
            name: builtins(getattr(room.registry.roster, name)) for name in ("accounts", "devices", "tokens")
        }
        found["ways"] = [
            {"kind": kind, "label": label, "secret": secret, "opens": _opens(room, kind, secret)}
            for (kind, label), secret in stage.ways.items()
        ]
    return found


def _by_stream(entries: list[Entry]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(entry.stream, []).append(entry.hash.hex())
    return found


def _answer(stage: Stage, journal: Journal, key: str) -> dict[str, Any]:
    """What is stored under a key, and who asked for it in which words (the hall itself: nobody)."""
    stored = journal.known(HALL, key)
    assert stored is not None
    kept = {"stream": stored.stream, "seq": stored.seq, "request": stored.request.hex()}
    return kept | {"answer": stored.answer.decode()} | stage.asked.get(key, {"by": None, "fields": None})


def _settings(entries: list[Entry]) -> dict[str, Any]:
    return {
        str(event.version): builtins(event.settings)
        for entry in entries
        if entry.stream == "settings"
        for event in e.decode(entry.events)
        if isinstance(event, e.SettingsChanged)
    }


# -- moments -----------------------------------------------------------------------------------------


def _key(folder: Path) -> bytes:
    vault = SqliteVault(folder / "vault.db")
    key = vault.get("secret", "slip", 0)
    vault.close()
    assert key is not None
    return key


def folded(journal: Journal, moment: dict[str, Any], key: bytes) -> Hall:
    """The hall as a restart finds it: the settings in force, then one day's entries up to the moment."""
    hall = fold.fresh(HALL, township(), key)
    streams = (("settings", moment["settings"]), (moment["stream"], moment["seq"]))
    for stream, last in streams:
        for entry in journal.read(HALL, stream):
            if entry.seq > last:
                break
            events = e.decode(entry.events)
            if stream == "settings":
                fold.apply(hall, *events)
            else:
                fold.fold(hall, entry.seq, entry.at, events)
    return hall


def _write_moment(out: Path, name: str, moment: dict[str, Any], journal: Journal, key: bytes) -> None:
    """The state but its settings (they stand in expected.json), and the view of every role."""
    hall = folded(journal, moment, key)
    state, running = builtins(hall), moment["state"] or {}
    running.pop("paper", None)  # what the paper is like is lost by a restart (defect 82)
    assert {field: state[field] for field in running} == running
    del state["settings"]
    devices = sorted({job.printer for job in hall.jobs.values()})
    zones = sorted({window.zone for window in hall.settings.windows})
    windows = [str(window.number) for window in hall.settings.windows]
    rooms = [("kiosk", device) for device in devices]
    rooms += [("board", zone) for zone in zones]
    rooms += [(role, window) for role in ("window", "counter") for window in windows]
    rooms.append(("supervisor", ""))
    seen = {"/".join(room): builtins(views.build(hall, *room)) for room in rooms}
    (out / "moments").mkdir(exist_ok=True)
    _write(out / "moments" / f"{name}.json", {"state": state, "views": seen})


def _write(path: Path, found: Any) -> None:
    """One member a line at the two outer levels, so that a difference can be read."""
    rows = []
    for name, value in found.items():
        if isinstance(value, dict) and value:
            inner = ",\n".join(f"{_text(key)}: {_text(member)}" for key, member in value.items())
            rows.append(f"{_text(name)}: {{\n{inner}\n}}")
        else:
            rows.append(f"{_text(name)}: {_text(value)}")
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


def _text(value: Any) -> str:
    """ASCII where signs are not seen: the odd settings hold many."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


# -- ways in -----------------------------------------------------------------------------------------


@contextlib.contextmanager
def _opened(folder: Path, now: int) -> Any:
    room = open_folder(folder, HALL, wall=lambda: now, monotonic=lambda: 1)
    room.engine.start()
    yield room
    room.close()


def _opens(room: Hallroom, kind: str, secret: list[str]) -> Any:
    """Who one is by a secret, or null when it opens nothing."""
    gate = room.gate
    match kind:
        case "device":
            return builtins(gate.device(*secret))
        case "program":
            return builtins(gate.program(*secret))
        case "screen":
            return builtins(gate.screen(*secret))
        case "session":
            return builtins(gate.person(*secret))
        case "code":
            found = gate.enrol(*secret)
            return found[0] if found else None
    try:
        if kind == "password":
            return builtins(gate.person(gate.sign_in(*secret)))
        gate.set_password(*secret, "a new one, 43 stones")
    except Refused:
        return None
    return secret[0]
