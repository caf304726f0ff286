"""`jiaohao voice`: listen to a call, look for what is wrong, take a hall's own recordings."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from display.voice import archive, recipe, sound
from server import bootstrap
from server.cli.main import main
from server.journal.folder import FolderLock
from server.wire.clips import opened

SOURCE = archive.Source("test")


def voiced(ms: int, last: float = 200.0) -> sound.Sound:
    """A buzz as loud as a clip, its pitch falling from 260 Hz."""
    hertz = np.linspace(260, last, ms * sound.RATE // 1000)
    phase = np.cumsum(2 * np.pi * hertz / sound.RATE)
    buzz = np.asarray(sum(np.sin(n * phase) / n for n in range(1, 6)), np.float32)
    return sound.faded(sound.levelled(buzz * np.float32(0.2)))


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """(exit code, stdout, stderr)."""
    code = main(["voice", *words])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A pack that says B003 to windows 2 and 101, and nothing else."""
    names = ["lead-B0", "tail-03", "window-2", "window-lead", "digit-1", "digit-0", "window-tail"]
    sounds = {name: (recipe.text_of(name) or "", voiced(900)) for name in names}
    path = tmp_path / "small.zip"
    path.write_bytes(archive.of_sounds(sounds | {"chime": ("", sound.chime())}, SOURCE, "notice"))
    return path


@pytest.mark.parametrize(("window", "ms"), [("2", 4160), ("101", 7800)])
def test_a_call_is_said_into_a_file(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], window: str, ms: int
) -> None:
    """Chime, pause, number, pause, window: as the player joins them; the words stand beside it."""
    out = tmp_path / "call.wav"
    code, printed, _ = said(
        capsys, "say", " b003号", window, "--out", str(out), "--pack", str(small), "--json"
    )
    told = json.loads(printed)
    assert code == 0 and told["say"].startswith("请 B零零三 号，到 ") and told["file"] == str(out)
    own = sound.decoded(out.read_bytes())
    assert sound.ms(own) == told["ms"] == pytest.approx(ms, abs=30)
    assert sound.lufs(own) == pytest.approx(-18, abs=1) and told["lufs"] == pytest.approx(-18, abs=1)


def test_what_the_pack_cannot_say_is_told(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence in each language, exit code 2, no file; so for a pack that is none."""
    out = tmp_path / "call.wav"
    code, _, err = said(capsys, "say", "C003", "2", "--out", str(out), "--pack", str(small))
    assert code == 2 and "请 C零零三 号" in err and len(err.splitlines()) == 2
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    for pack in ("bad.zip", "nowhere.zip"):
        code, _, err = said(capsys, "say", "B003", "2", "--out", str(out), "--pack", str(tmp_path / pack))
        assert code == 2 and pack in err and len(err.splitlines()) == 2
    assert not out.exists()


def test_check_names_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Missing, clipped, soft, loud, long, short, silent, toneless: each by the clip's name, exit code 1."""
    good = voiced(900)
    flat = voiced(900, 260.0)
    sounds = {
        "lead-A0": good,
        "lead-A1": np.clip(good * 40, -1, 1),
        "lead-A2": good * np.float32(0.1),
        "lead-A3": voiced(2500),
        "lead-A4": voiced(90),
        "lead-A5": np.concatenate([sound.silence(400), good]),
        "lead-A6": flat,
    }
    path = tmp_path / "pack.zip"
    path.write_bytes(archive.of_sounds({name: ("", own) for name, own in sounds.items()}, SOURCE, ""))
    code, printed, _ = said(capsys, "check", "--pack", str(path), "--json")
    faults = {(row["clip"], row["fault"]) for row in json.loads(printed)}
    assert code == 1
    of_those = {(clip, fault) for clip, fault in faults if clip in sounds}
    wrong = ["clipped", "soft", "long", "short", "silent", "toneless"]
    assert of_those >= {(f"lead-A{n}", fault) for n, fault in enumerate(wrong, 1)}
    assert not {clip for clip, _ in of_those} & {"lead-A0"}
    missing = {clip for clip, fault in faults if fault == "missing"}
    assert missing == {clip.name for clip in recipe.default()} - sounds.keys() | {"chime"}
    code, printed, _ = said(capsys, "check", "--pack", str(path))
    assert code == 1 and "lead-A1  削波 clipped" in printed


def recordings(folder: Path, **files: Any) -> Path:
    """A folder of WAV files."""
    folder.mkdir()
    for name, own in files.items():
        (folder / name).write_bytes(own if isinstance(own, bytes) else sound.wave(own))
    return folder


def test_own_recordings_become_the_halls_clips(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Trimmed, levelled, kept as one file of the hall that the settings name; what is odd is told."""
    loud = np.concatenate([sound.silence(500), voiced(900) * np.float32(1.5), sound.silence(700)])
    folder = recordings(
        tmp_path / "own", **{"lead-B0.wav": loud, "name-民政.WAV": voiced(700), "notes.txt": b"x"}
    )
    hall = tmp_path / "hall"
    hall.mkdir()
    assert main(["day", "open", "--data", str(hall)]) == 0
    capsys.readouterr()
    code, printed, err = said(capsys, "import", str(folder), "--data", str(hall), "--json")
    assert code == 0, err
    told = json.loads(printed)
    hash = told["media"]
    assert told["clips"] == 2 and told["faults"] == []
    kept = opened(next((hall / "media").glob(f"{hash}.*.zip")))
    assert {name: clip.text for name, clip in kept.manifest.clips.items()} == {
        "lead-B0": "请B零",
        "name:民政": "民政",
    }
    own = sound.decoded(kept.clip("lead-B0"))
    assert sound.lufs(own) == pytest.approx(-18, abs=0.5) and sound.ms(own) < 960
    house = bootstrap.open_folder(hall)
    try:
        house.engine.start()
        assert house.settings.current.voice.clips == hash
    finally:
        house.close()


NO_CLIPS = [
    ("lead-b0.wav", voiced(700)),
    ("hello.wav", voiced(700)),
    ("lead-B0.wav", b"RIFFnothing"),
    ("lead-B0.wav", sound.silence(500)),
]


@pytest.mark.parametrize(("name", "content"), NO_CLIPS)
def test_recordings_that_are_no_clips_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: Any
) -> None:
    """Nothing is taken then."""
    folder, hall = (
        recordings(tmp_path / "own", **{name: content, "tail-03.wav": voiced(700)}),
        tmp_path / "hall",
    )
    hall.mkdir()
    code, _, err = said(capsys, "import", str(folder), "--data", str(hall))
    assert code == 2 and name in err and "tail-03" not in err
    assert list(hall.iterdir()) == []


def test_recordings_want_the_server_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever holds the folder is told to let go: exit code 3."""
    folder = recordings(tmp_path / "own", **{"lead-B0.wav": voiced(900)})
    lock = FolderLock(tmp_path)
    try:
        assert said(capsys, "import", str(folder), "--data", str(tmp_path))[0] == 3
    finally:
        lock.release()


def test_a_machine_without_the_libraries_is_told_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the name of the extra; nothing is done."""
    there = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "soundfile" else there(name, *more)
    )
    code, _, err = said(capsys, "say", "B003", "2", "--out", str(tmp_path / "a.wav"))
    assert code == 2 and "jiaohao[sound]" in err and "soundfile" in err
