"""The one place where the rooms meet: builds a hall from a folder or in memory, and serves it."""

from __future__ import annotations

import gc
import json
import logging
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from server.day.look import DayLive, Look
from server.day.notes import Notes
from server.day.stream import DayStream
from server.engine.clock import HallClock, elapsed_ms, wall_ms
from server.engine.engine import Engine
from server.engine.errors import Rejected
from server.engine.live import ALL, Part
from server.hall import calendar
from server.hall.commands import Command, OpenDay, OpenWindow, Origin
from server.hall.errors import Refused, Told
from server.hall.opening import running
from server.hall.settings import Settings
from server.hall.standing import require_nobody
from server.hall.units import Ms
from server.journal.errors import UnsafeStore
from server.journal.folder import FolderLock, HeadFile
from server.journal.memory import MemoryJournal
from server.journal.protocol import Journal
from server.journal.sqlite import SqliteJournal
from server.machine import Machine
from server.media.errors import MediaError
from server.media.folder import FolderMedia, passing_media
from server.media.protocol import Media
from server.presence.memory import MemoryPresence
from server.presence.protocol import Presence
from server.registry import live as registry_live
from server.registry.commands import AddAccount, AddDevice, ResetAccount, RollDevice
from server.registry.gate import Gate
from server.registry.printers import require_printer
from server.registry.registry import Registry
from server.runtime import serving, threads
from server.settings.defaults.township import HALL_ID, township
from server.settings.stream import SettingsStream
from server.vault.errors import VaultError
from server.vault.memory import memory_vault
from server.vault.protocol import Vault
from server.vault.sqlite import SqliteVault
from server.web.options import Options, Rooms

log = logging.getLogger("jiaohao")

SERVE_FILE: Final = "serve.json"
JOURNAL_FILE: Final = "journal.db"
VAULT_FILE: Final = "vault.db"
MEDIA_FOLDER: Final = "media"
LOCAL: Final = Origin("local", "admin", None, "")
UNENCRYPTED: Final = (
    "警告：没有加密（plain_http = true），局域网里的人能看到密码和往来内容，请尽快启用 TLS。\n"
    "Warning: not encrypted (plain_http = true); anybody on the network can read passwords and what is sent."
)
_TIDY_SECONDS: Final = 3600.0
_DEMO_SECONDS: Final = 5.0


@dataclass
class House:
    """A hall with all its rooms, built and not yet started."""

    journal: Journal
    vault: Vault
    presence: Presence
    media: Media
    settings: SettingsStream
    registry: Registry
    day: DayStream
    notes: Notes
    gate: Gate
    engine: Engine

    def do(self, command: Command, key: str | None = None, request: bytes = b"\0" * 32) -> dict[str, Any]:
        """A command of the machine itself. Raises: Told."""
        require_printer(self.registry.roster, self.day.hall, command, LOCAL.role, LOCAL.device)
        return self.engine.submit(command, key or secrets.token_hex(16), request, LOCAL).result

    def rooms(self) -> Rooms:
        """What web stands in front of."""
        return Rooms(self.engine, self.gate, self.day, self.settings, self.presence, self.media)

    def close(self) -> None:
        """Stop and release the stores."""
        self.engine.stop()
        threads.sleep(0.05)
        threads.offload(self.journal.close)  # waits for the commit that runs; its answer still goes out
        self.vault.close()
        self.media.close()


def build(
    journal: Journal,
    vault: Vault,
    hall_id: str = HALL_ID,
    *,
    first: Settings | None = None,
    wall: Callable[[], Ms] = wall_ms,
    elapsed: Callable[[], Ms] = elapsed_ms,
    media: Media | None = None,
    **engine: Any,
) -> House:
    """A hall on given stores; an empty journal becomes the default township hall.

    first: settings of version 0. wall, elapsed: the machine's two clocks. media: else a folder that passes.
    engine: more arguments of Engine.
    """
    clock = HallClock(wall=wall, elapsed=elapsed)
    settings = SettingsStream(
        first if first is not None else township(), lambda new: require_nobody(day.seen(), new)
    )
    presence = MemoryPresence(monotonic=lambda: elapsed() / 1000)
    registry = Registry(vault, threads.offload, lambda: settings.ahead()[0], presence)
    notes = Notes(vault, threads.offload)
    day = DayStream(
        hall_id,
        settings,
        notes,
        slip_key=_slip_key(vault, empty=not journal.streams(hall_id)),
        load=lambda name: threads.offload(lambda: list(journal.read(hall_id, name))),
        moved=lambda step, by_hand: clock.confirmed(step, by_hand=by_hand),
        lock=threads.lock(),
    )
    look = Look(day)
    made = Engine(
        hall_id,
        journal,
        [settings, registry, day],
        clock,
        settings_seq=lambda: settings.ahead()[1],
        look=look.view,
        broken=day.broken,
        **engine,
    )
    _provide(made, DayLive(day, notes, presence))
    made.parts.provide(Part("orders", ALL, registry_live.orders(registry)))
    gate = Gate(registry, threads.offload, clock.now, presence)
    return House(
        journal=journal, vault=vault, presence=presence, media=media or passing_media(),
        settings=settings, registry=registry, day=day, notes=notes, gate=gate, engine=made,
    )  # fmt: skip


def _provide(engine: Engine, live: DayLive) -> None:
    """The day's parts of `live`, for those who need them."""
    staff, above = frozenset({"counter", "supervisor"}), frozenset({"supervisor"})
    engine.parts.provide(Part("opening", ALL, live.opening))
    engine.parts.provide(Part("printers", staff, live.printers))
    engine.parts.provide(Part("paper", frozenset({"kiosk"}), live.paper))
    engine.parts.provide(Part("notes", staff, live.notes))
    engine.parts.provide(Part("alarms", above, live.alarms))


def _slip_key(vault: Vault, *, empty: bool) -> bytes:
    """The key of the slips' secrets, made once for a hall. Raises: UnsafeStore when it is gone."""
    key = vault.get("secret", "slip", wall_ms())
    if key is None and not empty:
        raise UnsafeStore("the vault of this hall is missing: bring vault.db back from a backup")
    if key is None:
        vault.add("secret", "slip", secrets.token_bytes(32), None, wall_ms())
        key = vault.get("secret", "slip", wall_ms())
    assert key is not None
    return key


def browser_tag(vault: Vault) -> str:
    """Six hex digits made once for a hall: what a browser keeps for it has them in its name, since it keeps
    cookies by host and two halls may stand on two ports of one (defect 66). Raises: VaultError."""
    vault.add("secret", "tag", secrets.token_hex(3).encode(), None, wall_ms())
    kept = vault.get("secret", "tag", wall_ms())
    assert kept is not None
    return kept.decode()


def open_folder(folder: Path, hall_id: str | None = None, **engine: Any) -> House:
    """A hall on the stores of a data folder; the caller holds the folder's lock.

    Raises: Broken, UnsafeStore, Unwritable; UnsafeStore too when the folder holds another hall.
    """
    delay = float(os.environ.get("JIAOHAO_TEST_DISK_DELAY", "0"))
    journal = SqliteJournal(folder, delay_seconds=delay, after_commit=_failpoint())
    halls = journal.halls() or [hall_id or HALL_ID]
    if hall_id is not None and hall_id not in halls:
        raise UnsafeStore(f"{folder} holds {', '.join(halls)}, not {hall_id}")
    head = HeadFile(folder)
    engine.setdefault("on_commit", head.note)
    engine.setdefault("media", FolderMedia(folder / MEDIA_FOLDER))
    room = build(journal, SqliteVault(folder / VAULT_FILE), hall_id or halls[0], **engine)
    head.check(lambda stream: _newest(journal, room.engine.hall_id, stream))
    return room


def _newest(journal: Journal, hall: str, stream: str) -> int:
    last = journal.last(hall, stream)
    return last.seq if last is not None else 0


def in_memory(**engine: Any) -> House:
    """The default hall without files, for tests and rehearsals."""
    return build(MemoryJournal(), memory_vault(), **engine)


def _failpoint() -> Callable[[], None] | None:
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


# -- serving -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ServeOptions:
    """What `jiaohao serve` was told."""

    folder: Path
    machine: Machine = field(default_factory=Machine)
    demo: bool = False
    mode: str = "eventlet"
    hall: str | None = None


def serve(options: ServeOptions, lock: FolderLock) -> int:
    """Serve a folder until told to stop. The exit code: 0, or 1 when it cannot listen, or when serving or the
    store failed."""
    from server.web import headers
    from server.web.app import create

    machine = options.machine
    (options.folder / SERVE_FILE).unlink(missing_ok=True)
    try:
        listener = serving.listen(machine.host, machine.port)
    except OSError as error:
        print(f"无法使用地址 cannot listen on {machine.listen}: {error}", file=sys.stderr)
        return 1
    failed: list[str] = []

    def fatal(why: str) -> None:
        log.critical("the store failed, stopping: %s", why)
        failed.append(why)
        serving.stop()

    room = open_folder(options.folder, options.hall, on_fatal=fatal)
    paper = options.folder / "paper"
    told = Options(
        mode=options.mode,
        demo=options.demo,
        tls=machine.tls_in_front,
        plain_http=machine.exposed,
        tag=browser_tag(room.vault),
        origins=frozenset(machine.public),
        proxies=machine.proxy,
        paper=paper,
    )
    app, emit = create(room.rooms(), told)
    room.engine.start(emit)
    url = _url(machine.host, listener.getsockname()[1])
    agent: list[subprocess.Popen[bytes]] = []

    def ready() -> None:
        if failed:
            serving.stop()
            return
        if options.demo:
            agent.extend(_demo_agent(room, options.folder, url, paper))
            threads.spawn(_keep_open, room)
        threads.spawn(_tidy, room)
        _settle_memory()
        print(f"叫号已启动 Jiaohao is running: {next(iter(machine.public), url)}/", flush=True)
        if machine.exposed:
            print(UNENCRYPTED, flush=True)

    try:
        _prepare(room, demo=options.demo)
        _write_serve_file(options.folder, url, room)
        if not serving.serve(app, listener, ready=ready, shared=machine.proxy, too_long=headers.too_long()):
            failed.append("serving ended by itself")
    finally:
        (options.folder / SERVE_FILE).unlink(missing_ok=True)
        for process in agent:
            process.terminate()
        room.close()
        lock.release()
    return 1 if failed else 0


def _settle_memory() -> None:
    """What start-up made lives as long as the process: kept out of full collections, which else stop the hub
    for 50 ms at a time under load (measured: /healthz p99 beside 32 kiosks 40 ms, without them 12 ms)."""
    gc.collect()
    gc.freeze()


def _url(host: str, port: int) -> str:
    """Where programs of this machine reach the server."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"


def _write_serve_file(folder: Path, url: str, room: House) -> None:
    """Where the command line finds the running server; readable by its owner only."""
    path = folder / SERVE_FILE
    scratch = folder / f"{SERVE_FILE}.new"
    told = {"url": url, "key": room.gate.local_key, "pid": os.getpid(), "hall": room.engine.hall_id}
    scratch.unlink(missing_ok=True)  # a file left behind may be readable by others
    with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(told, file)
    os.replace(scratch, path)


def _tidy(room: House) -> None:
    """Once an hour: what expired in vault and media, and secrets no event names, are erased for good."""
    while not room.engine.health().fatal:
        try:
            room.registry.tidy(room.engine.clock.now())
            room.notes.tidy(room.day.hall, room.engine.clock.now())
            threads.offload(room.media.purge, room.engine.clock.now())
        except (VaultError, MediaError) as error:
            log.warning("vault and media were not tidied: %s", error)
        threads.sleep(_TIDY_SECONDS)


# -- the first minutes ---------------------------------------------------------------------------


def _prepare(room: House, *, demo: bool) -> None:
    """What a hall needs before the first screen; a full disk does not keep it from showing its queue."""
    try:
        if demo:
            seed_demo(room)
        else:
            first_admin(room)
    except (Rejected, VaultError) as error:
        log.error("the hall was not prepared: %s", error)


def first_admin(room: House) -> None:
    """No default password: an administrator without one gets a one-time code on the console."""
    admins = [account for account in room.registry.accounts.values() if account.role == "admin"]
    if any(room.registry.people.has_password(admin) for admin in admins):
        return
    if admins:
        made = room.do(ResetAccount(name=admins[0].name))
    else:
        made = room.do(AddAccount(name="admin", role="admin"))
    name, code = made["name"], made["code"]
    print(f"管理员首次登录代码 first sign-in code of “{name}” (10 min): {code}", flush=True)


def seed_demo(room: House) -> None:
    """The demo's day is open without end, on the next morning too; its windows are open. Raises: Rejected."""
    clock, hall = room.engine.clock, room.day.hall
    if running(hall, clock.now()) and hall.by_person and hall.until is None:
        return
    room.do(OpenDay(day=calendar.day_of(clock.machine()) if clock.unsure else None))
    for window in hall.settings.windows:
        now = room.day.hall.windows.get(window.number)
        if now is None or now.state != "open":
            try:
                room.do(OpenWindow(window=window.number))
            except Refused as refused:
                log.info("window %s: %s", window.number, refused)


def _keep_open(room: House) -> None:
    """A real hall opens with its first command; the demo has to be open for whoever looks."""
    while not room.engine.health().fatal:
        threads.sleep(_DEMO_SECONDS)
        hall = room.day.hall
        if hall.closed_by_person and not hall.open and hall.day == calendar.day_of(room.engine.clock.now()):
            continue  # somebody tries the end of a day
        try:
            seed_demo(room)
        except Told as told:
            log.warning("the demo's day was not opened: %s", told)


def _demo_agent(room: House, folder: Path, url: str, paper: Path) -> list[subprocess.Popen[bytes]]:
    """The kiosk's agent with a paper roll; it ends with the server, however that ends: its standard
    input is a pipe of ours that ends when we do."""
    token_file = folder / "demo-kiosk.token"
    device = next((d for d in room.registry.devices.values() if d.name == "demo-kiosk"), None)
    try:
        made = room.do(RollDevice(id=device.id) if device else AddDevice(name="demo-kiosk", role="kiosk"))
    except (Rejected, VaultError) as error:
        log.error("the demo has no printer: %s", error)
        return []
    with open(os.open(token_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(made["token"])
    command = [
        sys.executable, "-m", "kiosk.agent", "--server", url, "--token-file", str(token_file),
        "--printer", f"paper:{paper}", "--data", str(folder / "agent"), "--exit-on-eof",
    ]  # fmt: skip
    return [subprocess.Popen(command, stdin=subprocess.PIPE)]
