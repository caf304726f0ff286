"""What each command answers: the `result` of its answer, by `do`. The rules make it (hall/rules, registry,
settings); tests/wire/test_results.py holds both against each other."""

from __future__ import annotations

from typing import Final

from msgspec import UNSET, Struct, UnsetType

from server.hall.units import Ms


class About(Struct, frozen=True):
    """The ticket that the command was about, if it was about one."""

    ticket: str | UnsetType = UNSET
    number: str | UnsetType = UNSET


class DayOpened(Struct, frozen=True):
    """until: when the hall closes the day by itself (ms), null = at 04:00 of the next morning."""

    day: str
    until: Ms | None


class DayEnded(Struct, frozen=True):
    """How many tickets were inside: left (waiting, held), missed (called, missed), unfinished (served)."""

    left: int
    missed: int
    unfinished: int


class ClockMoved(Struct, frozen=True):
    """step: how far the hall's clock moved (ms)."""

    step: int


class Issued(Struct, frozen=True):
    """ahead: how many wait before it. eta: least and greatest wait expected (s), null = not known.
    page: address of the ticket's page for a phone, null where the settings have none."""

    ticket: str
    number: str
    ahead: int
    eta: tuple[int, int] | None
    page: str | None


class Rejoined(Struct, frozen=True):
    """ahead: how many wait before it."""

    ticket: str
    number: str
    ahead: int


class Reprinted(Struct, frozen=True):
    """job: of the paper, as the kiosk's view has it."""

    ticket: str
    number: str
    job: str


class CallMade(Struct, frozen=True):
    """call: number of the call. All three are null when window.next only finished because nobody waited.
    finished: the ticket that window.next finished first."""

    ticket: str | None
    number: str | None
    call: int | None
    finished: str | UnsetType = UNSET


class Changed(Struct, frozen=True):
    """id: of the account, token or device."""

    id: str


class AccountCode(Struct, frozen=True):
    """code: once, for 10 minutes, with which the person sets their password."""

    id: str
    name: str
    code: str


class TokenShown(Struct, frozen=True):
    """token: shown this once."""

    id: str
    token: str


class ScreenCode(Struct, frozen=True):
    """code: once, for 10 minutes, with which a browser becomes the device's screen."""

    id: str
    code: str


class DeviceShown(Struct, frozen=True):
    """token: of its agent, shown this once. code: once, for 10 minutes, for its screen."""

    id: str
    token: str
    code: str


class OrderGiven(Struct, frozen=True):
    """order: id in `live.orders` of the device and in `live.ordered` of the supervisor."""

    order: str


class SettingTold(Struct, frozen=True):
    """What comes of a setting that was saved: its path, and one sentence in Chinese and in English."""

    path: str
    zh: str
    en: str


class SettingsVersion(Struct, frozen=True):
    """version: of the settings that are in force now. told: what people should know of texts that are new,
    such as signs that no ticket can show; left out when there is nothing."""

    version: int
    told: tuple[SettingTold, ...] | UnsetType = UNSET


_RESULTS: Final[dict[str, type[Struct]]] = {
    "day.open": DayOpened,
    "day.close": DayEnded,
    "clock.confirm": ClockMoved,
    "ticket.issue": Issued,
    "ticket.rejoin": Rejoined,
    "ticket.reprint": Reprinted,
    "window.next": CallMade,
    "window.call": CallMade,
    "window.recall": CallMade,
    "account.add": AccountCode,
    "account.set": Changed,
    "account.remove": Changed,
    "account.reset": AccountCode,
    "token.add": TokenShown,
    "token.revoke": Changed,
    "device.add": DeviceShown,
    "device.code": ScreenCode,
    "device.roll": TokenShown,
    "device.revoke": Changed,
    "device.order": OrderGiven,
    "settings.set": SettingsVersion,
    "settings.import": SettingsVersion,
    "settings.restore": SettingsVersion,
}


def result_of(do: str) -> type[Struct]:
    """The type of a command's result."""
    return _RESULTS.get(do, About)
