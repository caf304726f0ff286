"""The registry as a Stream of the engine: secrets at the edge, decisions, the fold."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from server.hall.commands import Command, Origin
from server.hall.settings import Settings
from server.hall.units import Ms
from server.journal.decided import Decided
from server.journal.protocol import Entry
from server.presence.protocol import Presence
from server.registry import commands as a
from server.registry import events as e
from server.registry.credentials import Credentials, Offload
from server.registry.decide import decide, device_id, moved_label
from server.registry.labels import Labels
from server.registry.model import Account, Device, Identity, Token
from server.registry.orders import Orders
from server.registry.passwords import Passwords
from server.registry.roster import Roster
from server.registry.sessions import Sessions
from server.vault.errors import VaultError
from server.vault.protocol import Vault

log = logging.getLogger("jiaohao.registry")

STREAM: Final = "registry"
_COMMANDS = (
    a.AddAccount, a.SetAccount, a.RemoveAccount, a.ResetAccount, a.AddToken, a.RevokeToken, a.AddDevice,
    a.CodeDevice, a.RollDevice, a.RevokeDevice, a.OrderDevice,
)  # fmt: skip
_AT_EDGE = (
    a.AddAccount, a.SetAccount, a.ResetAccount, a.AddToken, a.AddDevice, a.CodeDevice, a.RollDevice,
)  # fmt: skip


class RegistryStream:
    """Who there is. offload: runs blocking calls off the hub. presence: where orders wait.
    settings_of: the hall's settings, to check windows and zones against.

    on_change: called with (kind, id) of a device, token or account whose grants changed.
    changes: grows with every change, so that what was looked up before it is known to be old.
    """

    def __init__(
        self,
        vault: Vault,
        offload: Offload,
        presence: Presence,
        settings_of: Callable[[], Settings] | None = None,
    ) -> None:
        self.roster, self._ahead = Roster(), Roster()
        self.credentials = Credentials(vault)
        self.passwords = Passwords(self.credentials)
        self.sessions = Sessions(vault, self.passwords)
        self.orders = Orders(presence)
        self.labels = Labels(vault)
        self._over: set[str] = set()  # labels that folded entries put out of use
        self.changes = 0
        self.on_change: Callable[[str, str], None] = lambda kind, id: None
        self._vault, self._offload, self._settings_of = vault, offload, settings_of
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

    # -- a stream ------------------------------------------------------------------------------

    def names(self, head: str | None) -> Collection[str]:
        """See Stream."""
        return (STREAM,)

    def handles(self, command: Command) -> bool:
        """See Stream."""
        return isinstance(command, _COMMANDS)

    def has_edge(self, command: Command) -> bool:
        """See Stream."""
        return isinstance(command, _AT_EDGE) or _words(command)

    def edge(self, command: Command, origin: Origin, at: Ms) -> dict[str, Any]:
        """See Stream: hashes of new secrets, and labels, are in the vault before the event that names them.

        Nothing that works now is touched: a command that is not written changes nothing. Raises: VaultError.
        """
        if isinstance(command, a.OrderDevice):
            self.orders.keep_words(origin.fresh, command.args)
            return {}
        return dict(self._offload(self._secrets, command, origin.fresh, at))

    def dropped(self, command: Command, origin: Origin) -> None:
        """See Stream: words and labels go now; secrets no event names are worth nothing, and swept after
        a day."""
        if _words(command):
            self.orders.drop_words(origin.fresh)
        if isinstance(command, a.AddAccount | a.SetAccount):
            self._offload(self.labels.erase, {origin.fresh})

    def _secrets(self, command: Command, ref: str, at: Ms) -> dict[str, Any]:
        """A command that will be refused gets none; the writer says why."""
        make, make_code = self.credentials.make, self.credentials.make_code
        match command:
            case a.AddDevice():
                id = device_id(command, ref)
                return {"token": make("device", id, ref, at), "code": make_code(f"device:{id}:{ref}", at)}
            case a.CodeDevice(id=id) if id in self.devices:
                return {"code": make_code(f"device:{id}:{ref}", at)}
            case a.RollDevice(id=id) if id in self.devices:
                return {"token": make("device", id, ref, at)}
            case a.AddToken():
                return {"token": make("token", ref, "", at)}
            case a.AddAccount(label=label):
                if label:
                    self.labels.keep(ref, label, at)
                return {"code": make_code(f"account:{ref}:{ref}", at)}
            case a.SetAccount(name=name):
                account = self.roster.account(name)
                moved = moved_label(account, command) if account else command.label
                if moved:
                    self.labels.keep(ref, moved, at)
            case a.ResetAccount(name=name):
                account = self.roster.account(name)
                return {"code": make_code(f"account:{account.id}:{ref}", at)} if account else {}
        return {}

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
                    self.orders.place(event, entry.at)
                changed = e.subject(event)
                if changed is not None:
                    self.on_change(*changed)
        over, self._over = self._over, set()
        try:
            if over:
                self._offload(self.labels.erase, over)
        except VaultError as error:
            log.warning("labels out of use go with the next tidying: %s", error)

    # -- identities ----------------------------------------------------------------------------

    def device_identity(self, id: str) -> Identity | None:
        """The identity of an enrolled device."""
        device = self.devices.get(id)
        if device is None:
            return None
        zone = device.zone or ("main" if device.role == "board" else None)
        return Identity("device", id, device.role, id, device.window, zone)

    def tidy(self, now: Ms) -> int:
        """Erase what expired, and rows that no event names after a day; count. Raises: VaultError."""
        swept = self._offload(self.credentials.sweep, self.roster.rows(), now)
        swept += self._offload(self.labels.sweep, self.roster.label_refs(), now)
        return int(self._offload(self._vault.purge, now) + swept)


def _words(command: Command) -> bool:
    """Whether it is an order that carries words."""
    return isinstance(command, a.OrderDevice) and bool(command.args)
