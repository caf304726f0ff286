"""One flipped bit in a file, at seeded places spread over all its pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

PROOF = os.environ.get("JIAOHAO_PROOF") == "1"
PLACES = 400 if PROOF else 40
SEED = 20261123


def flipped(path: Path, scratch: Path) -> Iterator[Path]:
    """PLACES copies of a file, each with one other bit flipped; every copy replaces the one before it.

    Every eighth place is in the header of the file or of a page, where a bit means the most.
    """
    random, size = Random(SEED), path.stat().st_size
    copy = scratch / path.name
    for n in range(PLACES):
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        shutil.copyfile(path, copy)
        low = size * n // PLACES
        at = random.randrange(low, max(low + 1, size * (n + 1) // PLACES))
        if n % 8 == 0:
            at = random.randrange(100) if n % 16 == 0 else at // 4096 * 4096 + random.randrange(32)
        with open(copy, "r+b") as file:
            file.seek(at)
            byte = file.read(1)[0] ^ (1 << random.randrange(8))
            file.seek(at)
            file.write(bytes([byte]))
        yield copy
