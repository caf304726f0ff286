"""What the writer and the publisher share: the durable hall, the running hall, keys and heads."""

from __future__ import annotations

from server.hall.model import Hall, clone
from server.runtime import threads


class HallState:
    """hall: durable, read by views under `lock`. running: ahead of it, read and written by the writer only.

    keys: idempotency keys of the head day and of everything since the start. seqs: stream -> newest seq.
    """

    def __init__(self, hall: Hall, epoch: str) -> None:
        self.hall = hall
        self.running = clone(hall)
        self.epoch = epoch
        self.keys: set[str] = set()
        self.seqs: dict[str, int] = {}
        self.lock = threads.lock()

    def rewind(self) -> None:
        """Forget what was decided but not written: the running state is the durable one again."""
        self.running = clone(self.hall)
