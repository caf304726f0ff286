"""Clients that others generate from the contract do the main job against a real server (defects 52, 54)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.web.house import ROOT, House

PROGRAMS = ROOT / "tests/wire/clients"
TOOLS = ROOT / "node_modules/.bin"
STRICT = {
    "strict": True,
    "noUncheckedIndexedAccess": True,
    "target": "es2022",
    "module": "esnext",
    "moduleResolution": "bundler",
    "lib": ["es2022", "dom", "dom.iterable"],
    "types": [],
}


def run(*command: object, cwd: Path | None = None, **environment: str) -> str:
    """What a program prints; it must end well."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def in_python(folder: Path, contract: Path) -> Callable[..., str]:
    """The Python client: openapi-python-client as it comes."""
    generate = ("generate", "--path", contract, "--meta", "poetry")
    quiet = folder / "config.yml"
    quiet.write_text("post_hooks: []\n")  # the code is run, not read: it need not be formatted
    run(sys.executable, "-m", "openapi_python_client", *generate, "--config", quiet, cwd=folder)
    (package,) = folder.glob("*/pyproject.toml")
    assert package.parent.name == "jiaohao-client"
    return lambda *words: run(
        sys.executable, PROGRAMS / "main_job.py", *words, PYTHONPATH=str(package.parent)
    )


def in_typescript(folder: Path, contract: Path) -> Callable[..., str]:
    """The types of openapi-typescript as they come, a program on openapi-fetch, tsc --strict."""
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "main_job.ts").write_text((PROGRAMS / "main_job.ts").read_text())
    run(TOOLS / "openapi-typescript", contract, "-o", folder / "jiaohao.d.ts")
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": STRICT, "files": ["main_job.ts"]}))
    run(ROOT / "node_modules/typescript-native/bin/tsc", "--project", folder)
    return lambda *words: run("node", folder / "main_job.js", *words)


@pytest.mark.parametrize("made", [in_python, in_typescript])
def test_a_generated_client_does_the_main_job(
    hall: House, tmp_path: Path, made: Callable[..., Callable[..., str]]
) -> None:
    """Who am I, a number, a call, the views: by the served document alone."""
    contract = tmp_path / "openapi.json"
    contract.write_text(hall.http.get(f"{hall.url}/api/v1/openapi.json", timeout=60).text)
    device, token = hall.device("kiosk")
    program = hall.program("clerk", window=2)
    seen: dict[str, Any] = json.loads(made(tmp_path, contract)(hall.url, token, program))
    assert seen["kiosk"] == ["kiosk", device]
    assert seen["clerk"] == ["clerk", 2, True]
    assert seen["issued"] == seen["called"] == seen["current"]
    assert "B" in seen["lines"]
    assert all(len(session) == 2 for session in seen["sessions"]) and seen["sessions"]
    hall.do("window.finish", window=2, outcome="direct")
