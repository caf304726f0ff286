"""The one place where the rooms meet: builds a hall from a folder or in memory."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from display.voice import pack
from server import stores
from server.day.look import DayLive, Look
from server.day.notes import Notes
from server.day.stream import DayStream
from server.engine.clock import HallClock, elapsed_ms, wall_ms
from server.engine.engine import Engine
from server.engine.live import ALL, Part
from server.hall.commands import Command, Origin
from server.hall.settings.tree import Settings
from server.hall.standing import require_nobody
from server.hall.units import Ms
from server.hall.views.live import Live
from server.journal.errors import UnsafeStore
from server.journal.protocol import Journal
from server.media.folder import passing_media
from server.media.protocol import Media
from server.presence.memory import MemoryPresence
from server.presence.protocol import Presence
from server.registry import live as registry_live
from server.registry.admission import Admission
from server.registry.identities import Identities
from server.registry.kept import Kept
from server.registry.passwords import Passwords
from server.registry.printers import require_printer
from server.registry.sessions import Sessions
from server.registry.stream import RegistryStream
from server.runtime import threads
from server.settings.defaults.township import HALL_ID, township
from server.settings.stream import SettingsStream
from server.vault.protocol import Vault
from server.web.options import Rooms
from server.wire.clips import Pack, PackDamaged, index_url

log = logging.getLogger("jiaohao")

LOCAL: Final = Origin("local", "admin", None, "")


@dataclass
class House:
    """A hall with all its rooms, built and not yet started."""

    journal: Journal
    vault: Vault
    presence: Presence
    media: Media
    settings: SettingsStream
    registry: RegistryStream
    day: DayStream
    notes: Notes
    identities: Identities
    admission: Admission
    engine: Engine

    def do(self, command: Command, key: str | None = None, request: bytes = b"\0" * 32) -> dict[str, Any]:
        """A command of the machine itself. Raises: Told."""
        require_printer(self.registry.roster, self.day.hall, command, LOCAL.role, LOCAL.device)
        return self.engine.submit(command, key or secrets.token_hex(16), request, LOCAL).result

    def rooms(self) -> Rooms:
        """What web stands in front of."""
        return Rooms(
            engine=self.engine, registry=self.registry, identities=self.identities, admission=self.admission,
            day=self.day, settings=self.settings, presence=self.presence, media=self.media, voice=voice(),
        )  # fmt: skip

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
    presence = MemoryPresence(monotonic=lambda: elapsed() / 1000)
    settings = SettingsStream(first or township(), lambda new: require_nobody(day.seen(), new))
    registry = RegistryStream(Kept(vault, presence, threads.offload), lambda: settings.ahead()[0])
    notes = Notes(vault, threads.offload)
    day = _day(hall_id, journal, vault, settings, notes, clock, lambda: registry.boards)
    made = Engine(
        hall_id,
        journal,
        [settings, registry, day],
        clock,
        settings_seq=lambda: settings.ahead()[1],
        look=Look(day).view,
        broken=day.broken,
        **engine,
    )
    _provide(made, DayLive(day, notes, presence, lambda id: id in registry.devices))
    made.parts.provide(Part("orders", ALL, registry_live.orders(registry)))
    made.parts.provide(Part("clips", frozenset({"board"}), _clips(settings)))
    passwords = Passwords(registry.kept.credentials)
    sessions = Sessions(vault, passwords)
    identities = Identities(registry, sessions, threads.offload, clock.now)
    return House(
        journal=journal, vault=vault, presence=presence, media=media or passing_media(),
        settings=settings, registry=registry, day=day, notes=notes, engine=made, identities=identities,
        admission=Admission(registry, identities, passwords, sessions, threads.offload, clock.now, presence),
    )  # fmt: skip


@cache
def voice() -> Pack | None:
    """The default clips; a hall goes on without them."""
    try:
        return pack.default()
    except (OSError, PackDamaged) as error:
        log.warning("没有语音，大屏只响提示音、显示文字 no voice, boards chime and show: %s", error)
        return None


def _clips(settings: SettingsStream) -> Callable[[str, str, Live], None]:
    """The hall's own recordings, which are listed with the default clips, or these alone."""

    def fill(role: str, arg: str, live: Live) -> None:
        kept = voice()
        hash = settings.current.voice.clips or (kept.hash if kept else "")
        live.clips = index_url(hash) if hash else ""

    return fill


def _day(
    hall: str,
    journal: Journal,
    vault: Vault,
    settings: SettingsStream,
    notes: Notes,
    clock: HallClock,
    boards: Callable[[], frozenset[str]],
) -> DayStream:
    return DayStream(
        hall,
        settings,
        notes,
        slip_key=_slip_key(vault, empty=not journal.streams(hall)),
        load=lambda name: threads.offload(lambda: list(journal.read(hall, name))),
        moved=lambda step, by_hand: clock.confirmed(step, by_hand=by_hand),
        lock=threads.lock(),
        boards=boards,
    )


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
    found = stores.of_folder(folder, hall_id, HALL_ID)
    more: dict[str, Any] = {"on_commit": found.on_commit, "media": found.media} | engine
    return build(found.journal, found.vault, found.hall, **more)


def in_memory(**engine: Any) -> House:
    """The default hall without files, for tests and rehearsals."""
    found = stores.in_memory(HALL_ID)
    return build(found.journal, found.vault, media=found.media, **engine)
