"""Every wrong word at the start of the kiosk's agent is one sentence in two languages and exit code 2."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.agent import main
from kiosk.printing import fonts
from kiosk.printing.errors import BadPrinterUrl
from kiosk.printing.printers.connect import connect
from kiosk.printing.printers.network import TcpPrinter
from server.wire.agents import BadWord, read_token, server_address
from tests.web.house import ROOT

TOKEN = "0123456789abcdef.0123456789abcdef0123456789abcdef"


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    """Words of a start that would work, by option."""
    (tmp_path / "token").write_text(TOKEN)
    (tmp_path / "taken").write_text("")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "jobs.db").write_bytes(b"no database" * 100)
    return {
        "--server": "http://127.0.0.1:9",
        "--token-file": str(tmp_path / "token"),
        "--printer": f"paper:{tmp_path / 'roll'}",
        "--data": str(tmp_path / "state"),
    }


def told(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a start with these words says before it ends with 2."""
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    chinese, english = err.rstrip("\n").split("\n")
    assert chinese.startswith("取号机代理没有启动：") and chinese.endswith("。")
    assert english.startswith("The kiosk's agent did not start: ") and english.endswith(".")
    return err


WRONG_PRINTERS = """
    lpt1 lpt1: tcp: paper: http://printer usb TCP:10.0.0.9 ?width=58
    tcp:h:abc tcp:h:0 tcp:h:70000 tcp:h:9100/x tcp:h: tcp:::1 tcp:[::1 tcp:[::g]:9100 tcp:10.0.0.256
    tcp:打印机 tcp:user@h tcp:a..b tcp://
    usb:zz usb:0416 usb:0416: usb:0416:50110 usb:0416:5011:1
    serial: serial:/dev/ttyS0?baud=x serial:/dev/ttyS0?baud=0 serial:/dev/ttyS0?baud=96000
    serial:/dev/ttyS0?buad=9600 serial:/dev/ttyS0?mode=text serial:/dev/ttyS0?baud
    tcp:h?width=57 tcp:h?width=70 tcp:h?width=abc tcp:h?width= tcp:h?width tcp:h?width=٥٨ tcp:h?width=1e2
    tcp:h?baud=9600 tcp:h?width=58&width=80 file:/tmp
""".split()
WRONG_SERVERS = """
    nonsense 10.0.0.2:8080 localhost:8080 http:10.0.0.2 http:// http:///x //h ftp://h http://h:x http://h:0
    http://h:70000 http://h:8080/kiosk http://h?a=1 http://h#a http://a@h http://[::1 http://[::g]:80
    http://１０.0.0.2:8080 http://10.0.0.256 http://大厅
""".split()


@pytest.mark.parametrize("url", ["", "tcp:h h", "tcp:" + "a" * 64, *WRONG_PRINTERS])
def test_a_wrong_word_in_the_printers_address(
    url: str, good: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused at the start, and the sentence names what was written."""
    words = good | {"--printer": url}
    said = told([f"{name}={value}" for name, value in words.items()], capsys)
    assert any(f"“{word}”" in said for word in (url, *re.split("[?&]", url)))


@pytest.mark.parametrize("kind", ["paper:{}/taken", "file:{}/book"])
def test_a_printer_that_is_something_else(
    kind: str, good: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file where the folder should be, and the other way round."""
    words = good | {"--printer": kind.format(tmp_path)}
    assert str(tmp_path) in told([word for pair in words.items() for word in pair], capsys)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("tcp:10.0.0.9", "10.0.0.9", 9100),
        ("tcp:printer-1.hall_net:9101?width=58", "printer-1.hall_net", 9101),
        ("tcp://printer", "printer", 9100),
        ("tcp://10.0.0.9:9100/", "10.0.0.9", 9100),
        ("tcp:[::1]", "::1", 9100),
        ("tcp:[fe80::1%eth0]:9101", "fe80::1%eth0", 9101),
    ],
)
def test_addresses_as_people_write_them_are_understood(url: str, host: str, port: int) -> None:
    """With and without slashes, port, or brackets around IPv6."""
    found = connect(url)
    assert isinstance(found, TcpPrinter)
    assert (found.host, found.port) == (host, port)


def test_usb_without_its_library_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at the first ticket."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(BadPrinterUrl, match="pyusb"):
        connect("usb:0416:5011")


@pytest.mark.parametrize("address", ["", "http://h h", *WRONG_SERVERS])
def test_a_servers_address_that_is_none(
    address: str, good: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused at the start with the form to write."""
    words = good | {"--server": address}
    said = told([f"{name}={value}" for name, value in words.items()], capsys)
    assert f"“{address}”" in said and "http://" in said


def test_a_servers_address_is_taken_as_written() -> None:
    """A slash at its end does no harm."""
    assert server_address("http://10.0.0.2:8080/") == "http://10.0.0.2:8080"
    assert server_address("https://hall.example") == "https://hall.example"
    assert server_address("http://[::1]:8080") == "http://[::1]:8080"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "UTF-8"),
        (TOKEN.encode("utf-16"), "UTF-16"),
        (TOKEN.encode("utf-32"), "UTF-32"),
        (TOKEN.encode("utf-16-le"), "UTF-8"),
        ("令牌".encode("gbk"), "UTF-8"),
        (bytes(range(256)), "UTF-8"),
        (b"token: abc", "UTF-8"),
        (b"a" * 100_000, "UTF-8"),
    ],
    ids=["empty", "utf-16", "utf-32", "utf-16 without mark", "gbk", "binary", "two words", "huge"],
)
def test_a_token_file_that_holds_no_token(
    body: bytes, word: str, good: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence names the file and its encoding."""
    (tmp_path / "token").write_bytes(body)
    said = told([word for pair in good.items() for word in pair], capsys)
    assert word in said and str(tmp_path / "token") in said


@pytest.mark.parametrize("body", [f"{TOKEN}\r\n".encode("utf-8-sig"), f"  {TOKEN}\n".encode()])
def test_a_token_file_saved_by_notepad_works(body: bytes, tmp_path: Path) -> None:
    """A UTF-8 mark, blanks and line ends are not the token."""
    (tmp_path / "token").write_bytes(body)
    assert read_token(tmp_path / "token") == TOKEN


def test_a_token_file_that_is_none_is_named(tmp_path: Path) -> None:
    """Missing, or a folder."""
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(BadWord, match=str(path)):
            read_token(path)


@pytest.mark.parametrize("name", ["taken", "taken/below", "book", "shelf", "/proc/jiaohao", "/dev/full/x"])
def test_a_data_folder_that_cannot_be_used(
    name: str, good: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file, below a file, a book that is no database or a folder, where nobody may write."""
    (tmp_path / "shelf" / "jobs.db").mkdir(parents=True)
    words = good | {"--data": str(tmp_path / name)}
    assert name in told([word for pair in words.items() for word in pair], capsys)


def test_a_user_without_a_home_is_asked_for_a_folder(
    good: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A service's own user, as systemd makes them."""
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)  # what it says of a user nobody knows
    del good["--data"]
    assert "--data" in told([word for pair in good.items() for word in pair], capsys)


@pytest.mark.parametrize("module", ["PIL", "serial", "escpos", "requests", "websocket"])
def test_a_machine_without_the_agents_libraries_says_so(module: str) -> None:
    """A server that is asked to be a kiosk: the sentence names the library and the extra, nothing else."""
    lacking = f"import sys; sys.modules[{module!r}] = None; from server.cli.main import main; "
    command = [sys.executable, "-c", lacking + "sys.exit(main(['kiosk', '--help']))"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    chinese, english = done.stderr.decode().rstrip("\n").split("\n")
    assert "jiaohao[agents]" in chinese and "jiaohao[agents]" in english and chinese.endswith("。")


@pytest.mark.parametrize(
    "words",
    [[], ["--nonsense"], ["--serv", "http://h"], ["--simulate-printer", "odd"], ["extra"], ["--printer"]],
    ids=str,
)
def test_words_nobody_knows(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """argparse's own complaints are sentences too, and nothing is abbreviated."""
    told(words, capsys)


def test_a_font_that_is_none_is_said_at_the_start(
    good: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not at each ticket that cannot be drawn."""
    monkeypatch.setenv("JIAOHAO_FONT", "/no/such/font.ttf")
    fonts._found.cache_clear()
    fonts.face.cache_clear()
    try:
        assert "字体" in told([word for pair in good.items() for word in pair], capsys)
    finally:
        fonts._found.cache_clear()
        fonts.face.cache_clear()


def test_the_process_ends_with_2_and_the_sentence(good: dict[str, str]) -> None:
    """As a technician meets it: no traceback, nothing else."""
    words = [word for pair in (good | {"--printer": "lpt1:"}).items() for word in pair]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.agent", *words], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("取号机代理没有启动：“lpt1:”不是打印机地址")
