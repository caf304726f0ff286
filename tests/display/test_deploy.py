"""What a technician copies to a screen's PC is understood there: the guide, the unit, the autostart."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess

import pytest

from display.agent import _parser
from tests.web.house import ROOT

GUIDE = (ROOT / "deploy/docs/大屏与语音.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.S) for line in block.splitlines()]
COMMANDS = [line.partition(" > ")[0] for line in COMMANDS if line.startswith("jiaohao display ")]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_guide_is_understood(command: str) -> None:
    """As it is printed there."""
    assert _parser().parse_args(shlex.split(command)[2:]).server == "http://10.0.0.2:8080"


def test_each_option_is_in_the_guide() -> None:
    """Nobody at a screen reads --help."""
    options = [option for action in _parser()._actions for option in action.option_strings]
    for option in set(options) - {"-h", "--help", "--exit-on-eof"}:
        assert option in GUIDE


def test_the_unit_starts_the_agent_again_for_ever() -> None:
    """By words that the agent understands, with no limit of systemd's own."""
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(ROOT / "deploy/screen/jiaohao-display.service", encoding="utf-8")
    program, what, *words = shlex.split(unit["Service"]["ExecStart"])
    assert (program, what) == ("/opt/jiaohao/bin/jiaohao", "display")
    assert _parser().parse_args(words).token_file is not None
    assert (unit["Service"]["Restart"], unit["Unit"]["StartLimitIntervalSec"]) == ("always", "0")


def test_the_autostart_is_a_script_that_starts_this_unit() -> None:
    """openbox runs it by sh."""
    path = ROOT / "deploy/screen/autostart"
    subprocess.run(["sh", "-n", path], check=True)
    assert "systemctl --user restart jiaohao-display.service" in path.read_text()
