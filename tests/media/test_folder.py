"""The folder: private, whole or not at all, the same after a restart, and never in the hall's way."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from server.media.errors import MediaError
from server.media.folder import FolderMedia, passing_media
from server.media.protocol import PART
from tests.media.pictures import jpeg, png
from tests.media.test_contract import NOW, put

ROOT = Path(__file__).parents[2]


def names(folder: Path) -> list[str]:
    """Every file under it."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_files_are_the_same_after_a_restart(tmp_path: Path) -> None:
    """With their ends and kinds; what lies beside them is left alone."""
    first = FolderMedia(tmp_path)
    kept = [put(first, png(), expires=NOW + 10), put(first, jpeg())]
    first.close()
    (tmp_path / "readme.txt").write_text("not ours")
    second = FolderMedia(tmp_path)
    assert [second.get(one.hash, NOW) for one in kept] == kept
    assert second.read(kept[0].hash) and second.purge(NOW + 10) == 1
    assert (tmp_path / "readme.txt").exists()


def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    """0700 and 0600, whatever the umask."""
    before = os.umask(0)
    try:
        media = FolderMedia(tmp_path / "media")
        put(media, png())
        media.write("half", 0, b"x", NOW)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "media").rglob("*") if path.is_file()}
    assert modes == {0o600} and len(names(tmp_path / "media")) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "media", tmp_path / "media/new")} == {
        0o700
    }


STEPS = ("write_whole", "sync", "replace")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_crash_leaves_nothing_half(tmp_path: Path, step: str, before: bool) -> None:
    """Killed around each step of keeping a file: the next start has it whole or not at all, and no rest."""
    program = f"""
import os, sys
from pathlib import Path
from server.media import folder
from server.media.content import IMAGES
owner = os if {step!r} == "replace" else folder.files
plain = getattr(owner, {step!r})
def dying(*arguments):
    if owner is os and Path(arguments[1]).parent.name == "new":
        return plain(*arguments)
    if not {before}:
        plain(*arguments)
    os.kill(os.getpid(), 9)
media = folder.FolderMedia(Path(sys.argv[1]))
media.write("up", 0, sys.stdin.buffer.read(), {NOW})
setattr(owner, {step!r}, dying)
media.finish("up", accept=IMAGES, most={PART}, expires=None, now={NOW})
"""
    data = png()
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], input=data, cwd=ROOT)
    assert ended.returncode == -9
    media = FolderMedia(tmp_path)
    there = (step, before) == ("replace", False)
    assert len(names(tmp_path)) == there
    kept = put(media, data)
    assert media.read(kept.hash) and len(names(tmp_path)) == 1


def test_a_file_is_on_the_disk_before_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Content synced, then renamed, then the folder synced: a power cut shows it whole or not."""
    from server.media import folder

    media, steps = FolderMedia(tmp_path), []
    sync, replace = folder.files.sync, os.replace
    monkeypatch.setattr(folder.files, "sync", lambda path: (steps.append(f"sync {path.suffix}"), sync(path)))
    monkeypatch.setattr(
        folder.os,
        "replace",
        lambda one, two: (steps.append(f"replace {Path(two).parent.name}"), replace(one, two)),
    )
    put(media, png())
    assert steps == ["replace new", "sync .png", f"replace {tmp_path.name}", "sync "]


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next try works."""
    from server.media import folder

    media = FolderMedia(tmp_path)

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(folder.files, "sync", full)
        with pytest.raises(MediaError, match="media_away"):
            put(media, png())
    assert names(tmp_path) == []
    assert media.read(put(media, png()).hash)


def test_a_hall_without_files_has_no_folder(tmp_path: Path) -> None:
    """It is made for the first part of the first file."""
    media = FolderMedia(tmp_path / "media")
    assert media.purge(NOW) == 0 and media.get("0" * 64, NOW) is None
    media.drop("one")
    assert not (tmp_path / "media").exists()
    put(media, png())
    assert names(tmp_path)


def test_a_folder_that_cannot_be_made_keeps_nobody_from_anything(tmp_path: Path) -> None:
    """The hall starts; a file is refused with a sentence until the folder can be used."""
    (tmp_path / "media").write_text("in the way")
    media = FolderMedia(tmp_path / "media")
    with pytest.raises(MediaError, match="media_away"):
        put(media, png())
    (tmp_path / "media").unlink()
    assert media.read(put(media, png()).hash)


def test_a_passing_folder_goes_with_its_media() -> None:
    """For tests and rehearsals."""
    media = passing_media()
    folder = media._folder
    put(media, png())
    assert names(folder)
    media.close()
    assert not folder.exists()
