"""The one place where the rooms meet: builds a hall from a folder, and serves it."""

from __future__ import annotations

import json
import logging
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.engine import concurrency
from server.engine.clock import wall_ms
from server.engine.hall_engine import HallEngine
from server.hall import fold
from server.hall.administration import AddAccount, AddDevice, ResetAccount, RollDevice
from server.hall.commands import Command, OpenDay, OpenWindow, Origin
from server.hall.errors import Refused
from server.journal.folder import FolderLock, HeadFile
from server.journal.protocol import Journal
from server.journal.sqlite import SqliteJournal
from server.registry.gate import Gate
from server.registry.registry import Registry
from server.settings.defaults.township import HALL_ID, township
from server.settings.organ import SettingsOrgan
from server.vault.protocol import Vault
from server.vault.sqlite import SqliteVault

log = logging.getLogger("jiaohao")

SERVE_FILE = "serve.json"
LOCAL = Origin("local", "admin", None, "")


@dataclass
class Hallroom:
    """A hall with all its rooms, built and not yet started."""

    journal: Journal
    vault: Vault
    settings: SettingsOrgan
    registry: Registry
    gate: Gate
    engine: HallEngine

    def do(self, command: Command) -> dict[str, Any]:
        """A command of the machine itself. Raises: Refused, Rejected."""
        return self.engine.submit(command, secrets.token_hex(16), b"\0" * 32, LOCAL).result

    def close(self) -> None:
        """Stop and release the stores."""
        self.engine.stop()
        concurrency.sleep(0.05)
        self.journal.close()
        self.vault.close()


def build(journal: Journal, vault: Vault, hall_id: str = HALL_ID, **engine: Any) -> Hallroom:
    """A hall on given stores; an empty journal becomes the default township hall."""
    first = township()
    settings = SettingsOrgan(first)
    registry = Registry(vault, concurrency.offload)
    hall = fold.fresh(hall_id, first, _slip_key(vault))
    made = HallEngine(hall, journal, vault, [settings, registry], **engine)
    gate = Gate(registry, concurrency.offload, made.clock.now)
    return Hallroom(journal, vault, settings, registry, gate, made)


def _slip_key(vault: Vault) -> bytes:
    """The key of the slips' secrets, made once for a hall."""
    vault.add("secret", "slip", secrets.token_bytes(32), None, wall_ms())
    key = vault.get("secret", "slip", wall_ms())
    assert key is not None
    return key


def open_folder(folder: Path, **engine: Any) -> Hallroom:
    """A hall on the stores of a data folder; the caller holds the folder's lock."""
    delay = float(os.environ.get("JIAOHAO_TEST_DISK_DELAY", "0"))
    journal = SqliteJournal(folder, delay_seconds=delay, after_commit=_failpoint())
    room = build(journal, SqliteVault(folder / "vault.db"), **engine)
    HeadFile(folder).check(room.engine.state.seqs)
    return room


def _failpoint() -> Any:
    """Tests of a crash between commit and answer: die at the n-th commit."""
    left = int(os.environ.get("JIAOHAO_TEST_DIE_AFTER_COMMIT", "0"))
    if not left:
        return None

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)

    return count


@dataclass(frozen=True)
class ServeOptions:
    """What `jiaohao serve` was told."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8080
    demo: bool = False
    mode: str = "eventlet"
    plain_http: bool = False


def serve(options: ServeOptions) -> int:
    """Serve a folder until told to stop; returns the exit code (0, or 1 when the store failed)."""
    from server.web.app import create
    from server.web.options import Options

    lock = FolderLock(options.folder)
    failed: list[str] = []

    def fatal(why: str) -> None:
        log.critical("the store failed, stopping: %s", why)
        failed.append(why)
        concurrency.stop()

    room = open_folder(options.folder, on_fatal=fatal)
    room.engine.on_head = HeadFile(options.folder).note
    room.engine.start()
    paper = options.folder / "paper"
    app = create(room.engine, room.gate, Options(mode=options.mode, demo=options.demo, paper=paper))
    listener = concurrency.listen(options.host, options.port)
    url = f"http://{options.host}:{listener.getsockname()[1]}"
    _write_serve_file(options.folder, url, room.gate.local_key)
    agent: list[subprocess.Popen[bytes]] = []
    try:
        if options.demo:
            seed_demo(room)
        else:
            first_admin(room)
        concurrency.serve(app, listener, ready=lambda: _ready(options, room, url, paper, agent))
    finally:
        (options.folder / SERVE_FILE).unlink(missing_ok=True)
        for process in agent:
            process.terminate()
        room.close()
        lock.release()
    return 1 if failed else 0


def _ready(options: ServeOptions, room: Hallroom, url: str, paper: Path, agent: list[Any]) -> None:
    if options.demo:
        agent.append(_demo_agent(room, options.folder, url, paper))
    print(f"叫号已启动 Jiaohao is running: {url}/", flush=True)


def _write_serve_file(folder: Path, url: str, key: str) -> None:
    """Where the command line finds the running server; readable by its owner only."""
    path = folder / SERVE_FILE
    scratch = folder / f"{SERVE_FILE}.new"
    with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"url": url, "key": key, "pid": os.getpid(), "hall": HALL_ID}, file)
    os.replace(scratch, path)


def first_admin(room: Hallroom) -> None:
    """No default password: an administrator without one gets a one-time code on the console."""
    admins = [account for account in room.registry.accounts.values() if account.role == "admin"]
    if not admins:
        code = room.do(AddAccount(name="admin", role="admin"))["code"]
    elif len(admins) == 1 and room.vault.get("credential", f"password:{admins[0].id}", wall_ms()) is None:
        code = room.do(ResetAccount(name=admins[0].name))["code"]
    else:
        return
    print(f"管理员首次登录代码 first sign-in code for “admin” (10 min): {code}", flush=True)


def seed_demo(room: Hallroom) -> None:
    """The demo's day is open without end; its windows are open."""
    hall = room.engine.state.hall
    if not (hall.open and hall.by_person and hall.until is None and wall_ms() < hall.day_end):
        room.do(OpenDay())
    for window in hall.settings.windows:
        now = hall.windows.get(window.number)
        if now is None or now.state != "open":
            try:
                room.do(OpenWindow(window=window.number))
            except Refused as refused:
                log.info("window %s: %s", window.number, refused)


def _demo_agent(room: Hallroom, folder: Path, url: str, paper: Path) -> subprocess.Popen[bytes]:
    """The kiosk's agent with a paper roll; it ends with the server, however that ends."""
    device = next((d for d in room.registry.devices.values() if d.name == "demo-kiosk"), None)
    if device is None:
        token = room.do(AddDevice(name="demo-kiosk", role="kiosk"))["token"]
    else:
        token = room.do(RollDevice(id=device.id))["token"]
    token_file = folder / "demo-kiosk.token"
    with open(os.open(token_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(token)
    command = [
        sys.executable, "-m", "kiosk.agent", "--server", url, "--token-file", str(token_file),
        "--printer", f"paper:{paper}", "--data", str(folder / "agent"), "--demo", "--exit-on-eof",
    ]  # fmt: skip
    return subprocess.Popen(command, stdin=subprocess.PIPE)
