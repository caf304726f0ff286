"""Words for states, acts and rules, as people read them: (Chinese, English)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from server.hall import calendar, heard
from server.hall.model import Hall
from server.hall.settings.tree import PaperSettings
from server.hall.units import MINUTE, Ms

STATES: Final[dict[str, tuple[str, str]]] = {
    "waiting": ("等候", "waiting"),
    "called": ("已呼叫", "called"),
    "serving": ("办理中", "being served"),
    "held": ("挂起", "held"),
    "missed": ("过号", "missed"),
    "done": ("已办结", "done"),
    "left": ("已离开", "gone"),
    "void": ("作废", "void"),
}
_MOST_LISTED: Final = 10
_MOST_PARTS: Final = 8  # of a list of windows: two rows of a narrow ticket
_LEAST: Final[Ms] = 10 * MINUTE  # the bound is never published below it
_WATCH: Final = PaperSettings().advice
_LISTEN: Final = "请在等候区就座，留意广播和大屏。"  # was the default before anything spoke
_WAS_FIXED: Final = "过号可召回，顺延 3 位，最多 2 次。"  # the default before it was made from the rules

PRINTERS: Final[dict[str, tuple[str, str]]] = {
    "offline": ("打印机未连接", "the printer is offline"),
    "cover": ("打印机盖未关", "the printer is open"),
    "paper": ("缺纸", "paper out"),
    "cutter": ("打印机切刀卡住", "the cutter is stuck"),
    "error": ("打印机故障", "the printer does not print"),
}


SPEAKERS: Final[dict[str, tuple[str, str]]] = {
    "offline": ("大屏未连接", "no board is connected"),
    "off": ("大屏未开启播报", "no board wants to speak"),
    "blocked": ("声音未开启，请点击大屏", "the browser keeps the sound off: touch the board"),
    "none": ("没有声音设备", "there is no sound device"),
    "stalled": ("声音停滞，请重启大屏", "the sound stands still: restart the board"),
}


def speaker_words(why: str) -> tuple[str, str]:
    """Chinese and English of what keeps every board of a zone from speaking."""
    return SPEAKERS.get(why, SPEAKERS["offline"])


def printer_words(fault: str) -> tuple[str, str]:
    """Chinese and English of what keeps a printer from printing."""
    return PRINTERS.get(fault, PRINTERS["error"])


def windows_words(numbers: Iterable[int]) -> str:
    """Windows as a ticket names them: "2号窗口", "1、2号窗口", "1至7、9号窗口", of very many the first ones
    and how many there are; "" for none."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}至{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs]
    if len(parts) > _MOST_PARTS:
        return f"{'、'.join(parts[: _MOST_PARTS - 1])} 等 {sum(map(len, runs))} 个窗口"
    return f"{'、'.join(parts)}号窗口" if parts else ""


def state_words(state: str) -> tuple[str, str]:
    """Chinese and English of a ticket state."""
    return STATES.get(state, (state, state))


class Gains(Struct, frozen=True):
    """How far somebody may be called ahead of people due before. own: by declaring oneself at a kiosk or by
    appointment. staff: by a class that staff alone give, where that is more (else 0); names of these."""

    own: Ms
    staff: Ms
    names: tuple[tuple[str, str], ...]

    @property
    def most(self) -> Ms:
        """The bound of DESIGN section 4: the day's largest boost, at least 10 min."""
        return max(self.own, self.staff)


def gains(hall: Hall) -> Gains:
    """Of the classes in use: those of the settings, and whatever was given today under earlier ones."""
    given = dict(hall.boosts)
    own, by_staff = _LEAST, []
    for cls in hall.settings.classes:
        gain = max(cls.boost_minutes * MINUTE, given.pop(cls.id, 0))
        if cls.appointment:
            gain = max(gain, hall.settings.rules.slot_grace_minutes * MINUTE)
        if cls.at_kiosk or cls.appointment:
            own = max(own, gain)
        else:
            by_staff.append((gain, (cls.name, cls.name_en)))
    own = max(own, *given.values(), 0)
    more = [(gain, names) for gain, names in by_staff if gain > own]
    return Gains(own, max((gain for gain, _ in more), default=0), tuple(names for _, names in more))


def rule_words(hall: Hall) -> tuple[str, str]:
    """The bound of the rules in plain words, Chinese and English; true for every class anybody can give."""
    found = gains(hall)
    own, staff = _minutes(found.own), _minutes(found.staff)
    zh_staff, en_staff = "", ""
    if found.names:
        zh_staff = f"，“{'”“'.join(zh for zh, _ in found.names)}”由工作人员认定，最多 {staff} 分钟"
        en_staff = f", {', '.join(en for _, en in found.names)} (granted by staff) {staff} min"
    missed, missed_en = _missed_words(hall)
    return (
        f"按取号先后叫号。优先和预约最多提前 {own} 分钟{zh_staff}；每叫三个号，至少一个按先后顺序。{missed}",
        f"First come, first called. Priority and appointments gain at most {own} min{en_staff}; of any three "
        f"calls at most two go before you. {missed_en}",
    )


def _missed_words(hall: Hall) -> tuple[str, str]:
    behind, times = hall.settings.rules.rejoin_behind, hall.settings.rules.rejoin_max
    if times == 0:
        return "过号作废，请重新取号。", "Missed? Take a new number."
    return (
        f"过号请告知窗口或导服台，顺延 {behind} 位；超过 {times} 次请重新取号。",
        f"Missed? Return up to {times} times, behind {behind} people.",
    )


def overdue_words(hall: Hall) -> str:
    """What the ticket says about a missed call: the hall's own text, else made from the rules."""
    own = hall.settings.paper.overdue
    return _missed_words(hall)[0] if own in ("", _WAS_FIXED) else own


def announced(hall: Hall, letter: str, at: Ms) -> bool:
    """Whether calls to every window that serves the line as its own are announced at `at`: only then may
    words promise an announcement. They are where one was heard today, none was left unspoken since, and it is
    no quiet hour. Chimes and boards that are merely there do not count."""
    zones = hall.settings.zones_of(letter)
    return bool(zones) and hall.settings.voice.spoken and all(_heard(hall, zone, at) for zone in zones)


def announced_lines(hall: Hall, at: Ms) -> tuple[str, ...]:
    """Letters of all lines of which that is true."""
    heard_in = {zone for zone in hall.spoken if hall.settings.voice.spoken and _heard(hall, zone, at)}
    zones = ((line.letter, hall.settings.zones_of(line.letter)) for line in hall.settings.lines)
    return tuple(letter for letter, found in zones if found and found <= heard_in)


def _heard(hall: Hall, zone: str, at: Ms) -> bool:
    if hall.spoken.get(zone, at) >= at or hall.settings.voice.of(zone).quiet_at(calendar.clock(at)):
        return False
    return next(heard.late(hall, zone, at), None) is None


def advice_words(hall: Hall, letter: str, at: Ms) -> str:
    """What a ticket issued at `at` says about waiting: the hall's own text, else what is true of the zone."""
    own = hall.settings.paper.advice
    if own not in (_WATCH, _LISTEN):
        return own
    return _LISTEN if announced(hall, letter, at) else _WATCH


def listed(numbers: Sequence[str]) -> tuple[str, str]:
    """Numbers at the beginning of a sentence: at most ten, then how many there are in all. The Chinese ends
    as the next word can follow."""
    zh, en = "、".join(numbers[:_MOST_LISTED]), ", ".join(numbers[:_MOST_LISTED])
    if len(numbers) > _MOST_LISTED:
        return f"{zh} 等 {len(numbers)} 人", f"{en} and others, {len(numbers)} in all,"
    return f"{zh} ", en


def _minutes(ms: Ms) -> int:
    """Whole minutes, never fewer."""
    return -(-ms // MINUTE)
