"""Whatever the clocks do, the hall goes on: seeded stories of steps, restarts, holidays, dead batteries."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.engine.walk import walk
from tests.figures import tell

PROOF = os.environ.get("JIAOHAO_PROOF") == "1"
DAYS = 1_000 if PROOF else 100
STORY_DAYS = 20


@pytest.mark.timeout(3600)
def test_no_clock_stops_the_hall() -> None:
    """Times fall at confirmations only, no number restarts, days end, next works, every no says why."""
    met: Counter[str] = Counter()
    for seed in range(DAYS // STORY_DAYS):
        told = walk(seed, STORY_DAYS)
        met += told.met
        assert told.wrong == [], f"seed {seed}: {told.wrong[:3]}"
    tell(f"clock: {DAYS} days, {dict(met)}")
    for kind in ("restart", "step", "dead clock", "confirmed", "opened", "closed", "next", "clock_unsure"):
        assert met[kind] >= DAYS / 50, f"too few {kind}: the walk proves little"
