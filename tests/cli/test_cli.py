"""The command line as a person types it, with the server up and with the server down."""

from __future__ import annotations

import contextlib
import io
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from server.cli.main import main
from server.journal.folder import FolderLock
from tests.web.house import ROOT, house


class Done(NamedTuple):
    """What became of a command."""

    returncode: int
    stdout: str
    stderr: str


def jiaohao(folder: Path, *words: str) -> Done:
    """`jiaohao …` on a folder, in this process: a new one takes half a second to begin."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([*words, "--data", str(folder)])
    return Done(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a server on it."""
    folder = tmp_path_factory.mktemp("served")
    with house(folder, plenty=False, day=False):
        yield folder


@pytest.fixture(params=["up", "down"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A hall's folder; the same commands work in both states."""
    found: Path = tmp_path if request.param == "down" else request.getfixturevalue("served")
    return found


def ok(folder: Path, *words: str) -> str:
    """Must work; what it printed."""
    done = jiaohao(folder, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_ticket_from_the_first_command_to_the_call(folder: Path) -> None:
    """The lines of the README, each a process as it is typed."""

    def typed(words: str) -> str:
        command = [sys.executable, "-m", "server.cli", *words.split(), "--data", str(folder)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    typed("day open")
    typed("window open 2")
    assert "B001" in typed("ticket issue B")
    assert "B001" in typed("window next 2")
    typed("window finish 2")
    assert typed("verify").count("完好") >= 1


def test_devices_accounts_and_tokens_are_made_and_listed(folder: Path) -> None:
    """--json for programs: id, token."""
    made = json.loads(ok(folder, "device", "add", "kiosk-1", "--role", "kiosk", "--json"))
    assert {"id", "token", "code"} <= made.keys()
    ok(folder, "account", "add", "wang", "--role", "clerk", "--window", "2", "--label", "王小明")
    token = json.loads(ok(folder, "token", "add", "report", "--role", "supervisor", "--json"))
    listed = json.loads(ok(folder, "device", "list", "--json"))
    assert [row["id"] for row in listed] == [made["id"]]
    (person,) = [row for row in json.loads(ok(folder, "account", "list", "--json")) if row["name"] == "wang"]
    assert (person["label"], person["role"]) == ("王小明", "clerk") and "label_ref" not in person
    assert made["token"] not in ok(folder, "device", "list")
    ok(folder, "token", "revoke", token["id"])
    ok(folder, "device", "revoke", made["id"])
    assert json.loads(ok(folder, "device", "list", "--json")) == []


def test_settings_go_out_and_come_back_byte_for_byte(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """set, export, import, export; restore of version 0."""
    files = tmp_path_factory.mktemp("exports")
    first, second = files / "1.json", files / "2.json"
    ok(folder, "settings", "set", "identity.consult_phone", "0737-1234567", "rules.rejoin_max", "3")
    assert "0737-1234567" in ok(folder, "settings", "show", "identity")
    ok(folder, "settings", "export", str(first))
    ok(folder, "settings", "restore", "0")
    assert "0737-1234567" not in ok(folder, "settings", "show")
    ok(folder, "settings", "import", str(first))
    ok(folder, "settings", "export", str(second))
    assert first.read_bytes() == second.read_bytes()


def test_a_name_that_no_ticket_can_show_is_told(folder: Path) -> None:
    """It is saved; the sentence stands beside the answer, for people and for programs."""
    done = jiaohao(folder, "settings", "set", "lines.B.name", "社会事务😀")
    assert (done.returncode, done.stdout.startswith("version: ")) == (0, True)
    assert done.stderr.startswith("lines.B.name 取号机的字体里可能没有“😀”")
    found = json.loads(ok(folder, "settings", "set", "lines.B.name", "社会事务☕", "--json"))
    assert found["told"][0]["path"] == "lines.B.name"
    ok(folder, "settings", "set", "lines.B.name", "社会事务")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("windows.2", "社会事务"),
        ("lines.B", "社会事务"),
        ("classes.elder", "老年人"),
        ("lines.D.items.bamboo", "竹林采伐咨询"),
    ],
)
def test_show_and_set_mean_the_same_member(tmp_path: Path, path: str, name: str) -> None:
    """By number, letter and id, never by its place in the list."""
    ok(tmp_path, "day", "open")
    assert name in json.loads(ok(tmp_path, "settings", "show", path))["name"]
    ok(tmp_path, "settings", "set", f"{path}.name", "另一个名字")
    assert json.loads(ok(tmp_path, "settings", "show", f"{path}.name")) == "另一个名字"


@pytest.mark.parametrize(
    ("path", "words", "shown"),
    [
        ("identity.consult_phone", "12345", "12345"),
        ("identity.consult_phone", "（0737）8880000转801", "(0737)8880000转801"),
        ("identity.name", "2026", "2026"),
        ("board.chime", "否", False),
        ("rules.undo_seconds", "１５", 15),
        ("calendar.confirmed_years", "[2026, 2027]", [2026, 2027]),
    ],
)
def test_the_type_of_a_setting_says_how_words_are_read(
    tmp_path: Path, path: str, words: str, shown: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not their looks: a telephone and a name may be all digits."""
    assert main(["settings", "set", path, words, "--data", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["settings", "show", path, "--data", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out) == shown


def test_a_settings_file_of_another_system_is_read_or_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a byte order mark it is read; saved as GBK or UTF-16 the encoding is told."""
    hall, file = tmp_path / "hall", tmp_path / "settings.json"
    hall.mkdir()
    assert main(["settings", "set", "rules.undo_seconds", "20", "--data", str(hall)]) == 0
    assert main(["settings", "export", str(file), "--data", str(hall)]) == 0
    assert main(["settings", "restore", "0", "--data", str(hall)]) == 0
    text = file.read_text(encoding="utf-8")
    for encoding in ("gbk", "utf-16"):
        capsys.readouterr()
        file.write_bytes(text.replace("\u2013", "-").encode(encoding, "replace"))
        assert main(["settings", "import", str(file), "--data", str(hall)]) == 2
        assert f"像是 {encoding.upper()} 编码" in capsys.readouterr().err
    file.write_bytes(text.encode("utf-8-sig"))
    assert main(["settings", "import", str(file), "--data", str(hall)]) == 0


def test_a_refusal_is_a_sentence_and_exit_1(folder: Path) -> None:
    """Chinese first."""
    done = jiaohao(folder, "device", "revoke", "nobody")
    assert done.returncode == 1
    assert "没有这个设备" in done.stderr
    wrong = jiaohao(folder, "settings", "set", "rules.rejoin_max", "99")
    assert wrong.returncode == 1
    assert "rules.rejoin_max" in wrong.stderr


def test_a_printer_that_is_none_is_refused(folder: Path) -> None:
    """Over the wire and on the folder alike."""
    ok(folder, "day", "open")
    done = jiaohao(folder, "do", '{"do": "ticket.issue", "line": "B", "printer": "no-such-printer"}')
    assert (done.returncode, done.stderr.splitlines()[:1]) == (1, ["没有可用的打印机。"])
    kiosk = json.loads(ok(folder, "device", "add", "kiosk-1", "--role", "kiosk", "--json"))["id"]
    told = ok(folder, "do", f'{{"do": "ticket.issue", "line": "B", "printer": "{kiosk}"}}')
    assert re.search(r"B00\d", told)


@pytest.mark.parametrize(
    "words",
    [("ticket", "dance", "B"), ("device", "add", "x"), ("settings", "set", "a"), ("window", "next", "x")],
)
def test_wrong_usage_is_exit_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    """And changes nothing."""
    assert jiaohao(tmp_path, *words).returncode == 2


def test_a_folder_in_use_by_something_that_does_not_answer_is_exit_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lock is held and no server can be reached."""
    monkeypatch.setattr("server.cli.client.PATIENCE_SECONDS", 0.0)
    lock = FolderLock(tmp_path)
    assert main(["day", "open", "--data", str(tmp_path)]) == 3
    lock.release()


def test_a_hall_without_its_vault_is_exit_4(tmp_path: Path) -> None:
    """Half a backup is not started on."""
    ok(tmp_path, "day", "open")
    (tmp_path / "vault.db").unlink()
    assert jiaohao(tmp_path, "ticket", "issue", "B").returncode == 4


def test_verify_finds_a_changed_byte(tmp_path: Path) -> None:
    """Exit 1, naming the stream."""
    ok(tmp_path, "day", "open")
    ok(tmp_path, "ticket", "issue", "B")
    with contextlib.closing(sqlite3.connect(tmp_path / "journal.db")) as db, db:
        db.execute("UPDATE entry SET actor = 'somebody' WHERE seq = 2 AND stream GLOB '2*'")
    done = jiaohao(tmp_path, "verify", "--json")
    assert done.returncode == 1
    assert any(report["broken"] for report in json.loads(done.stdout))


def test_there_is_no_default_password_and_one_code_on_the_console(tmp_path: Path) -> None:
    """The first administrator is made at the first start; each start without a password has a new code."""
    codes = []
    for _ in range(2):
        with house(tmp_path, plenty=False, day=False):
            said = (tmp_path / "server.log").read_text()
        codes.append(re.search(r"admin.*: ([0-9A-Z]{8})", said))
    assert all(codes)
    assert codes[0][1] != codes[1][1]  # type: ignore[index]
    assert len(json.loads(ok(tmp_path, "account", "list", "--json"))) == 1


def test_the_local_key_is_for_the_owner_alone(served: Path) -> None:
    """serve.json is 0600 (and gone after a clean stop: tests/engine/test_process.py)."""
    assert (served / "serve.json").stat().st_mode & 0o777 == 0o600


def test_schema_prints_the_contract(tmp_path: Path) -> None:
    """OpenAPI 3.1 and AsyncAPI 3, both by name, or the one that is asked for."""
    halves = json.loads(ok(tmp_path, "schema"))
    assert {half: document[half][:3] for half, document in halves.items()} == {
        "openapi": "3.1",
        "asyncapi": "3.0",
    }
    for half in halves:
        assert json.loads(ok(tmp_path, "schema", half)) == halves[half]


def test_a_reader_who_has_enough_is_no_failure_of_the_store() -> None:
    """`jiaohao schema | head`: no words about it."""
    command = [sys.executable, "-m", "server", "schema"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.wait(timeout=60) == 1
        assert process.stderr.read() == b""
