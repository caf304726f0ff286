"""What a command of administration leads to: events and the result for the client, or a refusal."""

from __future__ import annotations

from typing import Any

from server.hall.commands import Command
from server.hall.errors import Refused
from server.hall.settings.kinds import DEFAULT_ZONE
from server.hall.settings.tree import Settings
from server.hall.signs import unreadable
from server.registry import commands as a
from server.registry import events as e
from server.registry import orders, roles
from server.registry.model import Account, Device
from server.registry.roster import Roster

Decision = tuple[list[e.Event], dict[str, Any]]


def decide(roster: Roster, settings: Settings | None, command: Command, ref: str) -> Decision:
    """Pure. ref: fresh id of this command, the name of the secrets made for it at the edge.

    settings: to check windows and zones against, or None. Refused: name_taken,
    account_unknown, token_unknown, device_unknown, window_unknown, zone_unknown, window_needed,
    device_needed, last_admin, order_unfit, order_args, text_unseen, not_available.
    """
    match command:
        case a.AddAccount() | a.SetAccount() | a.RemoveAccount() | a.ResetAccount():
            return _account(roster, settings, command, ref)
        case a.AddToken() | a.RevokeToken():
            return _token(roster, settings, command, ref)
        case a.AddDevice() | a.CodeDevice() | a.RollDevice() | a.RevokeDevice() | a.OrderDevice():
            return _device(roster, settings, command, ref)
    raise Refused("not_available")


def device_id(command: a.AddDevice, ref: str) -> str:
    """Readable and unique: the name and a few signs of the fresh id."""
    return f"{command.name}-{ref[:8]}"


def _account(roster: Roster, settings: Settings | None, command: Command, ref: str) -> Decision:
    match command:
        case a.AddAccount(name=name, role=role, label=label, window=window):
            _bodiless(settings, role, window)
            _legible(label)
            if roster.account(name) is not None:
                raise Refused("name_taken")
            label_ref = ref if label else ""
            added = e.AccountAdded(id=ref, name=name, role=role, window=window, ref=ref, label_ref=label_ref)
            return [added], {"id": ref, "name": name}
        case a.SetAccount():
            return _changed(roster, settings, command, ref)
        case a.RemoveAccount():
            account = known_account(roster, command.name)
            _keep_an_admin(roster, account)
            return [e.AccountRemoved(id=account.id)], {"id": account.id}
        case a.ResetAccount():
            account = known_account(roster, command.name)
            return [e.AccountReset(id=account.id, ref=ref)], {"id": account.id, "name": account.name}
    raise Refused("not_available")


def _changed(roster: Roster, settings: Settings | None, command: a.SetAccount, ref: str) -> Decision:
    account = known_account(roster, command.name)
    role: str = command.role or account.role
    window = command.window if command.window is not None else account.window
    _bodiless(settings, role, window)
    _legible(command.label)
    if role != "admin":
        _keep_an_admin(roster, account)
    label_ref = ref if moved_label(account, command) else account.label_ref
    changed = e.AccountChanged(id=account.id, role=role, window=window, ref=ref, label_ref=label_ref)
    return [changed], {"id": account.id}


def moved_label(account: Account, command: a.SetAccount) -> str | None:
    """The label that goes into the vault under the command's fresh id: a new one, or one that an entry of
    before still holds; None when nothing changes."""
    return command.label or account.label or None


def _legible(label: str | None) -> None:
    if label and unreadable(label):
        raise Refused("text_unseen")


def _token(roster: Roster, settings: Settings | None, command: Command, ref: str) -> Decision:
    match command:
        case a.AddToken(name=name, role=role, window=window):
            _bodiless(settings, role, window)
            if any(token.name == name for token in roster.tokens.values()):
                raise Refused("name_taken")
            return [e.TokenAdded(id=ref, name=name, role=role, window=window)], {"id": ref}
        case a.RevokeToken(id=id):
            if id not in roster.tokens:
                raise Refused("token_unknown")
            return [e.TokenRevoked(id=id)], {"id": id}
    raise Refused("not_available")


def _device(roster: Roster, settings: Settings | None, command: Command, ref: str) -> Decision:
    match command:
        case a.AddDevice(name=name, role=role, zone=zone, window=window):
            _place(settings, role, window, zone)
            id = device_id(command, ref)
            added = e.DeviceAdded(id=id, name=name, role=role, zone=zone, window=window, ref=ref)
            return [added], {"id": id}
        case a.CodeDevice(id=id):
            return [e.DeviceCoded(id=known_device(roster, id).id, ref=ref)], {"id": id}
        case a.RollDevice(id=id):
            return [e.DeviceRolled(id=known_device(roster, id).id, ref=ref)], {"id": id}
        case a.RevokeDevice(id=id):
            return [e.DeviceRevoked(id=known_device(roster, id).id)], {"id": id}
        case a.OrderDevice(device=id, act=act):
            orders.require(act, known_device(roster, id).role, command.args)
            return [e.DeviceOrdered(id=id, order=ref, act=act)], {"order": ref}
    raise Refused("not_available")


def _place(settings: Settings | None, role: str, window: int | None, zone: str | None) -> None:
    """A role that works at a window names one, and what is named is there."""
    if roles.row(role).needs == "window" and window is None:
        raise Refused("window_needed")
    if settings is None:
        return
    if window is not None and settings.window(window) is None:
        raise Refused("window_unknown")
    if zone is not None and zone != DEFAULT_ZONE and not settings.has_zone(zone):
        raise Refused("zone_unknown")


def _bodiless(settings: Settings | None, role: str, window: int | None) -> None:
    """People and programs have no role that lives by a device's view, paper and print jobs (defect 55)."""
    if roles.row(role).needs == "device":
        raise Refused("device_needed")
    _place(settings, role, window, None)


def _keep_an_admin(roster: Roster, account: Account) -> None:
    others = [other for other in roster.accounts.values() if other.role == "admin" and other.id != account.id]
    if account.role == "admin" and not others:
        raise Refused("last_admin")


def known_account(roster: Roster, name: str) -> Account:
    """The account of a name. Refused: account_unknown."""
    account = roster.account(name)
    if account is None:
        raise Refused("account_unknown")
    return account


def known_device(roster: Roster, id: str) -> Device:
    """The device of an id. Refused: device_unknown."""
    if id not in roster.devices:
        raise Refused("device_unknown")
    return roster.devices[id]
