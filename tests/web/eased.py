"""`jiaohao …` with a share of its patience and little work for passwords, for tests of neither.

Arguments: the mode of threads, the share, and the words of the command.
"""

from __future__ import annotations

import functools
import sys

from server.runtime import threads

if __name__ == "__main__":
    threads.patch(sys.argv[1])

    from server.cli.main import main
    from server.registry import passwords
    from server.runtime import patience
    from server.web import bounds

    SHARE = float(sys.argv[2])
    patience.HEAD_SECONDS *= SHARE  # type: ignore[misc]
    patience.BODY_SECONDS *= SHARE  # type: ignore[misc]
    patience.BETWEEN_SECONDS *= SHARE  # type: ignore[misc]
    bounds.TO_CONNECT_SECONDS *= SHARE  # type: ignore[misc]
    passwords.PasswordHasher = functools.partial(  # type: ignore[misc,assignment]
        passwords.PasswordHasher, time_cost=1, memory_cost=64, parallelism=1
    )
    sys.exit(main(sys.argv[3:]))
