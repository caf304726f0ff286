"""Accounts, devices, tokens: a fold of the registry stream, an Organ of the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.hall import administration as a
from server.hall.commands import Command, Origin
from server.hall.errors import Refused
from server.hall.model import Ms
from server.journal.protocol import Entry
from server.registry import events as e
from server.registry.credentials import Credentials, Offload
from server.registry.model import Account, Device, Identity, Token
from server.registry.people import People
from server.vault.protocol import Vault

_NEEDS_WINDOW = ("button", "clerk", "sign")
_COMMANDS = (
    a.AddAccount, a.SetAccount, a.RemoveAccount, a.ResetAccount, a.AddToken, a.RevokeToken, a.AddDevice,
    a.CodeDevice, a.RollDevice, a.RevokeDevice,
)  # fmt: skip


class Registry:
    """Who there is. offload: runs blocking calls off the hub.

    on_change: called with (kind, id) of a device, token or account whose grants changed.
    """

    stream = "registry"

    def __init__(self, vault: Vault, offload: Offload) -> None:
        self.accounts: dict[str, Account] = {}
        self.devices: dict[str, Device] = {}
        self.tokens: dict[str, Token] = {}
        self.credentials = Credentials(vault)
        self.people = People(vault)
        self._offload = offload
        self.on_change: Callable[[str, str], None] = lambda kind, id: None

    def handles(self, command: Command) -> bool:
        """See Organ."""
        return isinstance(command, _COMMANDS)

    # -- secrets at the edge -------------------------------------------------------------------

    def edge(self, command: Command, origin: Origin, at: Ms) -> dict[str, Any]:
        """See Organ: makes the secrets a command asks for; their hashes are in the vault before the event."""
        return dict(self._offload(self._secrets, command, origin, at))

    def _secrets(self, command: Command, origin: Origin, at: Ms) -> dict[str, Any]:
        match command:
            case a.AddDevice():
                self._check_new(command, origin)
                id = device_id(command, origin)
                return {
                    "token": self.credentials.make("device", id),
                    "code": self.credentials.make_code(f"device:{id}", at),
                }
            case a.CodeDevice():
                return {"code": self.credentials.make_code(f"device:{self._device(command.id).id}", at)}
            case a.RollDevice():
                return {"token": self.credentials.make("device", self._device(command.id).id)}
            case a.AddToken():
                self._check_new(command, origin)
                return {"token": self.credentials.make("token", origin.fresh)}
            case a.AddAccount():
                self._check_new(command, origin)
                return {"code": self.credentials.make_code(f"account:{origin.fresh}", at)}
            case a.ResetAccount():
                account = self._account(command.name)
                self.credentials.erase("password", account.id)
                self.people.end_all(account.id, at)
                return {"code": self.credentials.make_code(f"account:{account.id}", at)}
            case a.SetAccount() | a.RemoveAccount():
                self.people.end_all(self._account(command.name).id, at)
        return {}

    def _check_new(self, command: Any, origin: Origin) -> None:
        """Refuse before a secret is made."""
        self._events(command, origin)

    # -- deciding ------------------------------------------------------------------------------

    def decide(self, command: Command, at: Ms, origin: Origin) -> tuple[bytes, dict[str, Any]]:
        """See Organ. Refused: name_taken, …_unknown, window_needed, last_admin."""
        events, result = self._events(command, origin)
        return e.encode(events), result

    def _events(self, command: Command, origin: Origin) -> tuple[list[e.Event], dict[str, Any]]:
        match command:
            case a.AddAccount():
                self._require_window(command.role, command.window)
                if any(account.name == command.name for account in self.accounts.values()):
                    raise Refused("name_taken")
                added = e.AccountAdded(
                    id=origin.fresh,
                    name=command.name,
                    role=command.role,
                    label=command.label or "",
                    window=command.window,
                )
                return [added], {"id": origin.fresh, "name": command.name}
            case a.SetAccount():
                return self._changed(command)
            case a.RemoveAccount():
                account = self._account(command.name)
                self._keep_an_admin(account)
                return [e.AccountRemoved(id=account.id)], {"id": account.id}
            case a.ResetAccount():
                account = self._account(command.name)
                return [e.AccountReset(id=account.id)], {"id": account.id}
            case a.AddToken():
                self._require_window(command.role, command.window)
                if any(token.name == command.name for token in self.tokens.values()):
                    raise Refused("name_taken")
                token = e.TokenAdded(
                    id=origin.fresh, name=command.name, role=command.role, window=command.window
                )
                return [token], {"id": origin.fresh}
            case a.RevokeToken():
                if command.id not in self.tokens:
                    raise Refused("token_unknown")
                return [e.TokenRevoked(id=command.id)], {"id": command.id}
            case a.AddDevice():
                self._require_window(command.role, command.window)
                id = device_id(command, origin)
                device = e.DeviceAdded(
                    id=id, name=command.name, role=command.role, zone=command.zone, window=command.window
                )
                return [device], {"id": id}
            case a.CodeDevice():
                return [e.DeviceCoded(id=self._device(command.id).id)], {"id": command.id}
            case a.RollDevice():
                return [e.DeviceRolled(id=self._device(command.id).id)], {"id": command.id}
            case a.RevokeDevice():
                return [e.DeviceRevoked(id=self._device(command.id).id)], {"id": command.id}
        raise Refused("not_available")

    def _changed(self, command: a.SetAccount) -> tuple[list[e.Event], dict[str, Any]]:
        account = self._account(command.name)
        role = command.role or account.role
        window = command.window if command.window is not None else account.window
        self._require_window(role, window)
        if role != "admin":
            self._keep_an_admin(account)
        label = account.label if command.label is None else command.label
        return [e.AccountChanged(id=account.id, role=role, label=label, window=window)], {"id": account.id}

    def _keep_an_admin(self, account: Account) -> None:
        others = [
            other for other in self.accounts.values() if other.role == "admin" and other.id != account.id
        ]
        if account.role == "admin" and not others:
            raise Refused("last_admin")

    def _require_window(self, role: str, window: int | None) -> None:
        if role in _NEEDS_WINDOW and window is None:
            raise Refused("window_needed")

    def _account(self, name: str) -> Account:
        for account in self.accounts.values():
            if account.name == name:
                return account
        raise Refused("account_unknown")

    def _device(self, id: str) -> Device:
        if id not in self.devices:
            raise Refused("device_unknown")
        return self.devices[id]

    # -- folding -------------------------------------------------------------------------------

    def fold(self, entry: Entry) -> None:
        """See Organ."""
        for event in e.decode(entry.events):
            self._apply(event)

    def _apply(self, event: e.Event) -> None:
        match event:
            case e.AccountAdded():
                self.accounts[event.id] = Account(event.id, event.name, event.role, event.label, event.window)
            case e.AccountChanged():
                old = self.accounts[event.id]
                self.accounts[event.id] = Account(old.id, old.name, event.role, event.label, event.window)
                self.on_change("account", event.id)
            case e.AccountRemoved():
                self.accounts.pop(event.id, None)
                self.on_change("account", event.id)
            case e.AccountReset():
                self.on_change("account", event.id)
            case e.TokenAdded():
                self.tokens[event.id] = Token(event.id, event.name, event.role, event.window)
            case e.TokenRevoked():
                self.tokens.pop(event.id, None)
                self.on_change("token", event.id)
            case e.DeviceAdded():
                self.devices[event.id] = Device(event.id, event.name, event.role, event.zone, event.window)
            case e.DeviceRolled():
                self.on_change("device", event.id)
            case e.DeviceRevoked():
                self.devices.pop(event.id, None)
                self.on_change("device", event.id)

    def alive(self) -> set[str]:
        """Ids that may have secrets in the vault."""
        return {*self.accounts, *self.devices, *self.tokens}

    def device_identity(self, id: str) -> Identity | None:
        """The identity of an enrolled device."""
        device = self.devices.get(id)
        if device is None:
            return None
        zone = device.zone or ("main" if device.role == "board" else None)
        return Identity("device", id, device.role, id, device.window, zone)


def device_id(command: a.AddDevice, origin: Origin) -> str:
    """Readable and unique: the name and a few signs of the fresh id."""
    return f"{command.name}-{origin.fresh[:6]}"
