"""Words for states and acts, as people read them: (Chinese, English)."""

from __future__ import annotations

from typing import Final

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


def state_words(state: str) -> tuple[str, str]:
    """Chinese and English of a ticket state."""
    return STATES.get(state, (state, state))
