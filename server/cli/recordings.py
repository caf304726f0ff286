"""`jiaohao voice import`: a hall's own recordings become a file of the hall that its settings name."""

from __future__ import annotations

import argparse

from server.bootstrap import open_folder
from server.cli import output
from server.cli.errors import Usage
from server.journal.folder import FolderLock
from server.media.archive import MOST_BYTES
from server.media.content import CLIPS
from server.media.protocol import PART
from server.settings.commands import SetSettings


def take(options: argparse.Namespace) -> int:
    """Keep the recordings of a folder; what is odd about them is told. Usage: voice_files, voice_folder.

    Raises: Told (FolderInUse: the server must be stopped)."""
    from display.voice import recordings
    from display.voice.check import WORDS

    try:
        sounds = recordings.read(options.folder)
    except recordings.Unusable as error:
        raise Usage("voice_files", names="、".join(error.names), files=error) from error
    except OSError as error:
        raise Usage("voice_folder", folder=options.folder, why=error.strerror) from error
    if not sounds:
        raise Usage("voice_folder", folder=options.folder, why="no recordings are in it")
    found = {"clips": len(sounds), "media": _kept(options, recordings.pack(sounds))}
    odd = [f"{name}  {WORDS[fault]}" for name, fault in recordings.faults(sounds)]
    if options.json:
        return output.result(options, found | {"faults": odd})
    print(*odd, sep="\n", end="\n" if odd else "")
    return output.result(options, found)


def _kept(options: argparse.Namespace, pack: bytes) -> str:
    """Put a pack into the hall's files and its settings; the hash."""
    lock = FolderLock(options.data)
    try:
        house = open_folder(options.data, options.hall)
        house.engine.start()
        try:
            now, upload = house.engine.clock.now(), "voice import"
            for at in range(0, len(pack), PART):
                house.media.write(upload, at, pack[at : at + PART], now)
            kept = house.media.finish(upload, accept=CLIPS, most=MOST_BYTES, expires=None, now=now)
            house.do(SetSettings(changes={"voice.clips": kept.hash}))
            return kept.hash
        finally:
            house.close()
    finally:
        lock.release()
