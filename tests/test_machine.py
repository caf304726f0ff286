"""`jiaohao.toml`: what it may say, one sentence for each mistake, and what the command line adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.machine import FILE, Machine, Mistake, read, started
from server.wire.text import Unreadable

WHOLE = """
# the machine of the hall
listen = "0.0.0.0:8443"
public = ["https://Hall.Example.gov.cn/", "http://10.0.0.7:8080", "https://政务.example:443"]
proxy = ["127.0.0.1", "10.1.0.0/16", "::1"]
tls_in_front = true
"""


def said(tmp_path: Path, content: str | bytes) -> Machine:
    """What is read of a file."""
    raw = content.encode() if isinstance(content, str) else content
    (tmp_path / FILE).write_bytes(raw)
    return read(tmp_path)


def test_without_the_file_the_machine_listens_to_itself(tmp_path: Path) -> None:
    """127.0.0.1:8080, nobody in front."""
    assert read(tmp_path) == Machine() == Machine("127.0.0.1", 8080)


def test_every_key_is_read(tmp_path: Path) -> None:
    """Public addresses become origins as browsers send them; proxies become networks."""
    assert said(tmp_path, WHOLE) == Machine(
        host="0.0.0.0",
        port=8443,
        public=("https://hall.example.gov.cn", "http://10.0.0.7:8080", "https://xn--zfr164b.example"),
        proxy=("127.0.0.1/32", "10.1.0.0/16", "::1/128"),
        tls_in_front=True,
    )


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbflisten = '[::1]:81'\r\n", "listen='[::1]:81'", b"listen='[::1]:81'"]
)
def test_a_file_of_windows_is_read_too(tmp_path: Path, content: str | bytes) -> None:
    """With the mark before UTF-8, with its line ends; an IPv6 address stands in brackets."""
    assert said(tmp_path, content) == Machine("::1", 81)


@pytest.mark.parametrize(
    ("content", "code", "line", "key"),
    [
        ("listen = 8080", "machine_value", 1, "listen"),
        ("\nlisten = '0.0.0.0'", "machine_value", 2, "listen"),
        ("listen = '0.0.0.0:70000'", "machine_value", 1, "listen"),
        ("listen = '::1:80'", "machine_value", 1, "listen"),
        ("listen = 'a b:80'", "machine_value", 1, "listen"),
        ("public = 'https://a.example'", "machine_value", 1, "public"),
        ("#\n#\npublic = ['a.example']", "machine_value", 3, "public"),
        ("public = ['https://a.example/hall']", "machine_value", 1, "public"),
        ("public = ['ftp://a.example']", "machine_value", 1, "public"),
        ("public = ['https://u:p@a.example']", "machine_value", 1, "public"),
        ("public = ['https://a.example:x']", "machine_value", 1, "public"),
        ("public = [1]", "machine_value", 1, "public"),
        ("proxy = ['nginx']", "machine_value", 1, "proxy"),
        ("proxy = ['10.0.0.1/8']", "machine_value", 1, "proxy"),
        ("proxy = '10.0.0.1'", "machine_value", 1, "proxy"),
        ("tls_in_front = 'yes'", "machine_value", 1, "tls_in_front"),
        ("plain_http = 1", "machine_value", 1, "plain_http"),
        ("plain_http = true\ntls_in_front = true", "machine_both", 1, "plain_http"),
        ("listen = '127.0.0.1:80'\nport = 80", "machine_key", 2, "port"),
        ("\n[server]\nlisten = '127.0.0.1:80'", "machine_key", 2, "server"),
        ("listen = '127.0.0.1:80'\nlisten = '127.0.0.1:81'", "machine_form", 2, ""),
        ("listen = 0.0.0.0:80", "machine_form", 1, ""),
        ("proxy = [\n", "machine_form", 1, ""),
    ],
)
def test_a_mistake_is_one_sentence_with_its_line_and_key(
    tmp_path: Path, content: str | bytes, code: str, line: int, key: str
) -> None:
    """In both languages, each on one line."""
    with pytest.raises(Mistake) as found:
        said(tmp_path, content)
    assert found.value.code == code
    assert f"第 {line} 行" in found.value.zh and f"line {line}" in found.value.en
    for sentence in (found.value.zh, found.value.en):
        assert FILE in sentence and key in sentence and "\n" not in sentence


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_file_that_is_not_utf_8_is_said_with_its_encoding(tmp_path: Path, encoding: str) -> None:
    """As Windows may have saved it."""
    with pytest.raises(Unreadable, match=encoding.upper()):
        said(tmp_path, "# 桃花江大厅\nlisten = '127.0.0.1:80'\n".encode(encoding))


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """A folder of that name."""
    (tmp_path / FILE).mkdir()
    with pytest.raises(Unreadable, match="file_unread"):
        read(tmp_path)


def test_the_command_line_wins() -> None:
    """Each of its two words on its own."""
    machine = Machine("127.0.0.1", 8443)
    assert started(machine, None, None) == machine
    assert started(machine, None, 0) == Machine("127.0.0.1", 0)
    assert started(machine, "::1", None) == Machine("::1", 8443)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "hall.invalid"])
def test_the_network_hears_plain_http_only_when_somebody_said_so(host: str) -> None:
    """Both ways out are named; with one of them it starts, and only plain HTTP is shown to staff."""
    with pytest.raises(Mistake) as found:
        started(Machine(), host, None)
    assert found.value.code == "network_unsafe"
    for sentence in (found.value.zh, found.value.en):
        assert "tls_in_front = true" in sentence and "plain_http = true" in sentence and FILE in sentence
    assert started(Machine(plain_http=True), host, None).exposed
    assert not started(Machine(tls_in_front=True), host, None).exposed


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_on_this_machine_alone_nothing_is_asked_and_nothing_is_shown(host: str) -> None:
    """Whatever the file allows."""
    assert not started(Machine(), host, None).exposed
    assert not started(Machine(plain_http=True), host, None).exposed
