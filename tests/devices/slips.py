"""Slips for tests of paper."""

from __future__ import annotations

from typing import Any

from server.wire.views import JobShown, Slip

SECRET = "e8339f886e67d9ca-0f2a4c6e8b9d1f3a5c7e9b1d3f5a7c9e"


def slip(**changes: Any) -> Slip:
    """An ordinary ticket of line B."""
    said: dict[str, Any] = {
        "number": "B001",
        "line": "社会事务",
        "cls": "",
        "windows": "2号窗口",
        "ahead": 3,
        "time": "2026-11-23 09:05",
        "hall": "桃花江镇政务服务大厅",
        "mark": "桃江政务",
        "overdue": "过号请告知窗口或导服台，顺延 3 位；超过 2 次请重新取号。",
        "advice": "请在等候区就座，留意广播和大屏。",
        "consult_phone": "待公布",
        "supervise_phone": "待公布",
        "qr": SECRET,
    }
    return Slip(**(said | changes))


def job(n: int = 1, *, state: str = "queued", at: int = 0, waits: bool = True, **changes: Any) -> JobShown:
    """A print job."""
    return JobShown(job=f"t{n}.1", ticket=f"t{n}", state=state, at=at, slip=slip(**changes), waits=waits)
