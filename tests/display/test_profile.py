"""What a power cut leaves in a browser's profile, and a browser that was left running on it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from display import profile as profiles


def test_locks_of_before_are_gone(tmp_path: Path) -> None:
    """Links to nowhere, as Chromium makes them: of another name of this machine, of a process long gone."""
    (tmp_path / "SingletonLock").symlink_to("another-name-4711")
    (tmp_path / "SingletonSocket").symlink_to("/nowhere/SingletonSocket")
    (tmp_path / "kept").touch()
    profiles.ready(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_browser_that_was_cut_off_does_not_ask_to_restore_its_pages(tmp_path: Path) -> None:
    """Its preferences say that it ended well; all else in them stays."""
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    preferences.write_text('{"profile": {"exit_type": "Crashed", "name": "wall"}, "other": 1}')
    profiles.ready(tmp_path)
    found = json.loads(preferences.read_text())
    assert found == {
        "profile": {"exit_type": "Normal", "exited_cleanly": True, "name": "wall"},
        "other": 1,
    }


def test_preferences_that_were_cut_off_hold_nothing_up(tmp_path: Path) -> None:
    """Half a file, an empty one, another shape: the browser replaces them."""
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    for text in ('{"profile": {"exit', "", "[]", '{"profile": 3}', "\x00" * 4096):
        preferences.write_text(text)
        profiles.ready(tmp_path)
        assert preferences.read_text() == text


def test_a_browser_left_on_the_profile_is_ended_and_no_other(tmp_path: Path) -> None:
    """By its own words: one on another profile, even of a longer name, goes on."""
    command = [sys.executable, "-c", "import time; print(flush=True); time.sleep(600)"]
    mine, other = (
        subprocess.Popen([*command, f"--user-data-dir={folder}"], stdout=subprocess.PIPE)
        for folder in (tmp_path, f"{tmp_path}2")
    )
    try:
        for process in (mine, other):
            assert process.stdout is not None and process.stdout.readline()
        profiles.ready(tmp_path)
        assert mine.wait(timeout=60) == -9
        assert other.poll() is None
    finally:
        mine.kill(), other.kill()
        mine.wait(), other.wait()
        for process in (mine, other):
            assert process.stdout is not None
            process.stdout.close()
