"""The floor of a hall: Flask route, or Socket.IO event → group commit (SQLite, WAL, FULL) → JSON, or ack; and
an emit of 2 kB to a room.

Arguments: data folder. Prints its port. FLOOR_DELAY: seconds each commit is slowed by.
"""

from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import os  # noqa: E402
import socket  # noqa: E402
import sqlite3  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from typing import Any  # noqa: E402

import eventlet.wsgi  # noqa: E402
from eventlet import tpool  # noqa: E402
from eventlet.event import Event  # noqa: E402
from eventlet.queue import LightQueue  # noqa: E402
from flask import Flask, request  # noqa: E402
from flask_socketio import SocketIO, join_room  # noqa: E402

DELAY = float(os.environ.get("FLOOR_DELAY", "0"))
PADDING = "x" * 2000

app = Flask("floor")
io = SocketIO(app, async_mode="eventlet", cors_allowed_origins="*", async_handlers=False)
waiting: LightQueue = LightQueue()
db = sqlite3.connect(sys.argv[1] + "/floor.db", check_same_thread=False, isolation_level=None)
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA synchronous=FULL")
assert db.execute("PRAGMA synchronous").fetchone() == (2,)
db.execute("CREATE TABLE IF NOT EXISTS entry (seq INTEGER PRIMARY KEY, body BLOB)")


def commit(rows: list[tuple[int, bytes]]) -> None:
    """One transaction for all of them."""
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT INTO entry VALUES (?, ?)", rows)
    time.sleep(DELAY) if DELAY else None
    db.execute("COMMIT")


def writer() -> None:
    """Take all that waits, commit once, answer each, tell the room."""
    seq = 0
    while True:
        asked = [waiting.get()]
        while waiting.qsize():
            asked.append(waiting.get())
        rows = []
        for body, _, _ in asked:
            seq += 1
            rows.append((seq, body))
        tpool.execute(commit, rows)
        for (row, _), (_, done, _) in zip(rows, asked, strict=True):
            done.send(row)
        if any(tell for _, _, tell in asked):
            io.emit("view", {"seq": seq, "padding": PADDING}, to="board")


def written(body: bytes, tell: bool = False) -> int:
    done = Event()
    waiting.put((body, done, tell))
    return done.wait()


def ask(tell: bool) -> Any:
    seq = written(request.get_data(), tell)
    return app.response_class(json.dumps({"seq": seq}), content_type="application/json")


@app.post("/issue")
def issue() -> Any:
    return ask(tell=False)


@app.post("/next")
def call() -> Any:
    return ask(tell=True)


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@io.on("connect")
def connect(auth: Any = None) -> None:
    join_room("board")


@io.on("command")
def command(payload: Any) -> Any:
    return {"status": 200, "seq": written(json.dumps(payload).encode())}


eventlet.spawn(writer)
listener = eventlet.listen(("127.0.0.1", 0), backlog=1024)
listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
print(listener.getsockname()[1], flush=True)
eventlet.wsgi.server(listener, app, log_output=False, max_size=4096, debug=False)
