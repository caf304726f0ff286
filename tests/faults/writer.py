"""The hall whose power is cut: issues numbers in several threads and notes each answer in a file.

Arguments: data folder, commands. Each line of `acks` is written after the answer: stream seq number.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from server.bootstrap import LOCAL, House, open_folder
from server.hall import commands as c

THREADS = 4


def main(folder: Path, commands: int) -> None:
    """Open the day, then issue; every answer is noted before the next command of its thread."""
    room = open_folder(folder)
    room.engine.start()
    acks = os.open(folder / "acks", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    room.do(c.OpenDay())
    threads = [
        threading.Thread(target=issue, args=(room, acks, n, commands // THREADS)) for n in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    room.close()


def issue(room: House, acks: int, n: int, count: int) -> None:
    """One device."""
    for i in range(count):
        answer = room.engine.submit(c.IssueTicket(line="ABCD"[n]), f"device-{n}-{i:06d}", b"\1" * 32, LOCAL)
        os.write(acks, f"{answer.day} {answer.seq} {answer.result['number']}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
