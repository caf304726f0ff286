"""`jiaohao …` with a share of its patience, so that a test of its ends need not wait for the whole of it.

Arguments: the mode of threads, the share, and the words of the command.
"""

from __future__ import annotations

import sys

from server.runtime import threads

if __name__ == "__main__":
    threads.patch(sys.argv[1])

    from server.cli.main import main
    from server.runtime import patience
    from server.web import guard

    SHARE = float(sys.argv[2])
    patience.HEAD_SECONDS *= SHARE  # type: ignore[misc]
    patience.BODY_SECONDS *= SHARE  # type: ignore[misc]
    patience.BETWEEN_SECONDS *= SHARE  # type: ignore[misc]
    guard.TO_CONNECT_SECONDS *= SHARE  # type: ignore[misc]
    sys.exit(main(sys.argv[3:]))
