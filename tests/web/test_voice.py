"""Clips over HTTP: public, immutable, a hall's own recordings before the default ones."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from typing import Any

import numpy as np
import pytest
from werkzeug.test import Client

from display.voice import archive
from server import bootstrap
from server.hall.units import DAY
from server.media.archive import MOST_BYTES
from server.media.content import CLIPS
from server.settings.commands import SetSettings
from server.web.app import create
from server.web.options import Options
from server.wire.clips import Pack, index_url
from server.wire.frames import Room

SHORT = np.asarray(0.2 * np.sin(np.arange(6000) / 10), np.float32)
SOURCE = archive.Source("test")


def made(*names: str, strength: float = 1.0) -> bytes:
    """A pack of short clips."""
    return archive.of_sounds({name: (name, SHORT * np.float32(strength)) for name in names}, SOURCE, "notice")


DEFAULT = Pack(made("lead-B0", "tail-03", "name:公安"))


@pytest.fixture
def hall() -> Any:
    """(client, house) of a hall with a small default pack."""
    house = bootstrap.in_memory()
    app, _ = create(dataclasses.replace(house.rooms(), voice=DEFAULT), Options(mode="threading"))
    yield Client(app), house
    house.close()


def test_anybody_may_hear_the_clips(hall: Any) -> None:
    """Without signing in; list and clips may be kept for ever, since their address holds their hash."""
    client, _ = hall
    listed = client.get(index_url(DEFAULT.hash))
    assert listed.status_code == 200 and listed.json["pack"] == DEFAULT.hash
    assert listed.json["clips"].keys() == {"lead-B0", "tail-03", "name:公安"}
    for name, clip in listed.json["clips"].items():
        got = client.get(clip["url"])
        assert got.data == DEFAULT.clip(name) and got.headers["Content-Type"] == "audio/ogg"
        assert clip["ms"] == 250 and clip["url"].isascii()
        for response in (listed, got):
            assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert response.headers["X-Content-Type-Options"] == "nosniff"


WRONG = (
    "{}/lead-A0.ogg",
    "{}/manifest.json",
    "{}/NOTICE",
    "0/index.json",
    "{}/..%2findex.json",
    "{}0/lead-B0.ogg",
)


@pytest.mark.parametrize("path", WRONG)
def test_what_is_no_clip_is_not_there(hall: Any, path: str) -> None:
    """Nor is anything else of the archive."""
    client, _ = hall
    assert client.get(f"/voice/{path.format(DEFAULT.hash)}").status_code == 404


def test_own_recordings_go_before_the_default_ones(hall: Any) -> None:
    """The list of the hall's pack has the rest from the default one; it is asked for again each time."""
    client, house = hall
    own = made("lead-B0", "name:民政", strength=0.5)
    now = house.engine.clock.now()
    house.media.write("own", 0, own, now)
    kept = house.media.finish("own", accept=CLIPS, most=MOST_BYTES, expires=now + DAY, now=now)
    assert kept.hash == Pack(own).hash
    listed = client.get(index_url(kept.hash))
    urls = {name: clip["url"].split("/")[2] for name, clip in listed.json["clips"].items()}
    assert urls == {
        "lead-B0": kept.hash, "name:民政": kept.hash, "tail-03": DEFAULT.hash, "name:公安": DEFAULT.hash,
    }  # fmt: skip
    assert listed.headers["Cache-Control"] == "no-cache"
    assert client.get(listed.json["clips"]["lead-B0"]["url"]).data == Pack(own).clip("lead-B0")


def test_a_file_that_is_no_pack_is_not_served(hall: Any) -> None:
    """An archive without a list, which the files take, has no clips."""
    client, house = hall
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as bare:
        bare.writestr("NOTICE", "nothing else")
    now = house.engine.clock.now()
    house.media.write("bare", 0, file.getvalue(), now)
    kept = house.media.finish("bare", accept=CLIPS, most=MOST_BYTES, expires=None, now=now)
    assert client.get(index_url(kept.hash)).status_code == 404


def test_a_hall_without_clips_goes_on() -> None:
    """There are none to be had, and that is all."""
    house = bootstrap.in_memory()
    try:
        app, _ = create(dataclasses.replace(house.rooms(), voice=None), Options(mode="threading"))
        assert Client(app).get(index_url(DEFAULT.hash)).status_code == 404
    finally:
        house.close()


def test_a_board_is_told_where_the_list_is(hall: Any) -> None:
    """In `live` of its room: the default list, or that of the recordings which the settings name."""
    _, house = hall
    default = bootstrap.voice()
    board = house.engine.parts.of(Room("board", "main"), house.engine.clock.now())
    assert board.clips == (index_url(default.hash) if default else "")
    own = "ab" * 32
    house.engine.start()
    house.do(SetSettings(changes={"voice.clips": own}))
    assert house.engine.parts.of(Room("board", "main"), house.engine.clock.now()).clips == index_url(own)
    assert house.engine.parts.of(Room("window", "2"), house.engine.clock.now()).clips == ""


def test_recordings_that_are_gone_leave_the_default_voice(hall: Any) -> None:
    """The list that the settings name is then that of the default clips; another one is not there."""
    client, house = hall
    house.engine.start()
    house.do(SetSettings(changes={"voice.clips": "cd" * 32}))
    listed = client.get(index_url("cd" * 32))
    assert listed.json["pack"] == DEFAULT.hash and listed.headers["Cache-Control"] == "no-cache"
    assert client.get(index_url("ef" * 32)).status_code == 404
