"""What the first product wrote stays readable and stays the same: three days, kept in tests/data/first_hall.

Entry hashes and answers by key are equal for ever. In state, views, settings and registry every field of then
keeps its value, but those that a line of the list of defects changes (CHANGED); new fields may come.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from tests import first_hall as kept

# Path of a field that has another value now ("*" = anything) -> number of the defect whose cure changed it,
# or the heading of DESIGN 4 or of the list of what is seen by eye that came to stand.
# "now/views/counter/2/queue/0/due_at", "stranded/state/tickets/*/back", "settings/6/theme/accent", …
CHANGED: dict[str, int | str] = {
    "monday/views/kiosk/kiosk-e0b76815/jobs": 37,  # the oldest that wait, without the newest
    "*/state/*/back": 19,
    "*/state/*/back_line": 19,
    "now/state/tickets/*/aimed": 83,
    "now/views/*/aimed": 83,
    "*/views/kiosk/*/jobs/*/slip/advice": 31,
    "*/views/kiosk/*/jobs/*/slip/overdue": "Wording",
    "*/views/board/*/rule": 24,
    "*/views/board/*/rule_en": 24,
    "stranded/views/*/waiting": 72,
    "stranded/views/supervisor/*/windows": 72,
    "*/state/windows/*/actor": 25,
    "*/state/windows/*/act": "Undo",
    "*/views/counter/*/undo": "Undo",
    "*/views/counter/*/queue/*": 23,
    "stranded/*/calls/*/at": "Hall clock",  # a call stays as old as it was, or it would be spoken again
    "stranded/views/window/*/call/at": "Hall clock",
    "forgotten/*/calls/*/at": "Hall clock",
    "forgotten/views/window/*/call/at": "Hall clock",
    "stranded/*/jobs/*/at": 38,  # a queued job is as old after a step of the clock as before
    "forgotten/*/jobs/*/at": 38,
}

# Keys of a day that is over lose to refusals of the rules (defect 10): only these are asked once more.
ASKED_AGAIN = ("2026-11-25", "settings", "registry")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kept.House]:
    """A copy that is only looked at; when all is done the kept files are what they were."""
    with kept.opened(kept.copied(tmp_path_factory.mktemp("kept"))) as found:
        yield found
    assert kept.digests() == kept.EXPECTED["files"]


def differences(wanted: Any, found: Any, path: str) -> list[str]:
    """Paths at which `found` does not hold what was wanted. Objects may have new fields; lists have the same
    length and order; numbers, texts and truths are equal, and of the same type."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        pairs = [(name, value, found.get(name, KeyError)) for name, value in wanted.items()]
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        pairs = [(str(index), *pair) for index, pair in enumerate(zip(wanted, found, strict=True))]
    else:
        return [] if type(wanted) is type(found) and wanted == found else [path]
    return [each for name, was, now in pairs for each in differences(was, now, f"{path}/{name}")]


def unexplained(paths: list[str]) -> list[str]:
    """Those that no line of CHANGED names."""
    return [path for path in paths if not any(fnmatchcase(path, named) for named in CHANGED)]


def of_moment(room: kept.House, name: str) -> list[str]:
    """Everything that is otherwise than it was at a kept moment, in state and views."""
    moment, was = kept.MOMENTS[name], kept.kept(name)
    hall = kept.state_at(room, moment["stream"], moment["seq"], moment["settings"])
    seen = kept.views_at(hall, list(was["views"]))
    in_views = [
        each
        for place, view in was["views"].items()
        for each in differences(view, seen[place], f"{name}/views/{place}")
    ]
    return differences(was["state"], kept.plain(hall), f"{name}/state") + in_views


def of_tables(room: kept.House) -> list[str]:
    """Everything that is otherwise in the settings' versions and the registry."""
    settings = differences(kept.EXPECTED["settings"], kept.settings_versions(room), "settings")
    return settings + differences(kept.EXPECTED["registry"], kept.roster(room), "registry")


def test_the_kept_files_are_as_they_were_made() -> None:
    """No test, no upgrade and no start writes to them or beside them."""
    assert kept.digests() == kept.EXPECTED["files"]


def test_the_hall_has_the_streams_of_then(room: kept.House) -> None:
    """Days, settings, registry; later streams may stand beside them."""
    assert set(kept.EXPECTED["entries"]) <= set(kept.streams(room))


@pytest.mark.parametrize("stream", kept.EXPECTED["entries"])
def test_entry_hashes_are_equal_for_ever(room: kept.House, stream: str) -> None:
    """Made again from the fields by the words of form 1, and by the product's own check of the chain."""
    prev, made = b"\0" * 32, []
    for entry in kept.entries(room, stream):
        assert entry.prev == prev
        prev = kept.form_1(entry, prev)
        made.append(prev.hex())
        assert entry.hash == prev
    assert made == kept.EXPECTED["entries"][stream]
    assert kept.verified(room, stream) == len(made)


def test_every_answer_stands_under_its_key(room: kept.House) -> None:
    """Byte for byte, with its place and the hash of the request."""
    for key, was in kept.EXPECTED["answers"].items():
        wanted = {name: was[name] for name in ("stream", "seq", "request", "answer")}
        assert kept.stored(room, key) == wanted


@pytest.mark.parametrize("name", kept.MOMENTS)
def test_state_and_views_keep_every_field(room: kept.House, name: str) -> None:
    """A day folded up to a moment, and what each role saw then."""
    assert unexplained(of_moment(room, name)) == []


def test_settings_and_registry_keep_every_field(room: kept.House) -> None:
    """Each version of the tree, with values that no longer may be saved; accounts, devices and tokens."""
    assert unexplained(of_tables(room)) == []


def test_each_line_of_changed_is_needed(room: kept.House) -> None:
    """What no longer differs is no longer excused."""
    found = [path for name in kept.MOMENTS for path in of_moment(room, name)] + of_tables(room)
    assert [named for named in CHANGED if not any(fnmatchcase(path, named) for path in found)] == []


def test_secrets_open_what_they_opened(tmp_path: Path) -> None:
    """Tokens, cookies, a password and a code that lived are let in; rolled, revoked and late ones are not."""
    with kept.opened(kept.copied(tmp_path)) as room:
        found = [kept.opens(room, way["kind"], way["secret"]) for way in kept.EXPECTED["ways"]]
    assert differences([way["opens"] for way in kept.EXPECTED["ways"]], found, "ways") == []


def test_the_open_day_goes_on(tmp_path: Path) -> None:
    """The hall starts on a copy, gives the next number of the line in the next entry, and calls somebody."""
    was = kept.kept("now")["state"]
    with kept.opened(kept.copied(tmp_path)) as room:
        made = kept.ask(room, "the next touch", {"do": "ticket.issue", "line": "B"}, ["guide", "guide", None])
        called = kept.ask(room, "the next call", {"do": "window.next", "window": 1}, ["boss", "admin", None])
        assert kept.verified(room, was["day"]) >= was["seq"] + 2
    assert (made["day"], made["seq"]) == (was["day"], was["seq"] + 1)
    assert made["result"]["number"] == f"B{was['queues']['B']['last'] + 1:03d}"
    assert called["result"]["call"] == len(was["calls"]) + 1


def test_who_asks_once_more_gets_the_stored_answer(tmp_path: Path) -> None:
    """Same key, same words, same actor: the answer of then, no new entry; a secret is not shown twice."""
    with kept.opened(kept.copied(tmp_path)) as room:
        asked = 0
        for key, was in kept.EXPECTED["answers"].items():
            if was["by"] is None or was["stream"] not in ASKED_AGAIN:
                continue
            asked += 1
            if '"secret_shown":true' in was["answer"]:
                with pytest.raises(kept.Refusal) as caught:
                    kept.ask(room, key, was["fields"], was["by"])
                assert caught.value.code == "secret_shown"
            else:
                assert kept.plain(kept.ask(room, key, was["fields"], was["by"])) == kept.decoded(
                    was["answer"]
                )
        assert asked > 90
        for stream, hashes in kept.EXPECTED["entries"].items():
            assert len(kept.entries(room, stream)) == len(hashes)


def test_differences_are_seen() -> None:
    """A field that is gone, another value, type, length or order; not a new field."""
    was = {"a": [1, 2], "b": {"c": True}, "d": None}
    assert differences(was, was | {"new": 1}, "p") == []
    assert differences(was, {"a": [2, 1], "b": {"c": 1}}, "p") == ["p/a/0", "p/a/1", "p/b/c", "p/d"]
    assert differences(was, was | {"a": [1, 2, 3]}, "p") == ["p/a"]
