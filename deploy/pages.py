"""Brings the built pages (server/web/static) up to their sources; does nothing when they are.

`python3 deploy/pages.py`: build what is out of date; `--check`: exit 1 when something is; `--tools`: bring
what checks the pages (lint, types, accessibility), which no hall needs. Called by deploy/setup.sh and by the
build of the package (deploy/hatch_build.py). Standard library only; needs node and npm to build.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCES = (
    "package-lock.json",
    "deploy/build.mjs",
    "server/browser",
    "server/demo/web",
    "server/office/web",
    "kiosk/web",
    "counter/web",
    "display/web",
)
STATIC = "server/web/static"
STAMP = ".sources"  # in STATIC: of which sources its files were made
NPM_CI = ("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")


class NoPages(Exception):
    """The pages cannot be built; one sentence."""


def fresh(root: Path) -> bool:
    """Whether the pages are there, made of the sources as they are now."""
    static = root / STATIC
    try:
        return (static / "build.json").exists() and (static / STAMP).read_text() == _digest(root)
    except OSError:
        return False


def make(root: Path) -> None:
    """Build the pages when they are out of date. Raises: NoPages."""
    if fresh(root):
        return
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise NoPages(f"the pages cannot be built: {program} is not installed")
    _bring(root, tools=False)
    _run(root, "node", "deploy/build.mjs")
    (root / STATIC / STAMP).write_text(_digest(root))


def _bring(root: Path, *, tools: bool) -> None:
    """Packages of the lock, when they are not there; tools: those that check, too. Raises: NoPages."""
    if _packages_are_there(root, tools):
        return
    if (root / "node_modules").is_symlink():  # npm would empty the folder of somebody else
        raise NoPages("the pages cannot be built: node_modules is a link, and not what the lock names")
    _run(root, *NPM_CI, *(() if tools else ("--omit=dev",)))


def _digest(root: Path) -> str:
    """SHA-256 over names and bytes of all sources."""
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        path = root / name
        yield from sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]


def _packages_are_there(root: Path, tools: bool) -> bool:
    """Whether node_modules holds what the lock names (by version, not by the time of a file)."""
    try:
        locked, there = (
            json.loads((root / name).read_text(encoding="utf-8"))["packages"]
            for name in ("package-lock.json", "node_modules/.package-lock.json")
        )
    except (OSError, ValueError, KeyError):
        return False
    return all(
        there.get(name, {}).get("version") == one.get("version")
        for name, one in locked.items()
        if name and (tools or not one.get("dev")) and not (one.get("optional") and name not in there)
    )


def _run(root: Path, *command: str) -> None:
    done = subprocess.run([shutil.which(command[0]) or command[0], *command[1:]], cwd=root, stdout=sys.stderr)
    if done.returncode != 0:
        raise NoPages(f"the pages cannot be built: {' '.join(command[:2])} failed")


def main(words: list[str]) -> int:
    """0: the pages are up to date."""
    root = Path(__file__).resolve().parents[1]
    if words == ["--check"]:
        return 0 if fresh(root) else 1
    try:
        if words == ["--tools"]:
            _bring(root, tools=True)
        else:
            make(root)
    except NoPages as error:
        print(f"jiaohao: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
