"""What a supervisor is told of screens that their agents cannot keep up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from server.hall.views.alarm import Alarm
from server.hall.views.live import Unwell

# Faults in the beat of an agent: Chinese and English of what is wrong.
FAULTS: Final[dict[str, tuple[str, str]]] = {
    "page_down": (
        "的画面没有显示，正在继续重试，请到现场查看",
        "does not show its page; trying on, please look",
    ),
}


def screen_alarms(unwell: Mapping[str, Unwell], names: Mapping[str, str]) -> Iterator[Alarm]:
    """One for each screen and fault. names: device -> the name that people know it by."""
    for device, found in unwell.items():
        for fault in dict.fromkeys(found.faults):
            if fault in FAULTS:
                zh, en = FAULTS[fault]
                name = names.get(device, device)
                yield Alarm("screen", f"屏幕 {name} {zh}", f"Screen {name} {en}")
