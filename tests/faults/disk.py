"""A disk that may forget what was not synced: replays a write log up to a point and cuts the power."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SECTOR = 512
_HEAD = struct.Struct("<IIqI")


@dataclass(frozen=True)
class Record:
    """One change. op: o open, w write, t truncate, s sync, u unlink, r rename."""

    op: str
    file: int
    offset: int
    data: bytes


def records(log: Path) -> Iterator[Record]:
    """The log in order."""
    raw, at = log.read_bytes(), 0
    while at < len(raw):
        op, file, offset, length = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        yield Record(chr(op), file, offset, raw[at : at + length])
        at += length


@dataclass
class File:
    """synced: what is surely on the disk, None = not there. waiting: changes since the last sync."""

    synced: bytearray | None = None
    waiting: list[Record] = field(default_factory=list)


class Disk:
    """The files of one folder after some records. acks: what was answered so far."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._files: dict[str, File] = {}
        self._paths: dict[int, str] = {}
        self.acks = b""

    def take(self, record: Record) -> None:
        """One more change."""
        if record.op == "o":
            self._paths[record.file] = record.data.decode()
            return
        path = self._paths[record.file]
        if path.endswith("/acks"):
            self.acks += record.data
            return
        if path == self._folder:
            self._names_are_synced()
            return
        file = self._files.setdefault(path, File())
        if record.op == "s":
            for waiting in file.waiting:
                file.synced = self._applied(file.synced, waiting)
            file.waiting = []
        elif record.op == "r":
            target = self._files.setdefault(record.data.decode(), File())
            # not synced: the new name has the old or the new content, whole or not
            target.waiting = [Record("n", 0, 0, bytes(self._content(file, None)))]
            del self._files[path]
        else:
            file.waiting.append(record)

    def _names_are_synced(self) -> None:
        """The folder itself was synced: a removed file is gone for good."""
        for file in self._files.values():
            gone = [n for n, waiting in enumerate(file.waiting) if waiting.op == "u"]
            if gone:
                file.synced, file.waiting = None, file.waiting[gone[-1] + 1 :]

    def _content(self, file: File, random: Random | None) -> bytearray:
        """Content with all that waits, or with what a power cut leaves of it."""
        content = None if file.synced is None else bytearray(file.synced)
        for record in file.waiting:
            if random is None:
                content = self._applied(content, record)
                continue
            match random.choice(("drop", "keep", "torn")):
                case "keep":
                    content = self._applied(content, record)
                case "torn" if record.op in ("w", "n"):
                    for part in _torn(record, random):
                        content = self._applied(content, part)
        return content if content is not None else bytearray()

    @staticmethod
    def _applied(content: bytearray | None, record: Record) -> bytearray | None:
        match record.op:
            case "u":
                return None
            case "n":
                return bytearray(record.data)
            case "t":
                content = content or bytearray()
                return bytearray(content[: record.offset].ljust(record.offset, b"\0"))
        content = content or bytearray()
        end = record.offset + len(record.data)
        if len(content) < end:
            content.extend(bytes(end - len(content)))
        content[record.offset : end] = record.data
        return content

    def cut(self, target: Path, random: Random) -> None:
        """Write what is left after a power cut into an empty folder."""
        for path, file in self._files.items():
            gone = file.synced is None and (not file.waiting or random.random() < 0.3)
            if gone or Path(path).parent != Path(self._folder):
                continue
            left = self._content(file, random)
            if file.waiting and file.waiting[-1].op == "u" and random.random() < 0.5:
                continue
            (target / Path(path).name).write_bytes(left)


def _torn(record: Record, random: Random) -> Iterator[Record]:
    """Some sectors of a write, in no order."""
    if record.op == "n":
        yield Record("n", record.file, 0, record.data[: random.randrange(len(record.data) + 1)])
        return
    for start in range(0, len(record.data), SECTOR):
        if random.random() < 0.5:
            yield Record("w", record.file, record.offset + start, record.data[start : start + SECTOR])
