"""Who there is now: the fold of the registry stream."""

from __future__ import annotations

import msgspec

from server.registry import events as e
from server.registry.credentials import row
from server.registry.model import Account, Device, Token

_with = msgspec.structs.replace


class Roster:
    """Accounts, devices and tokens by id. Read by many threads, changed by the writer alone: those who
    look take a copy of a table first."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.devices: dict[str, Device] = {}
        self.tokens: dict[str, Token] = {}

    def account(self, name: str) -> Account | None:
        """The account somebody signs in with."""
        return next((account for account in list(self.accounts.values()) if account.name == name), None)

    def copy(self) -> Roster:
        """A roster of its own with the same people, machines and programs."""
        made = Roster()
        made.accounts, made.devices, made.tokens = dict(self.accounts), dict(self.devices), dict(self.tokens)
        return made

    def apply(self, event: e.Event) -> None:
        """Take in one event."""
        match event:
            case e.AccountAdded(id=id, ref=ref):
                self.accounts[id] = Account(
                    id, event.name, event.role, event.label, event.window, ref, ref, event.label_ref
                )
            case e.DeviceAdded(id=id, ref=ref):
                self.devices[id] = Device(
                    id, event.name, event.role, event.zone, event.window, ref=ref, code=ref
                )
            case e.TokenAdded(id=id):
                self.tokens[id] = Token(id, event.name, event.role, event.window)
            case e.AccountChanged() | e.AccountRemoved() | e.AccountReset():
                self._account(event)
            case e.DeviceCoded() | e.DeviceRolled() | e.DeviceRevoked():
                self._device(event)
            case e.TokenRevoked(id=id):
                self.tokens.pop(id, None)

    def _account(self, event: e.AccountChanged | e.AccountRemoved | e.AccountReset) -> None:
        account = self.accounts.pop(event.id, None)
        if account is None:
            return
        if isinstance(event, e.AccountChanged):
            self.accounts[account.id] = _with(
                account,
                role=event.role,
                label=event.label,
                label_ref=event.label_ref,
                window=event.window,
                since=event.ref,
            )
        elif isinstance(event, e.AccountReset):
            self.accounts[account.id] = _with(account, ref=event.ref, since=event.ref)

    def _device(self, event: e.DeviceCoded | e.DeviceRolled | e.DeviceRevoked) -> None:
        device = self.devices.get(event.id)
        if device is None:
            return
        if isinstance(event, e.DeviceCoded):
            self.devices[device.id] = _with(device, code=event.ref)
        elif isinstance(event, e.DeviceRolled):
            self.devices[device.id] = _with(device, ref=event.ref)
        else:
            del self.devices[device.id]

    def rows(self) -> set[str]:
        """Names of the vault's rows that count."""
        return {
            *(row("password", account.id, account.ref) for account in list(self.accounts.values())),
            *(row("device", device.id, device.ref) for device in list(self.devices.values())),
            *(row("screen", id) for id in list(self.devices)),
            *(row("token", id) for id in list(self.tokens)),
        }

    def label_refs(self) -> set[str]:
        """Names of the labels that count."""
        return {account.label_ref for account in list(self.accounts.values()) if account.label_ref}
