"""The clips of the voice: public, and under a pack's hash for ever the same.

A hall's own recordings are a pack, too, kept as a file of the hall; what they lack is taken from the
default one.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Final

from flask import Blueprint, Response

from server.media.protocol import PART, Media
from server.runtime import threads
from server.web.answers import refuse
from server.web.options import Rooms
from server.wire import clips
from server.wire.clips import Pack, PackDamaged

log = logging.getLogger("jiaohao.web")

INDEX: Final = "index.json"
_FOR_EVER: Final = "public, max-age=31536000, immutable"


def blueprint(rooms: Rooms) -> Blueprint:
    """Routes of packs."""
    pages = Blueprint("voice", __name__)
    default, now = rooms.voice, rooms.engine.clock.now

    @lru_cache(maxsize=1)
    def own(hash: str) -> Pack:
        return Pack(threads.offload(_content, rooms.media, hash))

    def found(hash: str) -> Pack | None:
        if default is not None and hash == default.hash:
            return default
        kept = threads.offload(rooms.media.get, hash, now())
        if kept is None or kept.type != clips.PACK_TYPE:
            return None
        try:
            return own(hash)
        except PackDamaged as error:
            log.error("the recordings of the hall cannot be used: %s", error)
            return None

    @pages.get("/voice/<hash>/<file>")
    def clip(hash: str, file: str) -> Response:
        """The list of the clips (index.json), or one of them. What a list of own recordings takes from the
        default pack changes with that, so it is asked for again."""
        pack = found(hash)
        if pack is None and file == INDEX and hash == rooms.settings.current.voice.clips:
            pack = default  # better that voice than none
        if pack is None:
            return refuse("not_found")
        if file == INDEX:
            return _kept(
                clips.index(pack, default), "application/json", for_ever=hash == pack.hash and pack is default
            )
        sound = pack.file(file)
        return refuse("not_found") if sound is None else _kept(sound, clips.TYPE)

    return pages


def _content(media: Media, hash: str) -> bytes:
    """All of a file. MediaError: media_unknown, media_away."""
    parts, at = [media.read(hash)], PART
    while len(parts[-1]) == PART:
        parts.append(media.read(hash, at))
        at += PART
    return b"".join(parts)


def _kept(content: bytes, kind: str, *, for_ever: bool = True) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Cache-Control"] = _FOR_EVER if for_ever else "no-cache"
    return response
