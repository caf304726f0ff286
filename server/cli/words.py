"""The words the command line understands; read before threads are patched, so this imports little."""

from __future__ import annotations

import argparse
import unicodedata
from pathlib import Path
from typing import Annotated, Any, NoReturn, get_args

import msgspec

from server.hall.settings.kinds import Slug, WindowNumber
from server.registry.roles import DeviceRole, Role
from server.wire.agents import is_address, is_host
from server.wire.version import VERSION

Port = Annotated[int, msgspec.Meta(ge=0, le=65_535)]


class Words(argparse.ArgumentParser):
    """An ArgumentParser that says what is wrong in one sentence, Chinese and English."""

    def error(self, message: str) -> NoReturn:
        """Exit code 2."""
        said = message if len(message) <= 200 else f"{message[:200]}…"
        self.exit(2, f"命令写法有误，用 {self.prog} --help 查看写法。\n{self.prog}: {said}\n")


def parser() -> argparse.ArgumentParser:
    """Every command with its words; `what` names the command."""
    made = Words(prog="jiaohao", description="乡镇政务服务大厅叫号系统 Queue of a service hall")
    made.add_argument("--version", action="version", version=f"jiaohao {VERSION}", help="版本 the release")
    what = made.add_subparsers(dest="what", required=True)
    serve = _sub(what, "serve", "启动大厅服务 run a hall")
    serve.add_argument(
        "--host", type=_host, help="地址 address (default: listen in jiaohao.toml, else 127.0.0.1)"
    )
    serve.add_argument("--port", type=_port, help="端口 port (default: listen in jiaohao.toml, else 8080)")
    serve.add_argument("--demo", action="store_true", help="演示 demo hall with one-click screens")
    serve.add_argument(
        "--mode", choices=("eventlet", "threading"), default="eventlet", help=argparse.SUPPRESS
    )
    _people(what)
    _settings(what)
    _hall(what)
    do = _sub(what, "do", "发送任意命令 send any command as JSON")
    do.add_argument("command", help='{"do": …}')
    _sub(what, "verify", "校验 check chain, invariants and counts of every day")
    schema = _sub(what, "schema", "接口 the contract: OpenAPI 3.1 and AsyncAPI 3")
    schema.add_argument("half", nargs="?", choices=("openapi", "asyncapi"), help="只要一份 one of both")
    what.add_parser("display", help="大屏代理 the browser agent of a wall or sign (see display --help)")
    _voice(what)
    what.add_parser("kiosk", help="取号机代理 the kiosk's printer agent (see kiosk --help)")
    return made


def _sub(what: Any, name: str, help: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = what.add_parser(name, help=help, description=help)
    made.add_argument("--data", type=Path, default=Path("jiaohao-data"), help="数据目录 data folder")
    made.add_argument("--hall", type=_slug, help="大厅编号 id of the hall (default: the only one)")
    made.add_argument("--json", action="store_true", help="机器可读 machine-readable output")
    return made


def _people(what: Any) -> None:
    for name, help, acts in (
        ("account", "工号 people who sign in", ("add", "set", "remove", "reset", "list")),
        ("token", "令牌 API tokens of programs", ("add", "revoke", "list")),
        ("device", "设备 enrolled machines", ("add", "code", "roll", "revoke", "list")),
    ):
        sub = _sub(what, name, help)
        sub.add_argument("act", choices=acts)
        sub.add_argument("name", nargs="?", help="名称或编号 name or id")
        sub.add_argument("--role", choices=get_args(DeviceRole if name == "device" else Role))
        sub.add_argument("--window", type=_window)
        if name == "device":
            sub.add_argument("--zone", type=_slug)
        if name == "account":
            sub.add_argument("--label")


def _settings(what: Any) -> None:
    sub = _sub(what, "settings", "设置 the settings tree")
    sub.add_argument("act", choices=("show", "set", "export", "import", "restore"))
    sub.add_argument("args", nargs="*", help="path value … | file | version")


def _hall(what: Any) -> None:
    ticket = _sub(what, "ticket", "取号 take a number")
    ticket.add_argument("act", choices=("issue", "cancel", "rejoin"))
    ticket.add_argument("name", type=_plain, help="业务字母或号码 line letter, or a number")
    ticket.add_argument("--class", dest="cls")
    window = _sub(what, "window", "窗口 a window's acts")
    window.add_argument(
        "act", choices=("open", "pause", "close", "next", "recall", "start", "miss", "finish")
    )
    window.add_argument("number", type=_window)
    day = _sub(what, "day", "业务日 the hall's day")
    day.add_argument("act", choices=("open", "close"))
    day.add_argument("--confirm", action="store_true")


def _voice(what: Any) -> None:
    words = "语音 the clips of the loudspeakers"
    acts = what.add_parser("voice", help=words, description=words).add_subparsers(dest="act", required=True)
    build = acts.add_parser("build", help="合成 speak all clips anew, some 20 minutes")
    build.add_argument("--out", type=Path, help="语音包 the pack (default: the one in the tree)")
    build.add_argument("--voice", type=Path, help="zf_xiaoxiao.bin (default: fetched with npm)")
    check = acts.add_parser("check", help="检查 what is missing or wrong in a pack")
    say = acts.add_parser("say", help="试听 a call as a sound file")
    say.add_argument("number", type=_plain, help="号码 such as B003")
    say.add_argument("window", type=_window, help="窗口 such as 12")
    say.add_argument("--out", type=Path, required=True, help="WAV 文件 file")
    say.add_argument("--yao", action="store_true", help="1 读作幺")
    for sub in (check, say):
        sub.add_argument("--pack", type=Path, help="语音包 the pack (default: the one in the tree)")
    for sub in (build, check, say):
        sub.add_argument("--json", action="store_true", help="机器可读 machine-readable output")
    taken = _sub(acts, "import", "导入自录语音 take own recordings, named as the clips (server stopped)")
    taken.add_argument("folder", type=Path, help="录音目录 folder of lead-B0.wav …")


def _plain(text: str) -> str:
    """As an input method of Chinese may have written it: Ｂ, " B ", Ｂ０１２号."""
    return unicodedata.normalize("NFKC", text).strip().removesuffix("号")


def _port(text: str) -> int:
    return int(_typed(text, Port, "端口应为 0 到 65535 a port is 0 to 65535"))


def _window(text: str) -> int:
    return int(_typed(text, WindowNumber, "窗口号应为 1 到 999 a window's number is 1 to 999"))


def _slug(text: str) -> str:
    wrong = "编号以小写字母开头，只用小写字母、数字和短横 an id has small letters, digits and hyphens"
    return str(_typed(text, Slug, wrong))


def _typed(text: str, kind: Any, wrong: str) -> Any:
    """A word as a type of the hall's. Raises: ArgumentTypeError, in both languages."""
    try:
        if text.isprintable():
            return msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError:
        pass
    raise argparse.ArgumentTypeError(wrong)


def _host(text: str) -> str:
    """A name or an address to listen on."""
    if not (is_address(text) or is_host(text)):
        raise argparse.ArgumentTypeError("这不是地址 that is no address to listen on")
    return text
