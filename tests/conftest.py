"""What holds for every test: generated examples are the same at every run, and no clock judges them."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("hall", deadline=None, derandomize=True, database=None)
settings.load_profile("hall")
