"""The demo's hall: its day is open whenever somebody looks, and its kiosk prints on a roll of pictures."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from server.bootstrap import House
from server.engine.errors import Rejected
from server.hall import calendar
from server.hall.commands import OpenDay, OpenWindow
from server.hall.errors import Refused, Told
from server.hall.opening import running
from server.registry.commands import AddDevice, RollDevice
from server.runtime import threads
from server.vault.errors import VaultError

log = logging.getLogger("jiaohao")

_LOOK_SECONDS: Final = 5.0


def seed(house: House) -> None:
    """The demo's day is open without end, on the next morning too; its windows are open. Raises: Rejected."""
    clock, hall = house.engine.clock, house.day.hall
    if running(hall, clock.now()) and hall.by_person and hall.until is None:
        return
    house.do(OpenDay(day=calendar.day_of(clock.machine()) if clock.unsure else None))
    for window in hall.settings.windows:
        now = house.day.hall.windows.get(window.number)
        if now is None or now.state != "open":
            try:
                house.do(OpenWindow(window=window.number))
            except Refused as refused:
                log.info("window %s: %s", window.number, refused)


def keep_open(house: House) -> None:
    """A real hall opens with its first command; the demo has to be open for whoever looks."""
    while not house.engine.health().fatal:
        threads.sleep(_LOOK_SECONDS)
        hall = house.day.hall
        if hall.closed_by_person and not hall.open and hall.day == calendar.day_of(house.engine.clock.now()):
            continue  # somebody tries the end of a day
        try:
            seed(house)
        except Told as told:
            log.warning("the demo's day was not opened: %s", told)


def agent(house: House, folder: Path, url: str, paper: Path) -> list[subprocess.Popen[bytes]]:
    """The kiosk's agent with a paper roll; it ends with the server, however that ends: its standard
    input is a pipe of ours that ends when we do."""
    token_file = folder / "demo-kiosk.token"
    device = next((d for d in house.registry.devices.values() if d.name == "demo-kiosk"), None)
    try:
        made = house.do(RollDevice(id=device.id) if device else AddDevice(name="demo-kiosk", role="kiosk"))
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
