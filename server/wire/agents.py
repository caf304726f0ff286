"""What every agent is told at its start: the hall's address, its token. Each wrong word is one sentence."""

from __future__ import annotations

import argparse
import codecs
import importlib.util
import ipaddress
import re
from pathlib import Path
from typing import Final, NoReturn
from urllib.parse import urlsplit

_MOST_BYTES: Final = 4096
_WIDE: Final = {  # marks at the beginning of a file
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_LIBRARIES: Final = {  # by the names under which they are installed
    "pillow": "PIL",
    "pyserial": "serial",
    "python-escpos": "escpos",
    "requests": "requests",
    "websocket-client": "websocket",
}
_LABEL: Final = re.compile(r"[0-9A-Za-z_]([0-9A-Za-z_\-]{0,61}[0-9A-Za-z_])?")


class BadWord(Exception):
    """A word of the command line that cannot be used. zh, en: one sentence each."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} {en}")


def bad_folder(folder: Path, error: Exception) -> BadWord:
    """The state folder cannot be used."""
    return BadWord(
        f"状态目录 {folder} 不能使用（{error}）。", f"The folder {folder} cannot be used: {error}."
    )


class Parser(argparse.ArgumentParser):
    """argparse that raises BadWord instead of printing its usage and ending the process."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(prog=prog, description=description, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Raises: BadWord."""
        raise BadWord(
            f"参数有误（{message}），用法见 --help。", f"The words do not fit: {message}; see --help."
        )


def require_libraries() -> None:
    """What an agent imports comes with the extra `agents`, which a server does not need. Raises: BadWord."""
    if lacking := [name for name, module in _LIBRARIES.items() if importlib.util.find_spec(module) is None]:
        raise BadWord(
            f"这台电脑缺少取号机等设备所需的 {'、'.join(lacking)}，请安装 jiaohao[agents]。",
            f"This machine lacks {', '.join(lacking)}, which agents need: install jiaohao[agents].",
        )


def is_address(text: str) -> bool:
    """Whether it is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_host(text: str) -> bool:
    """Whether a name or IPv4 address can be looked up at all (RFC 1123, and _ as Windows allows)."""
    if re.fullmatch(r"[0-9.]+", text):
        return is_address(text)
    return len(text) <= 253 and all(map(_LABEL.fullmatch, text.split(".")))


def server_address(text: str) -> str:
    """http(s)://HOST[:PORT], as it is used. Raises: BadWord."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        good = parts.scheme in ("http", "https") and (is_address(host) or is_host(host)) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
        raise BadWord(
            f"服务地址“{text}”写法不对，请写成 http://HOST:PORT。",
            f"The server's address “{text}” cannot be used: write http://HOST:PORT.",
        )
    return f"{parts.scheme}://{parts.netloc}"


def read_token(path: Path) -> str:
    """The token in a file, with or without UTF-8 mark. Raises: BadWord."""
    try:
        with path.open("rb") as file:
            body = file.read(_MOST_BYTES)
    except OSError as error:
        raise BadWord(
            f"令牌文件 {path} 读不出来（{error.strerror}）。",
            f"The token file {path} cannot be read: {error.strerror}.",
        ) from error
    wide = next((name for mark, name in _WIDE.items() if body.startswith(mark)), None)
    if wide:
        raise BadWord(
            f"令牌文件 {path} 是 {wide} 编码，请另存为 UTF-8。",
            f"The token file {path} is in {wide}: save it as UTF-8.",
        )
    text = body.removeprefix(codecs.BOM_UTF8).strip()
    if not re.fullmatch(rb"[!-~]{1,512}", text):
        raise BadWord(
            f"令牌文件 {path} 里应当只有令牌这一个词，编码为 UTF-8。",
            f"The token file {path} should hold the token and nothing else, in UTF-8.",
        )
    return text.decode("ascii")
