"""The running hall, as web and bootstrap see it: submit commands, get frames, know its health."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from server.engine.clock import HallClock, monotonic_ms, wall_ms
from server.engine.plan import Ask
from server.engine.port import Emit, Organ, Room
from server.engine.publisher import Publisher
from server.engine.state import HallState
from server.engine.writer import Writer, replayed
from server.hall import calendar, invariants
from server.hall import events as e
from server.hall.commands import Command, Origin, TransferTicket
from server.hall.fold.apply import apply, fold
from server.hall.model import Hall
from server.hall.units import DAY, Ms
from server.hall.views.live import Live, printers
from server.journal import chain
from server.journal.errors import Broken
from server.journal.protocol import Journal
from server.runtime import threads
from server.vault.protocol import Vault
from server.wire.frames import Answer, Frame

log = logging.getLogger("jiaohao.engine")

_CHECK_SECONDS = 60.0
_NOTE_KEPT = 2 * DAY


class Status(Struct, frozen=True):
    """Health of a hall. fatal: why nothing is acknowledged any more, or None."""

    hall: str
    day: str
    seq: int
    store_ok: bool
    clock_unsure: bool
    fatal: str | None


class HallEngine:
    """One hall. on_fatal: called when the process should stop acknowledging and exit non-zero."""

    def __init__(
        self,
        hall: Hall,
        journal: Journal,
        vault: Vault,
        organs: Sequence[Organ],
        *,
        on_fatal: Callable[[str], None] = lambda why: None,
        wall: Callable[[], Ms] = wall_ms,
        monotonic: Callable[[], Ms] = monotonic_ms,
    ) -> None:
        self._journal, self._vault, self._organs = journal, vault, organs
        self.state = HallState(_load(hall, journal, organs), journal.epoch(hall.id))
        self._remember(hall.id)
        self.clock = HallClock(self.state.hall.at, self._is_workday, wall=wall, monotonic=monotonic)
        self._publisher = Publisher(self.state, self.clock.now, self._add_live)
        self._on_fatal = on_fatal
        self._writer = Writer(self.state, journal, organs, self.clock, self._publisher.changed, on_fatal)
        self._online: dict[str, str] = {}
        self._notes: dict[str, str] = {}

    def _remember(self, hall: str) -> None:
        for stream in self._journal.streams(hall):
            last = self._journal.last(hall, stream)
            self.state.seqs[stream] = last.seq if last else 0
        if self.state.hall.day is not None:
            self.state.keys.update(entry.key for entry in self._journal.read(hall, self.state.hall.day))

    def _is_workday(self, day: str) -> bool:
        return calendar.is_workday(self.state.hall.settings.calendar, day)

    @property
    def hall_id(self) -> str:
        """The hall's slug."""
        return self.state.hall.id

    @property
    def emit(self) -> Emit | None:
        """Where frames go; set by web."""
        return self._publisher.emit

    @emit.setter
    def emit(self, emit: Emit | None) -> None:
        self._publisher.emit = emit

    @property
    def on_head(self) -> Callable[[dict[str, int]], None]:
        """Told the newest seq of every stream after each commit."""
        return self._writer.on_head

    @on_head.setter
    def on_head(self, note: Callable[[dict[str, int]], None]) -> None:
        self._writer.on_head = note

    def start(self) -> None:
        """Begin to write and to publish."""
        threads.spawn(self._writer.run)
        threads.spawn(self._publisher.run)
        threads.spawn(self._watch)

    def stop(self) -> None:
        """Answer what was taken, then no more."""
        self._publisher.stopping = True
        self._writer.stop()

    def _watch(self) -> None:
        """Invariants are checked in production too: stop rather than go on wrong."""
        while not self._publisher.stopping:
            threads.sleep(_CHECK_SECONDS)
            with self.state.lock:
                broken = invariants.check(self.state.hall)
            if broken:
                log.critical("invariants broken: %s", "; ".join(broken))
                self._writer.failed = broken[0]
                self._on_fatal(broken[0])

    # -- commands ------------------------------------------------------------------------------

    def submit(self, command: Command, key: str, request: bytes, origin: Origin) -> Answer:
        """Decide, write, answer. Raises: Refused by the rules, Rejected otherwise."""
        if not origin.fresh:
            origin = msgspec.structs.replace(origin, fresh=secrets.token_hex(8))
        ask = Ask(command, key, request, origin)
        organ = next((organ for organ in self._organs if organ.handles(command)), None)
        if organ is not None:
            stored = threads.offload(self._journal.known, self.hall_id, key)
            if stored is not None:
                return replayed(stored, request)
            ask.shown = organ.edge(command, origin, self.clock.now())
        if isinstance(command, TransferTicket) and command.note:
            expires = self.clock.now() + _NOTE_KEPT
            threads.offload(self._vault.put, "note", origin.fresh, command.note.encode(), expires)
        return self._writer.submit(ask)

    # -- looking -------------------------------------------------------------------------------

    def frame(self, room: Room) -> Frame:
        """See Publisher.frame."""
        return self._publisher.frame(room)

    def join(self, room: Room) -> Frame:
        """See Publisher.join."""
        return self._publisher.join(room)

    def leave(self, room: Room) -> None:
        """See Publisher.leave."""
        self._publisher.leave(room)

    def device_seen(self, device: str, online: bool) -> None:
        """A device came or went; supervisors see it in `live`."""
        self._online[device] = "online" if online else "offline"

    def _add_live(self, room: Room, live: Live) -> Live:
        live.store_ok = self._writer.store_ok and self._writer.failed is None
        live.clock_unsure = self.clock.unsure
        if room.role in ("counter", "supervisor"):
            live.printer = printers(self.state.hall, live.now)
            live.notes = self._notes_now()
        if room.role == "supervisor":
            live.devices = dict(self._online)
        return live

    def _notes_now(self) -> dict[str, str]:
        """Texts of notes on tickets that are still here, from the vault, read once."""
        wanted = {t.note for t in self.state.hall.tickets.values() if t.note and t.state == "waiting"}
        wanted |= {
            t.note for t in self.state.hall.tickets.values() if t.note and t.state in ("called", "serving")
        }
        for id in wanted - self._notes.keys():
            text = self._vault.get("note", id, self.clock.now())
            self._notes[id] = text.decode() if text else ""
        self._notes = {id: text for id, text in self._notes.items() if id in wanted}
        return self._notes

    def status(self) -> Status:
        """For /readyz."""
        return Status(
            hall=self.hall_id,
            day=self.state.hall.day or "",
            seq=self.state.hall.seq,
            store_ok=self._writer.store_ok,
            clock_unsure=self.clock.unsure,
            fatal=self._writer.failed,
        )


def _load(hall: Hall, journal: Journal, organs: Sequence[Organ]) -> Hall:
    """Fold the streams of the organs, then the newest day. Raises: Broken."""
    for organ in organs:
        entries = list(journal.read(hall.id, organ.stream))
        chain.verify(entries)
        for entry in entries:
            organ.fold(entry)
            if organ.stream == "settings":
                _fold_settings(hall, entry.events)
    day = journal.head(hall.id)
    if day is not None:
        days = list(journal.read(hall.id, day))
        chain.verify(days)
        for entry, events in zip(days, e.decode_all([entry.events for entry in days]), strict=True):
            fold(hall, entry.seq, entry.at, events)
    broken = invariants.check(hall)
    if broken:
        raise Broken(f"{day}: {'; '.join(broken)}")
    return hall


def _fold_settings(hall: Hall, body: bytes) -> None:
    for event in e.decode(body):
        apply(hall, event)
