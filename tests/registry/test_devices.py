"""Devices and programs: enrolment, tokens, what is kept of a secret, and what tidying erases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.bootstrap import open_folder
from server.hall.errors import SENTENCES
from server.registry import commands as a
from tests.engine.room import Clocks, room
from tests.registry.test_people import HOUR, MINUTE, Office, refused


@pytest.fixture
def office() -> Iterator[Office]:
    with room(clocks=Clocks()) as made:
        yield Office(made)


def add(office: Office, role: str = "kiosk", **where: object) -> dict[str, str]:
    """A new device: id, token, code."""
    return office.room.do(a.AddDevice(name="dev", role=role, **where)).result  # type: ignore[arg-type]


def test_a_devices_token_names_it(office: Office) -> None:
    """Role, window and zone come from the registry, never from the client."""
    made = add(office, "clerk", window=2)
    found = office.identities.device(made["token"])
    assert found is not None
    assert (found.id, found.role, found.window, found.device) == (made["id"], "clerk", 2, made["id"])


@pytest.mark.parametrize("wrong", ["", ".", "dev.x", "dev-12345678.AAAA", "x" * 5_000])
def test_a_wrong_token_is_nobody(office: Office, wrong: str) -> None:
    """However it looks."""
    add(office)
    assert office.identities.device(wrong) is None
    assert office.identities.program(wrong) is None


def test_a_code_opens_its_screen_once(office: Office) -> None:
    """Ten minutes, one browser; typed in small letters and groups."""
    made = add(office, "board")
    code = made["code"]
    found = office.admission.enrol(f" {code[:4].lower()}-{code[4:].lower()} ")
    assert found is not None
    screen, cookie = found
    assert screen == made["id"]
    assert office.identities.screen(screen, cookie) is not None
    assert office.admission.enrol(code) is None


def test_codes_are_easy_to_read_aloud(office: Office) -> None:
    """Eight signs, none of 0 O 1 I."""
    codes = {add(office)["code"] for _ in range(20)}
    assert len(codes) == 20
    assert all(len(code) == 8 and not set(code) & set("0O1I") for code in codes)


def test_only_the_newest_code_counts_and_not_for_long(office: Office) -> None:
    """A new code ends the old one; ten minutes end the new one."""
    made = add(office, "board")
    newer = office.room.do(a.CodeDevice(id=made["id"])).result["code"]
    assert office.admission.enrol(made["code"]) is None
    office.clocks.go(10 * MINUTE + 1)
    assert office.admission.enrol(newer) is None


def test_a_rolled_token_ends_the_old_one_and_not_the_screen(office: Office) -> None:
    """The agent's key is changed; the touch page goes on."""
    made = add(office)
    screen, cookie = office.admission.enrol(made["code"]) or ("", "")
    newer = office.room.do(a.RollDevice(id=made["id"])).result["token"]
    assert office.identities.device(made["token"]) is None
    assert office.identities.device(newer) is not None
    assert office.identities.screen(screen, cookie) is not None


def test_a_revoked_device_is_gone_with_token_and_screen(office: Office) -> None:
    """At once."""
    made = add(office)
    screen, cookie = office.admission.enrol(made["code"]) or ("", "")
    office.room.do(a.RevokeDevice(id=made["id"]))
    assert office.identities.device(made["token"]) is None
    assert office.identities.screen(screen, cookie) is None


def test_a_programs_token_acts_with_its_role_until_revoked(office: Office) -> None:
    """API tokens."""
    made = office.room.do(a.AddToken(name="report", role="supervisor")).result
    found = office.identities.program(made["token"])
    assert found is not None
    assert found.role == "supervisor"
    office.room.do(a.RevokeToken(id=made["id"]))
    assert office.identities.program(made["token"]) is None


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (a.AddDevice(name="x", role="clerk"), "window_needed"),
        (a.AddDevice(name="x", role="clerk", window=99), "window_unknown"),
        (a.AddDevice(name="x", role="board", zone="cellar"), "zone_unknown"),
        (a.CodeDevice(id="nobody"), "device_unknown"),
        (a.RollDevice(id="nobody"), "device_unknown"),
        (a.RevokeDevice(id="nobody"), "device_unknown"),
        (a.RevokeToken(id="nobody"), "token_unknown"),
        (a.SetAccount(name="nobody"), "account_unknown"),
        (a.ResetAccount(name="nobody"), "account_unknown"),
        (a.AddToken(name="x", role="clerk"), "window_needed"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    office: Office, command: a.AdminCommand, code: str
) -> None:
    """In both languages."""
    refused(code, office.room.do, command)
    assert all(SENTENCES[code])


def test_no_secret_is_written_to_the_journal(tmp_path: Path) -> None:
    """Neither token nor code nor cookie nor password, in any file of the folder."""
    hall = open_folder(tmp_path)
    hall.engine.start()
    device = hall.do(a.AddDevice(name="wall", role="board"))
    person = hall.do(a.AddAccount(name="wang", role="guide"))
    hall.admission.set_password("wang", person["code"], "correct horse battery")
    _, cookie = hall.admission.enrol(device["code"]) or ("", "")
    session = hall.admission.sign_in("wang", "correct horse battery")
    program = hall.do(a.AddToken(name="report", role="guide"))["token"]
    hall.close()
    secrets = [
        device["token"],
        device["code"],
        person["code"],
        cookie,
        session,
        program,
        "correct horse battery",
    ]
    for path in tmp_path.iterdir():
        kept = path.read_bytes()
        for secret in secrets:
            assert secret.partition(".")[2].encode() not in kept or "." not in secret
            assert secret.encode() not in kept


def test_tidying_erases_what_no_event_names_after_a_day(office: Office) -> None:
    """A command that was never written leaves its secret behind; a living token stays."""
    made = add(office)
    office.registry.kept.credentials.make("device", "orphan", "ref", office.clocks.wall)
    assert office.registry.tidy(office.clocks.wall) == 0
    office.clocks.go(25 * HOUR)
    assert office.registry.tidy(office.clocks.wall) >= 1
    assert office.registry.kept.credentials.kept("device:orphan:ref") is None
    assert office.identities.device(made["token"]) is not None
