"""`jiaohao …` on a slow disk, or in a process that dies between a commit and its answer.

Arguments: the mode of threads, by how many seconds each commit takes longer, the commit after which it dies
(0: none), and the words of the command.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

from server.runtime import threads

if __name__ == "__main__":
    sleep = time.sleep  # of the machine: what waits in a commit is a real thread
    threads.patch(sys.argv[1])

    from server import stores
    from server.cli.main import main
    from server.journal.sqlite import SqliteJournal

    SLOWER_SECONDS, LAST = float(sys.argv[2]), int(sys.argv[3])

    class Frail(SqliteJournal):
        """A journal whose disk is slow, and whose process dies after its last commit."""

        commits = 0

        def _open(self, busy_ms: int) -> Any:
            db = super()._open(busy_ms)
            if SLOWER_SECONDS:
                db.set_trace_callback(lambda said: sleep(SLOWER_SECONDS) if said == "COMMIT" else None)
            return db

        def append(self, *words: Any) -> Any:
            """See SqliteJournal."""
            entries = super().append(*words)
            self.commits += 1
            if self.commits == LAST:
                os.kill(os.getpid(), signal.SIGKILL)
            return entries

    stores.SqliteJournal = Frail  # type: ignore[misc]
    sys.exit(main(sys.argv[4:]))
