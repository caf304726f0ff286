"""Every wrong word at the start of a screen's agent is one sentence in two languages and exit code 2."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from display import agent
from display.agent import main

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Words of a start that would work, by option."""
    (tmp_path / "token").write_text("wall-1.secret")
    monkeypatch.setenv("DISPLAY", ":0")
    return {
        "--server": "http://127.0.0.1:9",
        "--token-file": str(tmp_path / "token"),
        "--data": str(tmp_path / "state"),
        "--browser": "true",
        "--browser-flag": "--no-sandbox",
    }


def said(words: dict[str, str], capsys: pytest.CaptureFixture[str]) -> str:
    """What main says of words that it does not take."""
    assert main([f"{name}={value}" for name, value in words.items()]) == 2
    out, err = capsys.readouterr()
    zh, en = err.splitlines()
    assert out == "" and zh.startswith("大屏代理没有启动：") and CHINESE.search(zh)
    assert en.startswith("The screen's agent did not start: ") and not CHINESE.search(en)
    return zh


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--server", "127.0.0.1", "服务地址“127.0.0.1”写法不对"),
        ("--token-file", "/nowhere/token", "令牌文件 /nowhere/token 读不出来"),
        ("--browser", "no-such-browser", "找不到浏览器 no-such-browser"),
        ("--data", "/proc/state", "状态目录 /proc/state 不能使用"),
        ("--printer", "tcp:1.2.3.4", "参数有误"),
    ],
)
def test_a_wrong_word_is_told(
    words: dict[str, str], capsys: pytest.CaptureFixture[str], option: str, value: str, told: str
) -> None:
    """In Chinese and English, without a traceback."""
    assert told in said(words | {option: value}, capsys)


def test_a_missing_token_or_desktop_and_the_root_user_are_told(
    words: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by its own sentence."""
    assert "--token-file" in said({name: words[name] for name in words if name != "--token-file"}, capsys)
    monkeypatch.setattr(agent.os, "geteuid", lambda: 0)
    assert "root" in said({name: words[name] for name in words if name != "--browser-flag"}, capsys)
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert "没有图形桌面" in said(words, capsys)


def test_a_folder_belongs_to_one_agent(words: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Two screens of one machine have two folders."""
    agent._take(Path(words["--data"]))
    assert "正被另一个大屏代理使用" in said(words, capsys)


def test_the_policy_for_a_hall_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON, without token or browser: the hall's address is the only one that may be opened."""
    assert main(["--server", "http://10.0.0.2:8080", "--policy"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["URLBlocklist"], printed["URLAllowlist"]) == (["*"], ["http://10.0.0.2:8080"])
    assert printed["AutoplayAllowed"] is True
    assert "DeveloperToolsAvailability" not in printed
