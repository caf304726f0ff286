"""Words for states and acts, as people read them: (Chinese, English)."""

from __future__ import annotations

from typing import Final

from server.hall.model import Hall

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

PRINTERS: Final[dict[str, tuple[str, str]]] = {
    "offline": ("打印机未连接", "the printer is offline"),
    "cover": ("打印机盖未关", "the printer is open"),
    "paper": ("缺纸", "paper out"),
    "cutter": ("打印机切刀卡住", "the cutter is stuck"),
    "error": ("打印机故障", "the printer does not print"),
}


def printer_words(fault: str) -> tuple[str, str]:
    """Chinese and English of what keeps a printer from printing."""
    return PRINTERS.get(fault, PRINTERS["error"])


def state_words(state: str) -> tuple[str, str]:
    """Chinese and English of a ticket state."""
    return STATES.get(state, (state, state))


def rule_words(hall: Hall) -> tuple[str, str]:
    """The bound of the rules in plain words, Chinese and English."""
    most = max(10, *(cls.boost_minutes for cls in hall.settings.classes))
    behind, times = hall.settings.rules.rejoin_behind, hall.settings.rules.rejoin_max
    return (
        f"按取号先后叫号。优先和预约最多提前 {most} 分钟，每三次叫号最多两次先于您。"
        f"过号可召回 {times} 次，排在 {behind} 位之后。",
        f"First come, first called. Priority and appointments gain at most {most} min; of any three calls at "
        f"most two go before you. Missed? Return up to {times} times, behind {behind} people.",
    )
