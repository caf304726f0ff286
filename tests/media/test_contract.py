"""What every media does, backend by backend."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from server.media.content import IMAGES, checked
from server.media.errors import MediaError
from server.media.folder import FolderMedia
from server.media.protocol import PART, UPLOAD_LIFE, Kept, Media
from tests.media.pictures import jpeg, picture, png, words

NOW = 1_800_000_000_000
QUOTA = 60_000

BACKENDS: dict[str, Callable[[Path], Media]] = {
    "folder": lambda path: FolderMedia(path / "media", quota=QUOTA)
}


@pytest.fixture(params=sorted(BACKENDS))
def media(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Media]:
    """An empty media of each backend, with room for 60 kB."""
    made = BACKENDS[request.param](tmp_path)
    yield made
    made.close()


def put(media: Media, data: bytes, *, now: int = NOW, upload: str = "one", **more: Any) -> Kept:
    """A file in one part."""
    media.write(upload, 0, data, now)
    return media.finish(upload, **{"accept": IMAGES, "most": PART, "expires": None, "now": now} | more)


def refused(act: Callable[[], object]) -> str:
    """The code of what is not taken."""
    with pytest.raises(MediaError) as error:
        act()
    return error.value.code


def test_a_file_is_kept_by_the_hash_of_its_checked_bytes(media: Media) -> None:
    """Two that differ in what does not draw them are one."""
    kind, data = checked(png(), IMAGES)
    kept = put(media, png(pnginfo=words("Li")))
    assert kept == Kept(hashlib.sha256(data).hexdigest(), kind, len(data), None)
    assert media.get(kept.hash, NOW) == kept
    assert media.read(kept.hash) == data
    assert put(media, png(pnginfo=words("Wang"))) == kept
    assert put(media, jpeg()).type == "image/jpeg"


def test_a_file_comes_in_parts(media: Media) -> None:
    """Each at its place; one that came already changes nothing, a gap is refused."""
    data = png(size=(90, 60))
    half = len(data) // 2
    assert media.write("up", 0, data[:half], NOW) == half
    assert media.write("up", 0, data[:half], NOW) == half
    assert refused(lambda: media.write("up", half + 1, data[half + 1 :], NOW)) == "media_gap"
    assert refused(lambda: media.write("up", -1, data, NOW)) == "media_gap"
    assert media.write("up", half - 5, data[half - 5 :], NOW) == len(data)
    kept = media.finish("up", accept=IMAGES, most=PART, expires=None, now=NOW)
    read = b"".join(media.read(kept.hash, at, 100) for at in range(0, kept.size + 100, 100))
    assert read == checked(data, IMAGES)[1]


def test_a_part_is_bounded(media: Media) -> None:
    """1 MB, whatever the quota."""
    assert refused(lambda: media.write("up", 0, bytes(PART + 1), NOW)) == "media_big"


def test_what_is_not_taken_leaves_nothing(media: Media) -> None:
    """No picture, another kind, too large, nothing at all: the upload is over and its room is free."""
    ask: dict[str, Any] = {"accept": IMAGES, "most": PART, "expires": None, "now": NOW}
    for data, more, code in (
        (b"MZ" * 20_000, {}, "media_kind"),
        (png() + b"x" * 40_000, {}, "media_damaged"),
        (jpeg(), {"accept": {"image/png"}}, "media_kind"),
        (png(), {"most": 10}, "media_big"),
    ):
        assert refused(lambda data=data, more=more: put(media, data, **more)) == code
        assert refused(lambda: media.finish("one", **ask)) == "media_gap"
    media.write("one", 0, b"x" * 40_000, NOW)
    media.drop("one")
    media.drop("never begun")
    assert refused(lambda: media.finish("one", **ask)) == "media_gap"
    media.write("one", 0, b"x" * (QUOTA - 1), NOW)


def test_a_file_is_gone_at_its_end(media: Media) -> None:
    """Seen no more at once, erased by the next purge."""
    kept = put(media, png(), expires=NOW + 10)
    stays = put(media, jpeg())
    assert media.get(kept.hash, NOW + 9) == kept
    assert media.get(kept.hash, NOW + 10) is None
    assert media.purge(NOW + 9) == 0
    assert media.purge(NOW + 10) == 1
    assert refused(lambda: media.read(kept.hash)) == "media_unknown"
    assert media.get(stays.hash, NOW + 10) == stays


@pytest.mark.parametrize(
    ("first", "second", "end"),
    [(10, 20, 20), (20, 10, 20), (None, 10, None), (10, None, None), (None, None, None)],
)
def test_a_file_that_comes_twice_stays_until_the_later_end(
    media: Media, first: int | None, second: int | None, end: int | None
) -> None:
    """And is there once."""
    at = [None if when is None else NOW + when for when in (first, second, end)]
    put(media, png(), expires=at[0])
    kept = put(media, png(), expires=at[1])
    assert kept.expires == at[2]
    assert media.get(kept.hash, NOW) == kept and media.read(kept.hash)
    assert media.delete(kept.hash)


def test_a_file_that_came_back_after_its_end_begins_anew(media: Media) -> None:
    """Purged or not."""
    put(media, png(), expires=NOW + 10)
    kept = put(media, png(), now=NOW + 20, expires=NOW + 15)
    assert kept.expires == NOW + 15
    kept = put(media, png(), now=NOW + 20, expires=NOW + 30)
    assert media.get(kept.hash, NOW + 29) == kept and media.read(kept.hash)


def test_what_is_deleted_is_gone(media: Media) -> None:
    """Once."""
    kept = put(media, png())
    assert media.delete(kept.hash)
    assert media.get(kept.hash, NOW) is None
    assert refused(lambda: media.read(kept.hash)) == "media_unknown"
    assert not media.delete(kept.hash)


def test_a_hall_has_its_quota(media: Media) -> None:
    """Of files and uploads together; what expired makes room, what lives does not."""
    big = png(size=(90, 60))
    held = put(media, big, expires=NOW + 10)
    media.write("other", 0, bytes(QUOTA - held.size), NOW)
    assert refused(lambda: media.write("one", 0, b"x", NOW)) == "media_full"
    assert media.write("one", 0, b"x", NOW + 10) == 1
    assert media.get(held.hash, NOW + 10) is None


def test_an_upload_nobody_ends_goes(media: Media) -> None:
    """An hour after it began."""
    media.write("one", 0, bytes(QUOTA), NOW)
    media.purge(NOW + UPLOAD_LIFE - 1)
    assert refused(lambda: media.write("two", 0, b"x", NOW)) == "media_full"
    media.purge(NOW + UPLOAD_LIFE)
    assert media.write("two", 0, b"x", NOW) == 1


def test_no_name_leads_anywhere_else(media: Media) -> None:
    """Uploads may be called anything; a hash is a hash."""
    for name in ("../../etc/passwd", "/etc/passwd", "", "..", "a/b", "票\0", "x" * 5_000):
        put(media, png(), upload=name)
        assert media.get(name, NOW) is None
        assert refused(lambda name=name: media.read(name)) == "media_unknown"
        assert not media.delete(name)


def test_many_bring_the_same_at_once(media: Media) -> None:
    """All are told of the one file."""
    data, found = png(), []
    threads = [
        threading.Thread(target=lambda n=n: found.append(put(media, data, upload=str(n)))) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len({kept.hash for kept in found}) == 1
    assert media.read(found[0].hash) == checked(data, IMAGES)[1]


def test_pictures_that_differ_are_two(media: Media) -> None:
    """In one pixel."""
    other = picture()
    other.putpixel((0, 0), (1, 2, 3))
    one, two = put(media, png()), put(media, png(size=(38, 23)))
    assert one.hash != two.hash and media.get(one.hash, NOW) == one and media.get(two.hash, NOW) == two
