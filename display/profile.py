"""The browser's profile between two lives: what a power cut leaves behind must hold nothing up."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
from pathlib import Path
from typing import Final

# Chromium refuses a profile whose lock names another machine (its name changed) or a living process (its
# number was given out again), with a question nobody at a wall can answer.
_LOCKS: Final = ("SingletonLock", "SingletonCookie", "SingletonSocket")


def ready(profile: Path) -> None:
    """Before the browser starts; nobody but us may use it. Raises: OSError."""
    profile.mkdir(parents=True, exist_ok=True, mode=0o700)
    end_strays(profile)
    for name in _LOCKS:
        (profile / name).unlink(missing_ok=True)
    _say_it_ended_well(profile / "Default" / "Preferences")


def discard(profile: Path) -> None:
    """A profile with which the browser does not come up: begin with an empty one."""
    shutil.rmtree(profile, ignore_errors=True)


def end_strays(profile: Path) -> None:
    """Browsers that an agent before us left on this profile."""
    wanted = f"--user-data-dir={profile}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):
            if wanted in (process / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGKILL)


def _say_it_ended_well(preferences: Path) -> None:
    """Else it offers to restore the pages of before, in a bubble over the wall."""
    try:
        kept = json.loads(preferences.read_text("utf-8"))
        kept["profile"] |= {"exit_type": "Normal", "exited_cleanly": True}
        written = preferences.with_name("Preferences.new")
        written.write_text(json.dumps(kept), "utf-8")
        written.replace(preferences)
    except (OSError, ValueError, KeyError, TypeError):
        pass  # a first start, or a file that the browser replaces by itself
