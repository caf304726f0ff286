"""The registry as a Stream of the engine: secrets at the edge, decisions, the fold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from server.hall.commands import Command, Origin
from server.hall.settings.kinds import DEFAULT_ZONE
from server.hall.settings.tree import Settings
from server.hall.units import Ms
from server.journal.decided import Decided
from server.journal.protocol import Entry
from server.registry import commands as a
from server.registry import events as e
from server.registry.decide import decide
from server.registry.kept import Kept
from server.registry.model import Account, Device, Identity, Token
from server.registry.roster import Roster

STREAM: Final = "registry"
_COMMANDS = (
    a.AddAccount, a.SetAccount, a.RemoveAccount, a.ResetAccount, a.AddToken, a.RevokeToken, a.AddDevice,
    a.CodeDevice, a.RollDevice, a.RevokeDevice, a.OrderDevice,
)  # fmt: skip


class RegistryStream:
    """Who there is. kept: what lies in vault and presence. settings_of: the hall's settings, to check windows
    and zones against.

    on_change: called with (kind, id) of a device, token or account whose grants changed.
    changes: grows with every change, so that what was looked up before it is known to be old.
    """

    def __init__(
        self,
        kept: Kept,
        settings_of: Callable[[], Settings] | None = None,
    ) -> None:
        self.roster, self._ahead = Roster(), Roster()
        self.kept = kept
        self._over: set[str] = set()  # labels that folded entries put out of use
        self.changes = 0
        self.on_change: Callable[[str, str], None] = lambda kind, id: None
        self._settings_of = settings_of
        self._results: dict[bytes, dict[str, Any]] = {}  # of what was decided and not yet taken

    @property
    def accounts(self) -> dict[str, Account]:
        """People by id."""
        return self.roster.accounts

    @property
    def devices(self) -> dict[str, Device]:
        """Machines by id."""
        return self.roster.devices

    @property
    def tokens(self) -> dict[str, Token]:
        """API tokens by id."""
        return self.roster.tokens

    @property
    def boards(self) -> frozenset[str]:
        """Zones that have a board."""
        boards = (device for device in self.devices.values() if device.role == "board")
        return frozenset(device.zone or DEFAULT_ZONE for device in boards)

    # -- a stream ------------------------------------------------------------------------------

    def names(self, head: str | None) -> Collection[str]:
        """See Stream."""
        return (STREAM,)

    def handles(self, command: Command) -> bool:
        """See Stream."""
        return isinstance(command, _COMMANDS)

    def has_edge(self, command: Command) -> bool:
        """See Stream."""
        return self.kept.has(command)

    def edge(self, command: Command, origin: Origin, at: Ms) -> dict[str, Any]:
        """See Stream: hashes of new secrets, and labels, are in the vault before the event that names them.

        Nothing that works now is touched: a command that is not written changes nothing. Raises: VaultError.
        """
        return self.kept.keep(self.roster, command, origin.fresh, at)

    def dropped(self, command: Command, origin: Origin) -> None:
        """See Stream: words and labels go now; secrets no event names are worth nothing, and swept after
        a day."""
        self.kept.drop(command, origin.fresh)

    def before(self, command: Command, at: Ms, origin: Origin) -> list[Decided]:
        """See Stream."""
        return []

    def decide(self, command: Command, at: Ms, origin: Origin) -> Decided:
        """See Stream. Refused: see registry.decide."""
        settings = self._settings_of() if self._settings_of is not None else None
        events, result = decide(self._ahead, settings, command, origin.fresh)
        decided = Decided(STREAM, at, e.encode(events))
        self._results = {decided.events: result}
        return decided

    def take(self, decided: Decided, command: Command | None) -> dict[str, Any]:
        """See Stream."""
        for event in e.decode(decided.events):
            self._ahead.apply(event)
        return self._results.pop(decided.events, {})

    def after(self, at: Ms) -> list[Decided]:
        """See Stream."""
        return []

    def fold(self, entries: Sequence[Entry]) -> None:
        """See Stream."""
        own = [entry for entry in entries if entry.stream == STREAM]
        if not own:
            return
        known = self.roster.label_refs()
        for entry in own:
            for event in e.decode(entry.events):
                self.roster.apply(event)
                self.changes += 1
                known |= self.roster.label_refs()
        self._over |= known - self.roster.label_refs()

    def rewind(self) -> None:
        """See Stream."""
        self._ahead = self.roster.copy()

    def committed(self, entries: Sequence[Entry]) -> None:
        """See Stream: orders are offered, sockets of identities whose grants changed close, labels out of use
        are erased."""
        for entry in entries:
            for event in e.decode(entry.events) if entry.stream == STREAM else ():
                if isinstance(event, e.DeviceOrdered):
                    self.kept.orders.place(event, entry.at)
                changed = e.subject(event)
                if changed is not None:
                    self.on_change(*changed)
        over, self._over = self._over, set()
        self.kept.erase_labels(over)

    # -- identities ----------------------------------------------------------------------------

    def device_identity(self, id: str) -> Identity | None:
        """The identity of an enrolled device."""
        device = self.devices.get(id)
        if device is None:
            return None
        zone = device.zone or (DEFAULT_ZONE if device.role == "board" else None)
        return Identity("device", id, device.role, id, device.window, zone)

    def tidy(self, now: Ms) -> int:
        """Erase what expired, and rows that no event names after a day; count. Raises: VaultError."""
        return self.kept.tidy(self.roster, now)
