"""Errors of the media: a file that is not taken, and a store that cannot."""

from __future__ import annotations

from typing import Final

from server.hall.errors import Sentence, Told

SENTENCES: Final[dict[str, Sentence]] = {
    "media_kind": (415, "这里不接受这种文件。", "A file of this kind is not taken here."),
    "media_damaged": (422, "文件不完整或格式有误，请重新上传。", "The file is not whole: {what}."),
    "media_big": (413, "文件太大，请缩小后再上传。", "The file is too large: at most {most} bytes."),
    "media_full": (409, "文件存储空间已满，请先删除不用的文件。", "No room is left for more files."),
    "media_gap": (409, "上传不连续，请从头上传。", "A part of the upload is missing; begin again."),
    "media_unknown": (404, "没有这个文件，或已过期。", "There is no such file, or its time is over."),
    "media_away": (503, "文件暂时无法保存，请稍候再试。", "The file could not be kept; try again."),
}


class MediaError(Told):
    """A file was not taken, or is not there; nothing of it is kept. code: key of SENTENCES."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, SENTENCES[code], facts)


def damaged(what: str) -> MediaError:
    """The file is not what it begins to be. what: in English, for the log and the technician."""
    return MediaError("media_damaged", what=what)
