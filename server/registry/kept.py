"""What the registry keeps beside its stream: secrets and labels in the vault, orders in presence.

Each is there before the entry that names it; what no entry names is worth nothing and swept after a day.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from server.hall.commands import Command
from server.hall.units import Ms
from server.presence.protocol import Presence
from server.registry import commands as a
from server.registry.credentials import Credentials, Offload
from server.registry.decide import device_id, moved_label
from server.registry.labels import Labels
from server.registry.orders import Orders
from server.registry.roster import Roster
from server.vault.errors import VaultError
from server.vault.protocol import Vault

log = logging.getLogger("jiaohao.registry")

_AT_EDGE: Final = (
    a.AddAccount, a.SetAccount, a.ResetAccount, a.AddToken, a.AddDevice, a.CodeDevice, a.RollDevice,
)  # fmt: skip


class Kept:
    """Of one hall. offload: runs blocking calls off the hub."""

    def __init__(self, vault: Vault, presence: Presence, offload: Offload) -> None:
        self._vault, self._offload = vault, offload
        self.credentials = Credentials(vault)
        self.labels = Labels(vault)
        self.orders = Orders(presence)

    def has(self, command: Command) -> bool:
        """Whether a command brings something to keep."""
        return isinstance(command, _AT_EDGE) or _words(command)

    def keep(self, roster: Roster, command: Command, ref: str, at: Ms) -> dict[str, Any]:
        """Hashes of new secrets, and labels, under `ref`; what is shown once. Raises: VaultError."""
        if isinstance(command, a.OrderDevice):
            self.orders.keep_words(ref, command.args)
            return {}
        return dict(self._offload(self._secrets, roster, command, ref, at))

    def drop(self, command: Command, ref: str) -> None:
        """The command came to nothing: words and labels go now. Raises: VaultError."""
        if _words(command):
            self.orders.drop_words(ref)
        if isinstance(command, a.AddAccount | a.SetAccount):
            self._offload(self.labels.erase, {ref})

    def _secrets(self, roster: Roster, command: Command, ref: str, at: Ms) -> dict[str, Any]:
        """A command that will be refused gets none; the writer says why."""
        make, make_code = self.credentials.make, self.credentials.make_code
        match command:
            case a.AddDevice():
                id = device_id(command, ref)
                return {"token": make("device", id, ref, at), "code": make_code(f"device:{id}:{ref}", at)}
            case a.CodeDevice(id=id) if id in roster.devices:
                return {"code": make_code(f"device:{id}:{ref}", at)}
            case a.RollDevice(id=id) if id in roster.devices:
                return {"token": make("device", id, ref, at)}
            case a.AddToken():
                return {"token": make("token", ref, "", at)}
            case a.AddAccount(label=label):
                if label:
                    self.labels.keep(ref, label, at)
                return {"code": make_code(f"account:{ref}:{ref}", at)}
            case a.SetAccount(name=name):
                account = roster.account(name)
                moved = moved_label(account, command) if account else command.label
                if moved:
                    self.labels.keep(ref, moved, at)
            case a.ResetAccount(name=name):
                account = roster.account(name)
                return {"code": make_code(f"account:{account.id}:{ref}", at)} if account else {}
        return {}

    def erase_labels(self, over: set[str]) -> None:
        """These labels are out of use; a vault that is away erases them with the next tidying."""
        try:
            if over:
                self._offload(self.labels.erase, over)
        except VaultError as error:
            log.warning("labels out of use go with the next tidying: %s", error)

    def tidy(self, roster: Roster, now: Ms) -> int:
        """Erase what expired, and rows that no event names after a day; count. Raises: VaultError."""
        swept = self._offload(self.credentials.sweep, roster.rows(), now)
        swept += self._offload(self.labels.sweep, roster.label_refs(), now)
        return int(self._offload(self._vault.purge, now) + swept)


def _words(command: Command) -> bool:
    """Whether it is an order that carries words."""
    return isinstance(command, a.OrderDevice) and bool(command.args)
