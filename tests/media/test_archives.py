"""A pack of clips is taken as it is, or not at all."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from server.media import archive
from server.media.content import CLIPS, IMAGES, checked
from server.media.errors import MediaError

OGG = b"OggS" + bytes(100)


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of these."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return file.getvalue()


GOOD = packed({"manifest.json": b"{}", "NOTICE": b"words", "lead-B0.ogg": OGG, "name-0123abcd.ogg": OGG})


def refused(data: bytes) -> str:
    """The code it is refused with."""
    with pytest.raises(MediaError) as error:
        checked(data, CLIPS)
    return error.value.code


def test_a_pack_is_kept_as_it_is() -> None:
    """Byte for byte; it is no picture."""
    assert checked(GOOD, CLIPS) == ("application/zip", GOOD)
    with pytest.raises(MediaError):
        checked(GOOD, IMAGES)


@pytest.mark.parametrize(
    "name", ["../lead.ogg", "a/b.ogg", "/etc/passwd", "page.html", "lead-B0.ogg.js", "x.svg"]
)
def test_nothing_but_clips_is_inside(name: str) -> None:
    """No page, no script, no path."""
    assert refused(packed({"manifest.json": b"{}", name: OGG})) == "media_damaged"


def test_a_clip_is_an_ogg_file() -> None:
    """By its first bytes."""
    assert refused(packed({"lead-B0.ogg": b"<html>"})) == "media_damaged"


def test_two_files_of_one_name_are_refused() -> None:
    """Which of them would be played?"""
    file = io.BytesIO()
    with pytest.warns(UserWarning), zipfile.ZipFile(file, "w") as made:
        made.writestr("a.ogg", OGG)
        made.writestr("a.ogg", OGG + b"1")
    assert refused(file.getvalue()) == "media_damaged"


def test_a_bomb_is_refused_unopened() -> None:
    """What it says it unpacks to counts, before anything is unpacked."""
    bomb = packed({"a.ogg": OGG + bytes(archive.MOST_BYTES)}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000 and refused(bomb) == "media_damaged"


def test_a_bomb_that_lies_is_refused() -> None:
    """A file that is larger than the list says fails its checksum at that size."""
    content = OGG + bytes(1_000_000)
    lying = packed({"a.ogg": content}, zipfile.ZIP_DEFLATED).replace(
        struct.pack("<I", len(content)), struct.pack("<I", 200)
    )
    assert refused(lying) == "media_damaged"


def test_a_damaged_archive_is_refused() -> None:
    """Cut off, or a bit flipped in a clip."""
    assert refused(GOOD[:-30]) == "media_damaged"
    at = GOOD.index(OGG) + 50
    assert refused(GOOD[:at] + b"\1" + GOOD[at + 1 :]) == "media_damaged"
    assert refused(b"PK\x03\x04") == "media_damaged"
