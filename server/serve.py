"""The process around a hall: `jiaohao serve`, from the listening socket to the last answer."""

from __future__ import annotations

import gc
import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.bootstrap import House, browser_tag, open_folder
from server.demo import hall as demo_hall
from server.hall.errors import Told
from server.journal.folder import FolderLock
from server.machine import Machine
from server.registry.commands import AddAccount, ResetAccount
from server.runtime import serving, threads
from server.web.options import Options

log = logging.getLogger("jiaohao")

SERVE_FILE: Final = "serve.json"
UNENCRYPTED: Final = (
    "警告：没有加密（plain_http = true），局域网里的人能看到密码和往来内容，请尽快启用 TLS。\n"
    "Warning: not encrypted (plain_http = true); anybody on the network can read passwords and what is sent."
)
_TIDY_SECONDS: Final = 3600.0


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
    from server.demo import screens
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

    house = open_folder(options.folder, options.hall, on_fatal=fatal)
    paper = options.folder / "paper"
    rooms, told = house.rooms(), _of_web(options, browser_tag(house.vault))
    further = [screens.blueprint(rooms, told, paper)] if options.demo else []
    app, sockets = create(rooms, told, further)
    house.engine.start(sockets.emit)
    url = _url(machine.host, listener.getsockname()[1])
    agent: list[subprocess.Popen[bytes]] = []

    def ready() -> None:
        if failed:
            serving.stop()
            return
        if options.demo:
            agent.extend(demo_hall.agent(house, options.folder, url, paper))
            threads.spawn(demo_hall.keep_open, house)
        threads.spawn(_tidy, house)
        _settle_memory()
        print(f"叫号已启动 Jiaohao is running: {next(iter(machine.public), url)}/", flush=True)
        if machine.exposed:
            print(UNENCRYPTED, flush=True)

    try:
        _prepare(house, demo=options.demo)
        _write_serve_file(options.folder, url, house)
        if not serving.serve(app, listener, ready=ready, shared=machine.proxy, too_long=headers.too_long()):
            failed.append("serving ended by itself")
    finally:
        (options.folder / SERVE_FILE).unlink(missing_ok=True)
        for process in agent:
            process.terminate()
        house.close()
        lock.release()
    return 1 if failed else 0


def _of_web(options: ServeOptions, tag: str) -> Options:
    machine = options.machine
    return Options(
        mode=options.mode,
        demo=options.demo,
        tls=machine.tls_in_front,
        plain_http=machine.exposed,
        tag=tag,
        origins=frozenset(machine.public),
        proxies=machine.proxy,
    )


def _settle_memory() -> None:
    """What start-up made lives as long as the process: kept out of full collections, which else stop the hub
    for 50 ms at a time under load (measured: /healthz p99 beside 32 kiosks 40 ms, without them 12 ms)."""
    gc.collect()
    gc.freeze()


def _url(host: str, port: int) -> str:
    """Where programs of this machine reach the server."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"


def _write_serve_file(folder: Path, url: str, house: House) -> None:
    """Where the command line finds the running server; readable by its owner only."""
    path = folder / SERVE_FILE
    scratch = folder / f"{SERVE_FILE}.new"
    told = {"url": url, "key": house.identities.local_key, "pid": os.getpid(), "hall": house.engine.hall_id}
    scratch.unlink(missing_ok=True)  # a file left behind may be readable by others
    with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(told, file)
    os.replace(scratch, path)


def _tidy(house: House) -> None:
    """Once an hour: what expired in vault and media, and secrets no event names, are erased for good."""
    while not house.engine.health().fatal:
        try:
            house.registry.tidy(house.engine.clock.now())
            house.notes.tidy(house.day.hall, house.engine.clock.now())
            threads.offload(house.media.purge, house.engine.clock.now())
        except Told as error:
            log.warning("vault and media were not tidied: %s", error)
        threads.sleep(_TIDY_SECONDS)


def _prepare(house: House, *, demo: bool) -> None:
    """What a hall needs before the first screen; a full disk does not keep it from showing its queue."""
    try:
        if demo:
            demo_hall.seed(house)
        else:
            first_admin(house)
    except Told as error:
        log.error("the hall was not prepared: %s", error)


def first_admin(house: House) -> None:
    """No default password: an administrator without one gets a one-time code on the console."""
    admins = [account for account in house.registry.accounts.values() if account.role == "admin"]
    if any(house.admission.can_sign_in(admin) for admin in admins):
        return
    if admins:
        made = house.do(ResetAccount(name=admins[0].name))
    else:
        made = house.do(AddAccount(name="admin", role="admin"))
    name, code = made["name"], made["code"]
    print(f"管理员首次登录代码 first sign-in code of “{name}” (10 min): {code}", flush=True)
