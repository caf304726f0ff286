"""Labels of accounts: in the vault and never in the journal, gone with the account; those of before stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.bootstrap import House, open_folder
from server.hall.units import HOUR
from server.registry import commands as a
from server.registry import events as e
from server.registry.model import Account
from server.registry.roster import Roster
from tests import first_hall as kept
from tests.engine.room import Clocks, room
from tests.registry.test_people import Office, refused


@pytest.fixture
def office() -> Iterator[Office]:
    """An office with a person who has a label."""
    with room(clocks=Clocks()) as made:
        found = Office(made)
        made.do(a.AddAccount(name="wang", role="guide", label="王小明"))
        yield found


def label(office: Office, name: str = "wang") -> str:
    """What an account is called."""
    account = office.registry.roster.account(name)
    assert account is not None
    return office.registry.kept.labels.of(account)


def rows(office: Office) -> list[str]:
    """Labels that the vault holds."""
    return office.hall.vault.keys("label", office.clocks.wall)


def test_the_entry_names_the_label_and_does_not_hold_it(office: Office) -> None:
    """A ref in the event, the text in the vault."""
    (entry,) = list(office.room.journal.read(office.hall.engine.hall_id, "registry"))
    (event,) = e.decode(entry.events)
    assert isinstance(event, e.AccountAdded)
    assert (event.label, event.label_ref) == ("", rows(office)[0])
    assert "王".encode() not in entry.events and b"\\u738b" not in entry.events
    assert label(office) == "王小明"


@pytest.mark.parametrize("text", ["王\u202e明", "\u200b", "\u3164", " \u3000 ", "王\n明"], ids=ascii)
def test_a_label_that_is_not_what_one_sees_is_refused(office: Office, text: str) -> None:
    """Nothing is kept of it (defect 79)."""
    refused("text_unseen", office.room.do, a.AddAccount(name="li", role="guide", label=text))
    refused("text_unseen", office.room.do, a.SetAccount(name="wang", label=text))
    assert label(office) == "王小明" and len(rows(office)) == 1


def test_a_new_label_replaces_the_old_one_and_another_change_keeps_it(office: Office) -> None:
    """One row at a time."""
    office.room.do(a.SetAccount(name="wang", role="supervisor"))
    assert label(office) == "王小明" and len(rows(office)) == 1
    office.room.do(a.SetAccount(name="wang", label="王明"))
    assert label(office) == "王明" and len(rows(office)) == 1


def test_the_label_is_erased_with_its_account(office: Office) -> None:
    """At once, and whichever label it had last."""
    office.room.do(a.AddAccount(name="li", role="guide", label="李四"))
    office.room.do(a.SetAccount(name="wang", label="王明"))
    office.room.do(a.RemoveAccount(name="wang"))
    assert label(office, "li") == "李四" and len(rows(office)) == 1


def test_a_refused_command_leaves_no_label(office: Office) -> None:
    """Neither a new account nor a change that cannot be."""
    refused("name_taken", office.room.do, a.AddAccount(name="wang", role="guide", label="另一个"))
    refused("account_unknown", office.room.do, a.SetAccount(name="nobody", label="没有人"))
    assert len(rows(office)) == 1


def test_a_label_no_entry_names_goes_after_a_day_and_the_others_stay(office: Office) -> None:
    """What a crash left between the vault and the journal."""
    office.registry.kept.labels.keep("orphan", "谁", office.clocks.wall)
    assert office.registry.tidy(office.clocks.wall) == 0 and len(rows(office)) == 2
    office.clocks.go(25 * HOUR)
    office.registry.tidy(office.clocks.wall)
    assert rows(office) and "orphan" not in rows(office)
    assert label(office) == "王小明"


def test_no_file_but_the_vault_holds_a_label(tmp_path: Path) -> None:
    """Journal, head and the rest of the folder; the vault forgets it with the account."""
    hall = open_folder(tmp_path)
    hall.engine.start()
    hall.do(a.AddAccount(name="wang", role="guide", label="王小明在窗口"))
    hall.do(a.SetAccount(name="wang", label="王大明在窗口"))
    found = holding(tmp_path, "王大明在窗口")
    hall.do(a.RemoveAccount(name="wang"))
    hall.close()
    assert found == ["vault.db"]
    assert holding(tmp_path, "王大明在窗口") == holding(tmp_path, "王小明在窗口") == []


def holding(folder: Path, text: str) -> list[str]:
    """Names of files with this text in them."""
    return sorted(path.name for path in folder.iterdir() if text.encode() in path.read_bytes())


# -- entries of before ---------------------------------------------------------------------------


def test_an_entry_of_before_replays_with_its_label() -> None:
    """As it was written then."""
    roster = Roster()
    for event in e.decode(
        b'[{"kind":"AccountAdded","id":"1","name":"wang","role":"guide","label":"\xe7\x8e\x8b","ref":"r"},'
        b'{"kind":"AccountChanged","id":"1","role":"clerk","label":"\xe7\x8e\x8b\xe5\xb7\xa5","ref":"s"}]'
    ):
        roster.apply(event)
    assert roster.accounts["1"] == Account("1", "wang", "clerk", "王工", None, "r", "s")


def labelled(house: House) -> Account:
    """An account of the kept hall whose label stands in the journal."""
    return next(account for account in house.registry.accounts.values() if account.label)


def test_a_label_of_before_moves_into_the_vault_with_the_next_change(tmp_path: Path) -> None:
    """Whatever the change is; the account is called what it was called."""
    with kept.opened(kept.copied(tmp_path)) as house:
        before = labelled(house)
        assert house.registry.kept.labels.of(before) == before.label
        house.do(a.SetAccount(name=before.name, role=before.role))  # type: ignore[arg-type]
        after = house.registry.accounts[before.id]
        assert (after.label, house.registry.kept.labels.of(after)) == ("", before.label)
