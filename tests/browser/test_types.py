"""The pages under the types of the wire: wire.d.ts is the schema's, and a misspelt name of it is found."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from server.wire import typescript

ROOT = Path(__file__).parents[2]
TSC = ROOT / "node_modules/typescript-native/bin/tsc"


def checked(root: Path) -> str:
    """What tsc has to say of the pages under `root`; "" when all is well."""
    assert TSC.exists(), "typescript is missing: deploy/test --setup installs it"
    return subprocess.run([str(TSC), "-p", "."], cwd=root, capture_output=True, text=True, timeout=120).stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The pages beside a link to the packages."""
    settings = json.loads((ROOT / "tsconfig.json").read_text(encoding="utf-8"))
    for folder in settings["include"]:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "tsconfig.json", tmp_path)
    os.symlink(ROOT / "node_modules", tmp_path / "node_modules")
    return tmp_path


def misspell(root: Path, file: str, right: str, wrong: str) -> None:
    """One name of a file, wherever it stands there."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert right in text, f"{file} has no {right} any more"
    path.write_text(text.replace(right, wrong), encoding="utf-8")


def test_the_types_of_the_wire_are_those_of_the_schema() -> None:
    """`python -m server.wire.typescript` writes them anew."""
    assert typescript.FILE.read_text(encoding="utf-8") == typescript.declarations()


def test_every_page_keeps_to_the_types() -> None:
    """strict, with no type left open; every folder of a page."""
    settings = json.loads((ROOT / "tsconfig.json").read_text(encoding="utf-8"))
    assert settings["compilerOptions"]["strict"] and settings["compilerOptions"]["checkJs"]
    assert checked(ROOT) == ""


VIEWS = {
    "kiosk/web/kiosk.js": {"view.classes": "view.clases"},
    "kiosk/web/tiles.js": {"line.open_windows": "line.openWindows"},
    "kiosk/web/result.js": {"view.result_seconds": "view.resultSeconds"},
    "display/web/board.js": {"view.board.layout": "view.board.layouts", "call.window": "call.windo"},
    "display/web/sign.js": {"view.duty": "view.duties"},
    "counter/web/commands.js": {"view.chosen_calls": "view.chosenCalls"},
    "counter/web/queue.js": {"line.oldest_at": "line.oldestAt"},
    "server/browser/screen.js": {"clocks.machine": "clocks.machines"},
}
COMMANDS = {
    "kiosk/web/kiosk.js": {"class: state.cls": "klass: state.cls"},
    "counter/web/commands.js": {"of: seen.view.undo ?": "off: seen.view.undo ?"},
    "server/browser/device.js": {"order: order.id": "orders: order.id"},
}


def test_a_misspelt_field_is_found(copy: Path) -> None:
    """Of a view and of a command, in any component of a page, not only where it begins."""
    wrongs = [
        (file, *pair)
        for names in (VIEWS, COMMANDS)
        for file, pairs in names.items()
        for pair in pairs.items()
    ]
    for file, right, wrong in wrongs:
        misspell(copy, file, right, wrong)
    said = checked(copy)
    for file, _, wrong in wrongs:
        field = wrong.partition(":")[0].rpartition(".")[2]
        assert re.search(rf"^{re.escape(file)}\(.*\b{field}\b", said, re.M), (file, wrong)
