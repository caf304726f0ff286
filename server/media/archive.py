"""A pack of clips without trust: a zip of Ogg files, a list and a notice, small when it is unpacked, too.

What the list says is read where it is used (server/wire/clips); here it is enough that nothing else is
inside.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from server.media.errors import damaged

SIGNATURE: Final = b"PK\x03\x04"
MOST_FILES: Final = 10_000
MOST_BYTES: Final = 64_000_000  # of all files, unpacked
_NAME: Final = re.compile(r"manifest\.json|NOTICE|[a-z0-9A-Z-]{1,80}\.ogg")
_OGG: Final = b"OggS"


def checked(data: bytes) -> bytes:
    """The same archive. Raises: MediaError media_damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _look(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise damaged(f"it is no whole archive ({error})") from error
    return data


def _look(archive: zipfile.ZipFile) -> None:
    files = archive.infolist()
    names = [file.filename for file in files]
    if len(files) > MOST_FILES or sum(file.file_size for file in files) > MOST_BYTES:
        raise damaged("there is too much in it")
    if len(set(names)) < len(names) or not all(map(_NAME.fullmatch, names)):
        raise damaged("other files than clips are in it")
    for file in files:
        content = archive.read(file)  # not more than it says it is, and its checksum is right
        if file.filename.endswith(".ogg") and not content.startswith(_OGG):
            raise damaged(f"{file.filename} is no Ogg file")
