"""Settings as a stream of whole versions: set, import, restore."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from server.hall import commands as c
from server.hall import events as e
from server.hall.commands import Origin
from server.hall.errors import Refused
from server.journal.protocol import Entry
from server.settings import commands as a
from server.settings.defaults.township import township
from server.settings.errors import Invalid
from server.settings.stream import SettingsStream, export
from server.settings.validate import parse, plain

ADMIN = Origin("admin", "admin", None, "fresh")


class Hand:
    """Gives commands to the stream and folds what it decides, as the writer does."""

    def __init__(self) -> None:
        self.stream = SettingsStream(township())
        self.entries: list[Entry] = []

    def do(self, command: c.Command) -> dict[str, Any]:
        before = self.stream.current
        decided = self.stream.decide(command, 1000, ADMIN)
        result = self.stream.take(decided, command)
        assert self.stream.current is before, "what is decided is not yet in force"
        entry = Entry(
            hall="test",
            stream="settings",
            seq=len(self.entries) + 1,
            at=1000,
            actor="admin",
            key=f"k{len(self.entries)}",
            settings_seq=0,
            events=decided.events,
            prev=b"",
            hash=b"",
        )
        self.entries.append(entry)
        self.stream.fold([entry])
        return result

    def refused(self, command: c.Command) -> str:
        with pytest.raises(Refused) as caught:
            self.stream.decide(command, 1000, ADMIN)
        return caught.value.code


@pytest.fixture
def hand() -> Hand:
    return Hand()


def change(path: str, value: Any) -> a.SetSettings:
    return a.SetSettings(changes={path: value})


def test_a_new_hall_has_the_defaults_as_version_0(hand: Hand) -> None:
    assert (hand.stream.version, hand.stream.current) == (0, township())


@pytest.mark.parametrize("command", [change("a", 1), a.ImportSettings(settings={})])
def test_it_handles_settings_commands(hand: Hand, command: c.Command) -> None:
    assert hand.stream.handles(command) and hand.stream.edge(command, ADMIN, 0) == {}


def test_it_leaves_other_commands_alone(hand: Hand) -> None:
    assert not hand.stream.handles(c.CallNext(window=1))


def test_members_are_addressed_by_number_letter_line_and_id(hand: Hand) -> None:
    changes = {
        "rules.undo_seconds": 20,
        "windows.2.name": "社会",
        "windows.7.serves.B.penalty": 5,
        "lines.D.items.bamboo.verified": True,
        "classes.elder.boost_minutes": 10,
        "hours.sessions.1.closes": "18:00",
        "calendar.confirmed_years": [2026, 2027],
    }
    assert hand.do(a.SetSettings(changes=changes)) == {"version": 1}
    now = hand.stream.current
    assert now.rules.undo_seconds == 20
    assert (window := now.window(2)) is not None and window.name == "社会"
    assert (elder := now.ticket_class("elder")) is not None and elder.boost_minutes == 10
    assert now.hours.sessions[1].closes == "18:00"
    assert now.calendar.confirmed_years == (2026, 2027)
    assert sum(item.verified for line in now.lines for item in line.items) == 1


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "rules",
        "rules.",
        "rules.nothing",
        "rules.undo_seconds.more",
        "windows.0.name",
        "windows.11.name",
        "windows.x",
        "lines.I.name",
        "hours.sessions.2.opens",
        "hours.sessions.-1.opens",
        "hours.sessions." + "9" * 5000,
        "identity.name.0",
    ],
)
def test_a_path_that_leads_nowhere_is_refused(hand: Hand, path: str) -> None:
    assert hand.refused(change(path, 1)) == "settings_invalid"
    assert hand.stream.current == township()


def test_one_wrong_value_refuses_the_whole_change(hand: Hand) -> None:
    both = a.SetSettings(changes={"rules.undo_seconds": 20, "rules.rejoin_max": 99})
    with pytest.raises(Invalid) as caught:
        hand.stream.decide(both, 0, ADMIN)
    assert [problem.path for problem in caught.value.problems] == ["rules.rejoin_max"]


def test_a_change_that_changes_nothing_is_refused(hand: Hand) -> None:
    assert hand.refused(change("rules.undo_seconds", 10)) == "settings_same"
    assert hand.refused(a.ImportSettings(settings=plain(township()))) == "settings_same"


def test_the_event_holds_the_whole_tree(hand: Hand) -> None:
    hand.do(a.SetSettings(changes={"rules.undo_seconds": 20}, note="试用"))
    (event,) = e.decode(hand.entries[0].events)
    assert event == e.SettingsChanged(version=1, settings=hand.stream.current, note="试用")


def test_an_old_version_becomes_the_newest(hand: Hand) -> None:
    hand.do(change("rules.undo_seconds", 20))
    hand.do(change("rules.undo_seconds", 30))
    assert hand.do(a.RestoreSettings(version=1)) == {"version": 3}
    assert hand.stream.current.rules.undo_seconds == 20
    assert hand.refused(a.RestoreSettings(version=9)) == "version_unknown"


def test_folding_the_stream_gives_the_same_versions(hand: Hand) -> None:
    hand.do(change("rules.undo_seconds", 20))
    hand.do(change("identity.consult_phone", "0737-8888888"))
    again = SettingsStream(township())
    for entry in hand.entries:
        again.fold([entry])
    assert (again.current, again.version, again.versions) == (
        hand.stream.current,
        2,
        hand.stream.versions,
    )


def test_events_of_a_newer_release_are_skipped(hand: Hand) -> None:
    hand.do(change("rules.undo_seconds", 20))
    later = msgspec.structs.replace(hand.entries[0], seq=2, events=b'[{"kind":"Later","x":1}]')
    hand.stream.fold([later])
    assert hand.stream.version == 1


def test_export_import_export_gives_the_same_bytes(hand: Hand) -> None:
    hand.do(change("identity.notice", "今天 “试运行”"))
    first = export(hand.stream.current)
    other = Hand()
    other.do(a.ImportSettings(settings=json.loads(first)))
    assert export(other.stream.current).encode() == first.encode()
    assert export(parse(json.loads(first))) == first


def test_an_import_of_anything_else_is_refused(hand: Hand) -> None:
    assert hand.refused(a.ImportSettings(settings={"lines": 5})) == "settings_invalid"
