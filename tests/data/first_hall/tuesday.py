"""Tuesday: opened by a person early, troubled by odd settings and a wrong clock, forgotten in the evening."""

from __future__ import annotations

from typing import Any

from server.settings.validate import plain

from .set_up import PASSWORD
from .stage import Stage

# Accepted today and to be refused later: names nobody sees, words that turn round, white on white, no time
# to read a result, telephones without a digit (defects 68 and 79).
ODD: dict[str, Any] = {
    "identity.name": "柳树湾\u202e厅大务服",
    "identity.mark": "\u200b",
    "identity.consult_phone": "-- --",
    "identity.supervise_phone": "     ",
    "identity.notice": "\u2066今天\u202e照常\u2069",
    "lines.B.name": "\u2060",
    "lines.C.hint": "\u202d证明",
    "windows.2.name": "\u2800",
    "windows.3.name_en": "\u200b\u2060",
    "classes.elder.name": "\u3164",
    "board.keep_call_seconds": 0,
    "board.newest_seconds": 0,
    "kiosk.result_seconds": 0,
    "theme.accent": "#ffffff",
    "paper.overdue": "\u200f",
    "paper.advice": "",
}


def night(s: Stage) -> None:
    """Between the days: the defaults come back, and the hall's own settings after them."""
    s.clocks.go(1800)
    s.do("admin", "settings.restore", version=0, note="试一试")
    s.do("admin", "settings.restore", version=1)
    s.refused("version_unknown", "admin", "settings.restore", version=99)
    s.refused("settings_invalid", "admin", "settings.import", settings={"lines": []})
    s.do("admin", "account.remove", name="trainee")
    s.refused("account_unknown", "admin", "account.reset", name="trainee")


def tuesday(s: Stage) -> None:
    """The whole day. Kept moments: "stranded" in the afternoon, "forgotten" when it is closed."""
    _priority(s)
    _odd_settings(s)
    _machines(s)
    _wrong_clock(s)
    _stranded(s)
    _late_service(s)


def _priority(s: Stage) -> None:
    """A person opens before the hours. Elders overtake twice, then 2:1 has its turn."""
    s.at("07:20")
    s.do("boss", "day.open")
    s.crowd("kiosk", "B B B")
    s.clocks.go(60)
    s.crowd("guide", "B:elder B:elder B:urgent B:elder")
    s.do("clerk2", "window.open", window=2)
    for cls in ("urgent", "elder", "ordinary", "elder"):
        number = s.next("clerk2", 2)
        assert s.hall.tickets[s.id(number)].cls == cls
        s.clocks.go(30)
        s.do("clerk2", "window.start", window=2)
        s.clocks.go(100)
        s.do("clerk2", "window.finish", window=2)
    s.next("clerk2", 2)
    s.undo("clerk2", 2)
    s.next("clerk2", 2)


def _odd_settings(s: Stage) -> None:
    """The odd values are set in mid-day, and the hall goes on with them."""
    s.at("09:00")
    s.do("admin", "settings.set", changes=ODD, note="\u200b怪值")
    s.do("clerk2", "window.recall", window=2)
    s.do("wall", "call.played", call=len(s.hall.calls), zone="main", state="played")
    s.do("clerk2", "window.finish", window=2)
    for line, *reports in (
        ("B", "sent ok", "confirmed out"),
        ("C", "unknown ok", "confirmed ok"),
        ("A", "unknown out", "failed ok"),
        ("D", "sent out", "failed low"),
        ("D", "sent low", "confirmed low"),
    ):
        s.printed("kiosk", s.issue("kiosk", line, class_="elder"), *reports)
    for who, window in (("clerk1", 1), ("clerk3", 3), ("clerk4", 4)):
        s.do(who, "window.open", window=window)
        s.next(who, window)


def _machines(s: Stage) -> None:
    """Devices, tokens and people change while the hall is open."""
    s.at("10:00")
    s.device("second-wall", "board", zone="main")
    second = s.do("admin", "device.code", id=s.who["second-wall"].id)["code"]
    screen = s.room.gate.enrol(second)
    assert screen is not None
    s.shows("screen", "second-wall", *screen)
    s.do("admin", "device.roll", id=s.who["east-wall"].id)
    s.device("window1", "clerk", window=1)
    s.do("admin", "device.revoke", id=s.who["window1"].id)
    key = "tue-token"
    made = s.do("admin", "token.add", key=key, name="county", role="guide")
    s.shows("program", "county", made["token"])
    s.refused("secret_shown", "admin", "token.add", key=key, name="county", role="guide")
    s.refused("window_needed", "admin", "device.add", name="sign", role="sign")
    s.refused("zone_unknown", "admin", "device.add", name="far-wall", role="board", zone="far")
    s.do("admin", "account.set", name="clerk3", label="何三秋（代班）")
    s.do("admin", "account.set", name="guide", role="supervisor")
    s.meet("guide")
    code = str(s.do("admin", "account.reset", name="boss")["code"])
    s.room.gate.set_password("boss", code, PASSWORD)
    s.shows("session", "boss-tuesday", s.room.gate.sign_in("boss", PASSWORD))


def _wrong_clock(s: Stage) -> None:
    """The wall clock is set back 20 min; the queue goes on; a person confirms, later once more forwards."""
    s.at("11:00")
    s.clocks.step(-1200)
    s.issue("kiosk", "A")
    assert s.room.engine.clock.unsure
    s.do("clerk1", "window.miss", window=1)
    s.do("admin", "clock.confirm", now=s.clocks.wall)
    assert not s.room.engine.clock.unsure
    s.do("clerk1", "window.undo", window=1, of=s.seq - 1)
    s.do("clerk1", "window.start", window=1)
    s.at("13:30")
    s.do("local", "clock.confirm", now=s.clocks.wall + 40_000)


def _stranded(s: Stage) -> None:
    """The settings lose a window that serves somebody and a line in which somebody waits; both return."""
    s.at("15:00")
    tree = plain(s.hall.settings)
    version = s.hall.settings_seq
    tree["lines"] = [line for line in tree["lines"] if line["letter"] != "D"]
    tree["windows"] = [window for window in tree["windows"] if window["number"] != 4]
    tree["classes"] = [cls for cls in tree["classes"] if cls["id"] != "elder"]
    s.do("admin", "settings.import", settings=tree, note="撤销 4 号窗口")
    s.refused("window_unknown", "clerk4", "window.finish", window=4)
    s.refused("line_unknown", "kiosk", "ticket.issue", line="D")
    s.issue("kiosk", "C")
    s.do("clerk3", "window.start", window=3)
    s.moment("stranded")
    s.do("admin", "settings.restore", version=version, note="恢复")
    s.do("clerk4", "window.finish", window=4, outcome="direct")


def _late_service(s: Stage) -> None:
    """Numbers far beyond the hours; everyone inside is forgotten, in every state."""
    s.at("20:00")
    s.crowd("kiosk", "A B B C B B")
    s.do("clerk3", "window.hold", window=3, kind="kept")
    s.next("clerk3", 3)
    s.next("clerk2", 2)
    s.do("clerk2", "window.miss", window=2)
    s.do("kiosk", "ticket.rejoin", ticket=s.one("missed"))
    s.next("clerk2", 2)
    s.do("clerk2", "window.miss", window=2)
    s.next("clerk4", 4)
