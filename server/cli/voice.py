"""`jiaohao voice`: build the clips, look for what is wrong with them, listen to a call."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path
from typing import Final

from server.cli import output, recordings
from server.cli.errors import Usage
from server.hall.settings.voice import Speech
from server.hall.speech import Cut, sentence
from server.wire.clips import Pack, PackDamaged, opened

SOUND: Final = ("numpy", "soundfile")  # what the extras bring, by their names as modules
ENGINE: Final = (*SOUND, "onnx", "onnxruntime")
_CHIME: Final = "chime"


def run(options: argparse.Namespace) -> int:
    """Usage: voice_missing, voice_engine, voice_damaged, voice_unsayable, voice_files, voice_folder,
    file_unwritten. Raises: Told."""
    if options.act == "build":
        _require("voice", ENGINE)
        return _build(options)
    _require("sound", SOUND)
    return {"check": _check, "say": _say, "import": recordings.take}[options.act](options)


def _build(options: argparse.Namespace) -> int:
    from display.voice import build

    def told(name: str, n: int, count: int) -> None:
        print(f"{n}/{count} {name}", file=sys.stderr)

    out = options.out or _default()
    try:
        made = build.default(options.voice, out.with_suffix(".clips"), told)
    except build.EngineMissing as error:
        raise Usage("voice_engine", why=error) from error
    _write(out, made)
    return output.result(options, {"file": str(out), "bytes": len(made)})


def _check(options: argparse.Namespace) -> int:
    from display.voice import check

    pack = _pack(options.pack)
    found = list(check.faults(pack, check.wanted()))
    if options.json:
        output.rows(options, [{"clip": name, "fault": fault} for name, fault in found])
    else:
        for name, fault in found:
            print(f"{name}  {check.WORDS[fault]}")
        print(f"{len(pack.manifest.clips)} 个语音片段，{len(found)} 处问题 clips, faults")
    return 1 if found else 0


def _say(options: argparse.Namespace) -> int:
    from display.voice import say, sound

    pack = _pack(options.pack)
    spoken = sentence(Speech(one="幺" if options.yao else "一"), options.number.upper(), options.window)
    cut = _first_whole(pack, spoken.parts)
    if cut is None:
        raise Usage("voice_unsayable", say=spoken.say)
    own = say.joined(pack, [_CHIME, *cut])
    _write(options.out, sound.wave(own))
    found = {"say": spoken.say, "ms": sound.ms(own), "lufs": round(sound.lufs(own), 1)}
    return output.result(options, found | {"file": str(options.out)})


def _first_whole(pack: Pack, parts: tuple[Cut, ...]) -> Cut | None:
    return next((cut for cut in parts if pack.manifest.clips.keys() >= {_CHIME, *cut}), None)


def _default() -> Path:
    from display.voice.pack import PATH

    return PATH


def _pack(path: Path | None) -> Pack:
    """The pack of a file, or the default one."""
    file = path or _default()
    try:
        return opened(file)
    except (OSError, PackDamaged) as error:
        raise Usage("voice_damaged", file=file, why=error) from error


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Usage("file_unwritten", path=path, why=error.strerror) from error


def _require(extra: str, modules: tuple[str, ...]) -> None:
    lacking = [name for name in modules if importlib.util.find_spec(name) is None]
    if lacking:
        raise Usage("voice_missing", zh="、".join(lacking), en=", ".join(lacking), extra=extra)
