"""The default clips as they lie in the tree."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from server.wire.clips import Pack, opened

PATH: Final = Path(__file__).with_name("pack.zip")


def default() -> Pack:
    """The pack that every hall has. Raises: OSError, PackDamaged."""
    return opened(PATH)
