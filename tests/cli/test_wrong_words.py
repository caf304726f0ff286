"""Wrong words never end in a traceback: one sentence in Chinese and in English, exit code 2, nothing done."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from server.cli.main import main

USAGE = 2


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hall's folder with an open day."""
    folder = tmp_path_factory.mktemp("made")
    assert main(["day", "open", "--data", str(folder)]) == 0
    return folder


@pytest.fixture
def hall(made: Path, tmp_path: Path) -> Path:
    """A copy of it, with files beside it that are not what they should be."""
    shutil.copytree(made, tmp_path / "hall")
    (tmp_path / "bad.json").write_text('{"identity": ')
    (tmp_path / "list.json").write_text("[1, 2]")
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "token").write_text("0123456789abcdef\n")
    (tmp_path / "gbk").write_bytes("令牌 0123456789abcdef".encode("gbk"))
    (tmp_path / "utf16").write_text("0123456789abcdef", encoding="utf-16")
    (tmp_path / "blank").write_text("\n")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/jobs.db").write_bytes(b"no database" * 100)
    return tmp_path


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """(exit code, what stood on stderr) of a command line run in this process."""
    code = main(words)
    return code, capsys.readouterr().err


def one_sentence(text: str) -> bool:
    """At most a line in each language, both there."""
    lines = text.strip().splitlines()
    return (
        1 <= len(lines) <= 2
        and re.search(r"[\u4e00-\u9fff]", text) is not None
        and re.search(r"[A-Za-z]{3,}", lines[-1]) is not None
        and "Traceback" not in text
    )


def test_a_name_that_is_none_is_told_in_words(hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Defect 80: it was "matching regex …"."""
    told = said(["device", "add", "大厅大屏", "--role", "board", "--data", str(hall / "hall")], capsys)
    zh, en = told[1].splitlines()
    assert zh == "名称应以小写字母开头，只用小写字母、数字和短横，最多 32 个。"
    assert en.startswith("name must begin with a small letter")


WORDS = [
    "",
    "dance",
    "do",
    "do {bad",
    "do ''",
    "do []",
    "do 5",
    "do null",
    'do {"do":5}',
    'do {"do":"dance"}',
    'do {"do":"window.next"}',
    'do {"do":"window.next","window":99999999999999999999999}',
    'do {"do":"day.open","day":"\\ud800"}',
    "do DEEP",
    "ticket dance B",
    "ticket issue",
    "ticket issue \udcff",
    "window next x",
    "window next 0",
    "window next -1",
    "window next 99999999999999999999999",
    "window next LONG",
    "day open tomorrow",
    "account add",
    "account add wang",
    "account add wang --role dancer",
    "account add WANG/.. --role admin",
    "account add wang --role clerk --window x",
    "account add wang --role clerk --label LONG",
    "device add x",
    "device add x --role admin",
    "device add x --role board --zone 'a b'",
    "device revoke",
    "token add x --role",
    "settings",
    "settings dance",
    "settings show no.such.path",
    "settings show windows.99",
    "settings show windows.x",
    "settings show rules.undo_seconds.1",
    "settings show ''",
    "settings show rules hours",
    "settings set",
    "settings set rules.undo_seconds",
    "settings set no.such.path 5",
    "settings set windows.99.name 5",
    "settings set '' 5",
    "settings set rules.undo_seconds ten",
    "settings set rules.undo_seconds 1.5",
    "settings set rules.undo_seconds LONG",
    "settings set board.chime perhaps",
    "settings set windows [",
    "settings set windows DEEP",
    "settings import",
    "settings import HERE/missing.json",
    "settings import HERE",
    "settings import HERE/bad.json",
    "settings import HERE/list.json",
    "settings import HERE/binary",
    "settings import HERE/deep.json",
    "settings export HERE/no/such/folder.json",
    "settings export HERE",
    "settings export HERE/1 HERE/2",
    "settings restore",
    "settings restore x",
    "settings restore -1",
    "settings restore 1.5",
    "settings restore LONG",
    "serve --port 70000",
    "serve --port -1",
    "serve --port x",
    "serve --port LONG",
    "serve --host 'a b'",
    "serve --host ..",
    "serve --host ''",
    "serve --hall 'a b/../x'",
    "serve --hall ''",
    "serve --hall other --mode threading",
    "serve --mode dancing",
    "verify --hall other",
    "verify --hall 'a b'",
    "settings show --hall other",
    "settings set rules.undo_seconds 5 --hall other",
    "device list --hall other",
    "account list --hall ../x",
    "day open --hall other",
    'do {"do":"day.open"} --hall other',
]
DATA = [
    "serve --mode threading",  # only with a file: a missing folder is made
    "account list",
    "token list",
    "device list",
    "device add wall --role board",
    "settings show",
    "settings export",
    "settings set rules.undo_seconds 5",
    "settings restore 0",
    "ticket issue B",
    "window next 2",
    "day open",
    'do {"do":"day.open"}',
    "verify",
]


KIOSK = [
    "",
    "--server http://127.0.0.1:1",
    "--printer lpt1:",
    "--printer tcp:",
    "--printer tcp:h:abc",
    "--printer tcp:h:70000",
    "--printer tcp:h:-1",
    "--printer tcp:h?width=abc",
    "--printer tcp:h?width=0",
    "--printer tcp:h?width=LONG",
    "--printer paper:HERE/roll?width=abc",
    "--printer serial:/dev/ttyS9?baud=fast",
    "--printer usb:xyz:5011",
    "--printer usb:0416",
    "--printer usb:0416:99999999",
    "--printer tcp:h --server 127.0.0.1:8080",
    "--printer tcp:h --server hall",
    "--printer tcp:h --server ftp://hall",
    "--printer tcp:h --server http://",
    "--printer tcp:h --server http://hall:70000",
    "--printer tcp:h --server http://hall:x",
    "--printer tcp:h --server 'http://a b'",
    "--printer tcp:h --token-file HERE/missing",
    "--printer tcp:h --token-file HERE",
    "--printer tcp:h --token-file HERE/binary",
    "--printer tcp:h --token-file HERE/gbk",
    "--printer tcp:h --token-file HERE/utf16",
    "--printer tcp:h --token-file HERE/list.json",
    "--printer tcp:h --token-file HERE/blank",
    "--printer tcp:h --data HERE/token",
    "--printer tcp:h --data HERE/token/below",
    "--printer tcp:h --data HERE/broken",
    "--simulate-printer dancing",
]


def split(line: str, here: Path) -> list[str]:
    """The words of a line; LONG and DEEP stand for words too long to write down."""
    stand_ins = {"LONG": "9" * 5000, "DEEP": "[" * 100_000}
    found = re.findall(r"'[^']*'|\S+", line)
    return [stand_ins.get(word, word.strip("'").replace("HERE", str(here))) for word in found]


@pytest.mark.parametrize("line", WORDS)
def test_wrong_words_are_one_sentence_and_exit_2(
    hall: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the journal is byte for byte what it was."""
    before = (hall / "hall/journal.db").read_bytes()
    words = split(line, hall)
    code, text = said([*words, "--data", str(hall / "hall")] if words else [], capsys)
    assert (code, one_sentence(text)) == (USAGE, True), text
    assert (hall / "hall/journal.db").read_bytes() == before


@pytest.mark.parametrize("line", DATA)
def test_a_file_is_no_data_folder(hall: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """For every command that has one."""
    code, text = said([*split(line, hall), "--data", str(hall / "token")], capsys)
    assert (code, one_sentence(text)) == (USAGE, True), text


@pytest.mark.parametrize("line", DATA[1:])
def test_a_missing_folder_is_said_and_not_made(
    hall: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """For every command but serve, which makes it."""
    code, text = said([*split(line, hall), "--data", str(hall / "missing")], capsys)
    assert (code, one_sentence(text)) == (USAGE, True), text
    assert not (hall / "missing").exists()


@pytest.mark.parametrize("line", ["account list", "settings show", "verify"])
def test_a_folder_without_a_hall_has_nothing_to_show(
    hall: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is another folder than the person meant."""
    (hall / "empty").mkdir()
    code, text = said([*split(line, hall), "--data", str(hall / "empty")], capsys)
    assert (code, one_sentence(text)) == (USAGE, True), text
    assert list((hall / "empty").iterdir()) == []


@pytest.mark.parametrize("line", KIOSK)
def test_a_kiosk_agent_that_cannot_start_says_why(
    hall: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before it asks anybody anything."""
    words = split(line, hall)
    for name, usual in (("--server", "http://127.0.0.1:1"), ("--token-file", str(hall / "token"))):
        words += [] if name in words or not words else [name, usual]
    words += [] if "--data" in words else ["--data", str(hall / "state")]
    code, text = said(["kiosk", *words], capsys)
    assert (code, one_sentence(text)) == (USAGE, True), text


@pytest.mark.parametrize("line", ["Ｂ", " b ", "ｂ"])
def test_a_letter_of_an_input_method_is_the_letter(
    hall: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Defect 63: full-width signs and blanks; numbers likewise, with 号 behind them."""
    assert main(["ticket", "issue", line, "--data", str(hall / "hall")]) == 0
    assert "B001" in capsys.readouterr().out
    assert main(["ticket", "cancel", "Ｂ００１号", "--data", str(hall / "hall")]) == 0
