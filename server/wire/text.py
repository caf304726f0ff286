"""Texts of files that people made, on whatever system: UTF-8, with or without its mark."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from server.hall.errors import Sentence, Told

SENTENCES: Final[dict[str, Sentence]] = {
    "file_unread": (400, "读不了文件 {path}。", "The file {path} cannot be read: {why}."),
    "file_encoding": (
        400,
        "文件 {path} 像是 {encoding} 编码，请另存为 UTF-8。",
        "The file {path} seems to be {encoding}; save it as UTF-8.",
    ),
    "file_binary": (400, "文件 {path} 不是文本。", "The file {path} is no text."),
}
_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


class Unreadable(Told):
    """A file has no text that can be used. code: key of SENTENCES; facts: path, encoding, why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, SENTENCES[code], facts)


def text_of(path: Path) -> str:
    """The text of a file, without its mark. Raises: Unreadable, naming the encoding it seems to be."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable("file_unread", path=path, why=error.strerror) from error
    try:
        if b"\x00" not in data:
            return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    encoding = _guessed(data)
    if encoding is None:
        raise Unreadable("file_binary", path=path)
    raise Unreadable("file_encoding", path=path, encoding=encoding)


def _guessed(data: bytes) -> str | None:
    """What the bytes seem to be, when they are no UTF-8; None: no text at all."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    for encoding, name in (("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"), ("gbk", "GBK")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if (name == "GBK" or b"\x00" in data) and _is_text(text):
            return name
    return None


def _is_text(text: str) -> bool:
    """Only signs that a person writes: printable ones, line breaks, tabs."""
    return all(sign.isprintable() or sign in "\r\n\t\u3000" for sign in text)
