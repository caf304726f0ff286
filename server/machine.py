"""What belongs to this machine and not to the hall: `jiaohao.toml` in the data folder, and its command line.

    listen = "0.0.0.0:8080"                        # where the server listens
    public = ["https://hall.example.gov.cn"]       # addresses at which browsers reach it, besides that one
    proxy = ["127.0.0.1"]                          # whose X-Forwarded-For, -Proto and -Host count
    tls_in_front = true                            # browsers come over HTTPS
    plain_http = false                             # browsers of the network may come over plain HTTP

All keys may be left out. A mistake is one sentence that names the line and the key.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from server.hall.errors import Sentence, Told
from server.wire.text import text_of

FILE: Final = "jiaohao.toml"
SENTENCES: Final[dict[str, Sentence]] = {
    "machine_form": (
        422,
        "{file} 第 {line} 行写法不对：{cause}。",
        "{file}, line {line}, is not TOML: {cause}.",
    ),
    "machine_key": (
        422,
        "{file} 第 {line} 行的“{key}”不认识，可以写：{known}。",
        "{file}, line {line}: “{key}” is unknown; there are: {known}.",
    ),
    "machine_value": (422, "{file} 第 {line} 行的“{key}”{zh}。", "{file}, line {line}: “{key}” {en}."),
    "machine_both": (
        422,
        "{file} 第 {line} 行：“tls_in_front”和“plain_http”只能有一个是 true。",
        "{file}, line {line}: only one of “tls_in_front” and “plain_http” can be true.",
    ),
    "network_unsafe": (
        422,
        "在 {listen} 上局域网里的人都能连接，但没有加密：请在前面放 TLS 代理，并在 {file} 里写 "
        "tls_in_front = true；确实要用不加密的 HTTP，就写 plain_http = true。",
        "On {listen} the whole network can connect, without encryption: put a TLS proxy in front and write "
        "tls_in_front = true into {file}, or write plain_http = true if plain HTTP is what you want.",
    ),
}


class Mistake(Told):
    """The machine's own file, or the words of its start, cannot be. code: key of SENTENCES."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, SENTENCES[code], {"file": FILE} | facts)


class Machine(Struct, frozen=True):
    """host, port: where to listen (port 0 = any free one). public: further origins, as browsers send them.

    proxy: addresses or networks whose X-Forwarded headers count. tls_in_front: browsers come over HTTPS.
    plain_http: the network may come without.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    public: tuple[str, ...] = ()
    proxy: tuple[str, ...] = ()
    tls_in_front: bool = False
    plain_http: bool = False

    @property
    def listen(self) -> str:
        """HOST:PORT."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def exposed(self) -> bool:
        """Whether other machines reach it over plain HTTP: staff are told on every page."""
        return not self.tls_in_front and not _is_near(self.host)


def read(folder: Path) -> Machine:
    """The machine's file of a data folder, or the defaults. Mistake: machine_form, machine_key,
    machine_value, machine_both. Raises: Unreadable."""
    if not (folder / FILE).exists():
        return Machine()
    text = text_of(folder / FILE)
    found = _tree(text)
    for key in found:
        if key not in _FIELDS:
            raise Mistake("machine_key", line=_line(text, key), key=key, known=", ".join(_FIELDS))
    fields: dict[str, Any] = {}
    for key, value in found.items():
        try:
            fields |= _FIELDS[key](value)
        except ValueError as error:
            zh, en = _SHOULD[key]
            raise Mistake("machine_value", line=_line(text, key), key=key, zh=zh, en=en) from error
    made = Machine(**fields)
    if made.tls_in_front and made.plain_http:
        raise Mistake("machine_both", line=_line(text, "plain_http"))
    return made


def started(machine: Machine, host: str | None, port: int | None) -> Machine:
    """With what the command line says, which wins. Mistake: network_unsafe when the network could listen in
    and nobody said that it may."""
    changes = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    made = replace(machine, **changes)
    if made.exposed and not made.plain_http:
        raise Mistake("network_unsafe", listen=made.listen)
    return made


def _tree(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        cause, _, where = str(error).partition(" (at ")
        line = re.search(r"line (\d+)", where)
        last = len(text.splitlines())
        raise Mistake("machine_form", line=int(line[1]) if line else last, cause=cause) from error


def _line(text: str, key: str) -> int:
    """Where a key of the file's own level stands."""
    found = re.search(rf"""^[ \t]*\[*["']?{re.escape(key)}["']?[ \t]*[=.\]]""", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _is_near(host: str) -> bool:
    """Whether only this machine reaches an address; of names this is known of one."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# -- one function a key: its fields, or ValueError -----------------------------------------------


def _listen(value: Any) -> dict[str, Any]:
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([0-9A-Za-z.\-]+)):(\d{1,5})", _word(value))
    if found is None or int(found[3]) > 65_535:
        raise ValueError(value)
    if found[1]:
        ipaddress.IPv6Address(found[1])
    return {"host": found[1] or found[2], "port": int(found[3])}


def _public(value: Any) -> dict[str, Any]:
    return {"public": tuple(_origin(_word(each)) for each in _list(value))}


def _origin(url: str) -> str:
    """As a browser sends it: scheme, host in small ASCII letters, and a port that is not the usual one."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ValueError(url)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(url)
    host = parts.hostname if ":" in parts.hostname else parts.hostname.encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    usual = parts.port in (None, {"http": 80, "https": 443}[parts.scheme])
    return f"{parts.scheme}://{host}" if usual else f"{parts.scheme}://{host}:{parts.port}"


def _proxy(value: Any) -> dict[str, Any]:
    return {"proxy": tuple(str(ipaddress.ip_network(_word(each))) for each in _list(value))}


def _truth(key: str) -> Callable[[Any], dict[str, Any]]:
    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, bool):
            raise ValueError(value)
        return {key: value}

    return read


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(value)
    return value


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


_FIELDS: Final[dict[str, Callable[[Any], dict[str, Any]]]] = {
    "listen": _listen,
    "public": _public,
    "proxy": _proxy,
    "tls_in_front": _truth("tls_in_front"),
    "plain_http": _truth("plain_http"),
}
_SHOULD: Final[dict[str, tuple[str, str]]] = {
    "listen": ("应是地址和端口，如 \"0.0.0.0:8080\"", "should be HOST:PORT, as \"0.0.0.0:8080\""),
    "public": (
        "应是网址的列表，只到主机和端口，如 [\"https://hall.example.gov.cn\"]",
        "should be a list of addresses without a path, as [\"https://hall.example.gov.cn\"]",
    ),
    "proxy": (
        "应是代理服务器地址的列表，如 [\"127.0.0.1\"]",
        "should be a list of the proxy's addresses, as [\"127.0.0.1\"]",
    ),
    "tls_in_front": ("应是 true 或 false", "should be true or false"),
    "plain_http": ("应是 true 或 false", "should be true or false"),
}  # fmt: skip
