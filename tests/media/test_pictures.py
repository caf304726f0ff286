"""A picture is what it says to its last byte, or it is not taken."""

from __future__ import annotations

import struct
import time
import zlib
from random import Random
from typing import Any

import pytest

from server.media.content import IMAGES, checked
from server.media.errors import MediaError
from tests.media.pictures import END, chunk, header, jpeg, picture, pixels, png, rows, sheet, words

PNGS: dict[str, dict[str, Any]] = {
    "grey": {"mode": "L"},
    "grey with alpha": {"mode": "LA"},
    "colours": {"mode": "RGB"},
    "colours with alpha": {"mode": "RGBA"},
    "palette": {"mode": "P"},
    "palette with a clear colour": {"mode": "P", "transparency": 3},
    "one clear colour": {"mode": "RGB", "transparency": (0, 0, 0)},
    "one bit": {"mode": "1"},
    "16 bits": {"mode": "I;16"},
    "large": {"mode": "RGB", "size": (1366, 768)},
}
JPEGS: dict[str, dict[str, Any]] = {
    "usual": {},
    "no colours": {"mode": "L"},
    "progressive": {"progressive": True},
    "best": {"quality": 100, "subsampling": 0},
    "own tables": {"optimize": True},
    "restarts": {"restart_marker_blocks": 2},
}


def refused(data: bytes) -> str:
    """The code and why."""
    with pytest.raises(MediaError) as error:
        checked(data, IMAGES)
    return f"{error.value.code}: {error.value.en}"


@pytest.mark.parametrize("name", [*PNGS, *JPEGS])
def test_a_picture_shows_the_same_afterwards(name: str) -> None:
    """Every pixel, as another library sees it; and what was checked is taken again as it is."""
    data = png(**PNGS[name]) if name in PNGS else jpeg(**JPEGS[name])
    kind, kept = checked(data, IMAGES)
    assert kind == ("image/png" if name in PNGS else "image/jpeg") and pixels(kept) == pixels(data)
    assert checked(kept, IMAGES) == (kind, kept)


def test_a_picture_loses_what_does_not_draw_it() -> None:
    """Texts, places, previews: nothing of who made it where stays in the file."""
    exif = picture().getexif()
    exif[0x010E] = "secret place"  # ImageDescription
    for data in (
        png(pnginfo=words("secret place"), exif=exif),
        png(save_all=True, append_images=[picture()], pnginfo=words("secret place")),
        jpeg(exif=exif, comment=b"secret place"),
    ):
        assert b"secret place" in data
        assert b"secret place" not in checked(data, IMAGES)[1]


def test_what_is_no_picture_is_not_taken() -> None:
    """Whatever name it came under; and only the kinds that were asked for."""
    for data in (
        b"",
        b"GIF89a" + bytes(40),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PN",
        b"BM" + bytes(60),
    ):
        assert refused(data).startswith("media_kind")
    with pytest.raises(MediaError, match="media_kind"):
        checked(png(), {"image/jpeg"})


BAD = {
    "no chunk": sheet(),
    "no pixels": sheet(header(), END),
    "no end": sheet(header(), rows()),
    "an end with something in it": sheet(header(), rows(), chunk(b"IEND", b"x")),
    "something behind the end": sheet(header(), rows(), END) + b"<script>",
    "a chunk behind the end": sheet(header(), rows(), END, chunk(b"tEXt", b"x")),
    "two headers": sheet(header(), header(), rows(), END),
    "pixels before the header": sheet(rows(), header(), END),
    "pixels in two places": sheet(header(), rows(2), chunk(b"PLTE", bytes(3)), rows(2), END),
    "an unknown critical chunk": sheet(header(), chunk(b"EVIL"), rows(), END),
    "a chunk of no letters": sheet(header(), chunk(b"a\0bc"), rows(), END),
    "a wrong sum": sheet(header(), rows()[:-1] + b"\0", END),
    "a length over the end": sheet(header(), struct.pack(">I", 1 << 31) + b"IDATxxxx"),
    "a short header": sheet(chunk(b"IHDR", bytes(5)), rows(), END),
    "no width": sheet(header(wide=0), rows(), END),
    "50,000 x 50,000": sheet(header(50_000, 50_000), rows(), END),
    "an unknown depth": sheet(header(depth=3), rows(), END),
    "an unknown colour": sheet(header(colour=5), rows(), END),
    "interlaced": sheet(header(last=b"\0\0\1"), rows(), END),
    "an unknown compression": sheet(header(last=b"\1\0\0"), rows(), END),
    "no palette": sheet(header(colour=3), rows(), END),
    "half a colour": sheet(header(colour=3), chunk(b"PLTE", bytes(4)), rows(), END),
    "too many colours": sheet(header(colour=3), chunk(b"PLTE", bytes(771)), rows(), END),
    "clear before its palette": sheet(
        header(colour=3), chunk(b"tRNS", b"\0"), chunk(b"PLTE", bytes(3)), rows(), END
    ),
    "more clear than colours": sheet(
        header(colour=3), chunk(b"PLTE", bytes(3)), chunk(b"tRNS", bytes(2)), rows(), END
    ),
    "a row too few": sheet(header(), rows(3), END),
    "a row too many": sheet(header(), rows(5), END),
    "an unknown filter": sheet(header(), rows(filter=5), END),
    "pixels that are no zlib": sheet(header(), chunk(b"IDAT", b"PK\3\4" * 9), END),
    "something behind the pixels": sheet(
        header(), chunk(b"IDAT", zlib.compress(bytes(20)) + b"PK\3\4"), END
    ),
    "pixels cut off": sheet(header(), chunk(b"IDAT", zlib.compress(bytes(20))[:-3]), END),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_png_that_is_not_what_it_says_is_not_taken(name: str) -> None:
    """One thing wrong in each."""
    assert checked(sheet(header(), rows(), END), IMAGES)[0] == "image/png"
    assert refused(BAD[name]).startswith("media_damaged")


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def behind_the_start(data: bytes, *more: bytes) -> bytes:
    """A JPEG with segments put in first."""
    return data[:2] + b"".join(more) + data[2:]


def frame(data: bytes) -> int:
    """Where a baseline JPEG's frame begins."""
    return data.index(b"\xff\xc0")


def bad_jpegs() -> dict[str, bytes]:
    """One thing wrong in each."""
    good = jpeg()
    at, scan = frame(good), good.index(b"\xff\xda")
    without_frame = good[:at] + good[at + 19 :]
    return {
        "cut off": good[:-20],
        "no end": good[:-2],
        "something behind the end": good + b"<?php ?>",
        "two pictures": good + good,
        "no picture": good[:scan] + b"\xff\xd9",
        "no frame": without_frame,
        "two frames": good[:at] + good[at : at + 19] + good[at:],
        "no width": good[: at + 7] + b"\0\0" + good[at + 9 :],
        "50,000 x 50,000": good[: at + 5] + struct.pack(">HH", 50_000, 50_000) + good[at + 9 :],
        "12 bits": good[: at + 4] + b"\x0c" + good[at + 5 :],
        "four colours": good[: at + 9] + b"\x04" + good[at + 10 :],
        "arithmetic coding": good[: at + 1] + b"\xc9" + good[at + 2 :],
        "a marker nobody knows": behind_the_start(good, segment(0xF0, b"x")),
        "a start within": behind_the_start(good, b"\xff\xd8"),
        "a length of one": behind_the_start(good, b"\xff\xfe\0\1"),
        "a segment over the end": good[:scan] + b"\xff\xfe\xff\xff" + good[scan:][:40],
        "a half table": behind_the_start(good, segment(0xC4, bytes(9))),
        "a table of too many": behind_the_start(good, segment(0xC4, b"\0" + b"\x20" * 16 + bytes(512))),
        "a table of no number": behind_the_start(good, segment(0xC4, b"\x04" + bytes(16))),
        "a half quantization": behind_the_start(good, segment(0xDB, bytes(64))),
        "a quantization of no number": behind_the_start(good, segment(0xDB, b"\x20" + bytes(64))),
        "a restart interval of three bytes": behind_the_start(good, segment(0xDD, bytes(3))),
        "a scan of nothing": good[: scan + 4] + b"\0" + good[scan + 5 :],
        "words between segments": good[:scan] + b"hello" + good[scan:],
    }


@pytest.mark.parametrize("name", bad_jpegs())
def test_a_jpeg_that_is_not_what_it_says_is_not_taken(name: str) -> None:
    """One thing wrong in each."""
    assert refused(bad_jpegs()[name]).startswith("media_damaged")


def test_fill_bytes_before_a_marker_are_left_out() -> None:
    """The standard allows them."""
    assert (
        checked(behind_the_start(jpeg(), b"\xff\xff\xff")[:-2] + b"\xff\xff\xd9", IMAGES)[1]
        == checked(jpeg(), IMAGES)[1]
    )


def test_a_bomb_is_given_up_at_its_size() -> None:
    """A few kB that unpack to 400 MB: refused by the header's own figures, in little time and memory."""
    packing = zlib.compressobj(9)
    bomb = b"".join(packing.compress(bytes(1_000_000)) for _ in range(400)) + packing.flush()
    begun = time.process_time()
    assert refused(sheet(header(), chunk(b"IDAT", bomb), END)).startswith("media_damaged")
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("make", [png, jpeg])
def test_no_damage_is_a_crash(make: Any) -> None:
    """500 files with a few bytes changed, cut or added: taken or refused, never anything else."""
    random, good = Random(7), make()
    for _ in range(500):
        data = bytearray(good)
        for _ in range(random.randint(1, 4)):
            at = random.randrange(len(data))
            data[at : at + random.choice((0, 1, 1, 3))] = random.randbytes(random.choice((0, 1, 1, 3)))
        try:
            kind, kept = checked(bytes(data), IMAGES)
        except MediaError as error:
            assert error.code in ("media_damaged", "media_kind")
        else:
            assert checked(kept, IMAGES) == (kind, kept)
