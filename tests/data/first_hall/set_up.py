"""Sunday: an administrator sets up the hall. People, telephones and the town are invented."""

from __future__ import annotations

from typing import Any

from .stage import Stage

PASSWORD = "柳树湾 kept hall 2026"


def _line(letter: str, name: str, name_en: str, *items: tuple[str, str]) -> dict[str, Any]:
    made = [{"id": id, "name": words, "fee": "免费"} for id, words in items]
    return {"letter": letter, "name": name, "name_en": name_en, "items": made}


def _window(number: int, zone: str, *serves: tuple[str, int]) -> dict[str, Any]:
    return {
        "number": number,
        "name": f"{number}号窗口",
        "name_en": f"Window {number}",
        "zone": zone,
        "serves": [{"line": line, "penalty": penalty} for line, penalty in serves],
    }


def _class(id: str, name: str, boost: int = 0, **more: Any) -> dict[str, Any]:
    return {"id": id, "name": name, "name_en": id.capitalize(), "boost_minutes": boost} | more


TREE: dict[str, Any] = {
    "identity": {
        "name": "柳树湾镇政务服务大厅",
        "name_en": "Liushuwan Town Service Hall",
        "mark": "柳湾政务",
        "consult_phone": "0737-0000000",
        "notice": "周五下午集中学习，照常办理。",
    },
    "lines": [
        _line("A", "自然资源", "Land", ("homestead", "宅基地审批"), ("house", "建房许可")),
        _line("B", "社会事务", "Social affairs", ("allowance", "高龄津贴")),
        _line("C", "便民服务", "Services", ("stamp", "证明盖章")),
        _line("D", "涉农服务", "Farming"),
    ],
    "windows": [
        _window(1, "main", ("A", 0), ("B", 5)),
        _window(2, "main", ("B", 0)),
        _window(3, "east", ("B", 0), ("C", 0)),
        _window(4, "east", ("D", 0), ("C", 10)),
    ],
    "classes": [
        _class("ordinary", "普通"),
        _class("elder", "老年", 15),
        _class("soldier", "军人", 20),
        _class("urgent", "急", 60, at_kiosk=False),
        _class("appointment", "预约", appointment=True),
    ],
    "hours": {
        "sessions": [{"opens": "08:30", "closes": "12:00"}, {"opens": "14:00", "closes": "17:30"}],
    },
    "calendar": {"confirmed_years": [2026], "holidays": ["2026-11-27"], "workdays": ["2026-11-28"]},
}


def sunday(s: Stage) -> None:
    """Accounts, tokens, devices, and the hall's own settings instead of the defaults."""
    code = s.account("local", "admin", "admin", label="管理员 周正")
    s.room.gate.set_password("admin", code, PASSWORD)
    s.do("admin", "settings.import", settings=TREE, note="柳树湾开张")
    _people(s)
    _programs(s)
    _machines(s)


def _people(s: Stage) -> None:
    s.account("admin", "boss", "supervisor", label="值班主任 李清")
    s.account("admin", "guide", "guide", label="导服 王小燕")
    s.account("admin", "clerk1", "clerk", window=1, label="陈一帆")
    s.account("admin", "clerk2", "clerk", window=2)
    s.account("admin", "clerk3", "clerk", window=3, label="何三秋")
    s.account("admin", "clerk4", "guide")
    s.do("admin", "account.set", name="clerk4", role="clerk", window=4, label="赵四海")
    s.meet("clerk4")
    s.account("admin", "trainee", "clerk", window=2, label="实习生")
    s.refused("name_taken", "admin", "account.add", name="boss", role="guide")
    s.refused("last_admin", "admin", "account.remove", name="admin")
    again = s.do("admin", "account.reset", name="clerk1")["code"]
    s.shows("first-password", "clerk1-again", "clerk1", again)


def _programs(s: Stage) -> None:
    for name, role, window in (("ledger", "supervisor", None), ("pad", "button", 1), ("old", "admin", None)):
        where = {"window": window} if window else {}
        made = s.do("admin", "token.add", name=name, role=role, **where)
        s.shows("program", name, made["token"])
        found = s.room.gate.program(made["token"])
        assert found is not None
        s.who[name] = found
    s.do("admin", "token.revoke", id=s.who["old"].id)


def _machines(s: Stage) -> None:
    s.device("kiosk", "kiosk")
    s.device("door-kiosk", "kiosk")
    s.device("wall", "board")
    s.device("east-wall", "board", zone="east")
    s.device("sign3", "sign", window=3)
    s.device("box2", "button", window=2)
    s.device("seat4", "clerk", window=4)
    s.device("guide-desk", "guide", zone="main")
    s.device("boss-desk", "supervisor")
    lost = s.device("lost-box", "button", window=4)
    s.do("admin", "device.revoke", id=lost)
    rolled = s.do("admin", "device.roll", id=s.who["door-kiosk"].id)["token"]
    s.shows("device", "door-kiosk-again", rolled)
    code = s.do("admin", "device.code", id=s.who["kiosk"].id)["code"]
    screen = s.room.gate.enrol(code)
    assert screen is not None
    s.shows("screen", "kiosk", *screen)
    s.do("admin", "device.code", id=s.who["wall"].id)
