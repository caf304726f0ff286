"""A file that a person made on any system is read, or it is said which encoding it seems to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.wire.text import Unreadable, text_of

TEXT = '{"identity": {"name": "桃花江镇政务服务大厅"}}\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_is_read_with_and_without_its_mark(tmp_path: Path, encoding: str) -> None:
    """The mark is no part of the text."""
    (tmp_path / "file").write_bytes(TEXT.encode(encoding))
    assert text_of(tmp_path / "file") == TEXT


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("gbk", "GBK"),
        ("gb2312", "GBK"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
    ],
)
def test_another_encoding_is_named(tmp_path: Path, encoding: str, named: str) -> None:
    """In Chinese and English, with the file and what to do."""
    (tmp_path / "file").write_bytes(TEXT.encode(encoding))
    with pytest.raises(Unreadable) as caught:
        text_of(tmp_path / "file")
    assert caught.value.code == "file_encoding"
    assert named in caught.value.zh and named in caught.value.en
    assert "UTF-8" in caught.value.zh and str(tmp_path) in caught.value.zh


@pytest.mark.parametrize("data", [bytes(range(256)), b"\x89PNG\r\n\x1a\n\x00\x00", b"\x80\x81\xff", b"\x00"])
def test_what_is_no_text_is_said(tmp_path: Path, data: bytes) -> None:
    """A picture or a database handed in by mistake."""
    (tmp_path / "file").write_bytes(data)
    with pytest.raises(Unreadable) as caught:
        text_of(tmp_path / "file")
    assert caught.value.code == "file_binary"


@pytest.mark.parametrize("name", ["missing", "."])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, name: str) -> None:
    """Missing, or a folder."""
    with pytest.raises(Unreadable) as caught:
        text_of(tmp_path / name)
    assert caught.value.code == "file_unread"
