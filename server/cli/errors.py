"""Errors of the command line: words that mean nothing here, a server that does not answer; exit codes.

Exit codes: 0 ok, 1 refused, 2 usage, 3 folder in use, 4 unsafe store.
"""

from __future__ import annotations

from typing import Any, Final

from server.cli.output import one_line
from server.hall.errors import Sentence, Told
from server.journal.errors import FolderInUse, JournalError
from server.machine import Mistake
from server.vault.errors import VaultError
from server.wire.text import Unreadable

OK, REFUSED, USAGE, IN_USE, UNSAFE = 0, 1, 2, 3, 4
_MEANINGLESS: Final = ("malformed", "unknown_do", "too_big")  # whoever says it, here or the server

SENTENCES: Final[dict[str, Sentence]] = {
    "words": (400, "命令写法有误，用 {program} --help 查看写法。", "{program}: {why}"),
    "words_missing": (400, "缺少 {words}。", "Words are missing: {words}."),
    "folder_missing": (404, "没有数据目录 {folder}。", "There is no data folder {folder}."),
    "folder_is_file": (400, "{folder} 不是目录。", "{folder} is not a folder."),
    "folder_empty": (404, "数据目录 {folder} 里没有大厅。", "The data folder {folder} holds no hall."),
    "hall_unknown": (404, "这里没有大厅 {hall}，只有 {halls}。", "No hall {hall} is here, but {halls}."),
    "hall_which": (
        400,
        "这里有几个大厅，请用 --hall 指明：{halls}。",
        "Several halls are here; name one with --hall: {halls}.",
    ),
    "setting_unknown": (404, "没有设置 {path}。", "There is no setting {path}."),
    "setting_misread": (400, "{zh}", "{en}"),
    "not_json": (400, "{what}不是合格的 JSON。", "That is no JSON: {why}."),
    "file_unwritten": (400, "写不了文件 {path}。", "The file {path} cannot be written: {why}."),
    "voice_missing": (
        400,
        "这台电脑缺少 {zh}，请安装 jiaohao[{extra}]。",
        "This machine lacks {en}: install jiaohao[{extra}].",
    ),
    "voice_engine": (400, "语音引擎不可用，请安装 jiaohao[voice]。", "The voice cannot speak: {why}."),
    "voice_damaged": (400, "语音包 {file} 无法读取。", "The clips of {file} cannot be read: {why}."),
    "voice_unsayable": (
        404,
        "语音包里没有“{say}”所需的片段。",
        "The clips that say {say} are not in the pack.",
    ),
    "voice_files": (400, "这些文件不能用作语音片段：{names}。", "These files cannot be clips: {files}."),
    "voice_folder": (
        400,
        "目录 {folder} 里没有可用的录音。",
        "No recordings can be taken from {folder}: {why}.",
    ),
    "server_silent": (
        503,
        "服务没有答复，不知道是否已经办成，请查看后再试。",
        "The server did not answer; look whether it is done before you try again.",
    ),
}


class Usage(Told):
    """The words of the command line mean nothing here; nothing was done. code: key of SENTENCES."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, SENTENCES[code], facts)


class Silent(Told):
    """The server had the command and nobody knows what became of it."""

    def __init__(self) -> None:
        super().__init__("server_silent", SENTENCES["server_silent"])


class Answered(Told):
    """A problem the server answered."""

    def __init__(self, problem: dict[str, Any]) -> None:
        said = (int(problem["status"]), "{zh}", "{en}")
        super().__init__(str(problem["code"]), said, {"zh": problem["title"], "en": problem["detail"]})


def exit_code(told: Told) -> int:
    """The exit code of an error."""
    if isinstance(told, Usage | Unreadable | Mistake) or told.code in _MEANINGLESS:
        return USAGE
    if isinstance(told, FolderInUse | Silent):
        return IN_USE
    return UNSAFE if isinstance(told, JournalError | VaultError) else REFUSED


def sentence(told: Told) -> str:
    """Chinese and English, a line each; of a store also what is wrong there."""
    english = one_line(str(told)) if isinstance(told, JournalError | VaultError) else told.en
    return f"{told.zh}\n{english}"
