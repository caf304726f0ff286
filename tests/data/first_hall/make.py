"""Makes the kept hall beside it: two closed days and one open, as the product wrote them at commit 21eb134.

    python -m tests.data.first_hall.make [FOLDER]

was run on that commit, from the root of the repository, without FOLDER. Later commits read what it made and
never make it again: it uses the modules of then, so by design it does not run on them. To run it once more,
check out 21eb134 and lay this folder into it; two runs give the same bytes, because the clocks stand in the
script's hand and the machine's randomness is replaced by one fixed stream. Town, people, telephones and every
secret here are invented and open no other hall.

Kept: journal.db, vault.db, head.json (closed; `VACUUM INTO`), expected.json and moments/*.json. Tests copy
them (tests/first_hall.py) and never write here. What the days hold is checked by complete.py.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from .keep import keep
from .monday import monday
from .set_up import sunday
from .stage import Stage, loaded_dice
from .tuesday import night, tuesday
from .wednesday import after_restart, wednesday


def main(out: Path) -> None:
    """Play the days on a scratch folder and keep what came of them in `out`."""
    with loaded_dice(), tempfile.TemporaryDirectory() as scratch:
        stage = Stage(Path(scratch))
        with stage.running("sun"):
            sunday(stage)
        with stage.running("mon"):
            monday(stage)
            night(stage)
        with stage.running("tue"):
            tuesday(stage)
        with stage.running("wed"):
            wednesday(stage)
        with stage.running("wed"):
            after_restart(stage)
        keep(stage, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
