"""Monday: the first number opens the day, a person extends it, closes it, and opens it once more."""

from __future__ import annotations

from server.hall.calendar import moment

from .stage import DAYS, Stage


def _time(clock: str) -> int:
    return moment(DAYS["mon"], clock)


def monday(s: Stage) -> None:
    """The whole day. Kept moment: "monday", late in the morning."""
    _early(s)
    _paper(s)
    _first_calls(s)
    _each_undo(s)
    _holds(s)
    _comes_back(s)
    _changes(s)
    s.moment("monday")
    _leavings(s)
    _lunch(s)
    _evening(s)


def _early(s: Stage) -> None:
    """Retried and reused keys; every class; appointments; what a touch may be refused for."""
    s.at("07:50")
    s.refused("day_not_open", "kiosk", "ticket.issue", line="B")
    s.at("08:02")
    touch = "mon touch {1} ~" + "!" * 113
    s.issue("kiosk", "B", key=touch)
    assert s.again("kiosk", "ticket.issue", touch, line="B")["number"] == "B001"
    s.refused("key_reused", "kiosk", "ticket.issue", key=touch, line="A")
    s.issue("kiosk", "A", item="homestead")
    s.issue("kiosk", "A", class_="elder")
    s.issue("kiosk", "B", class_="urgent")
    s.issue("guide", "B", class_="soldier", printer=s.who["door-kiosk"].id)
    s.issue("guide", "C")
    s.issue("guide", "C", printer="no-such-printer")
    s.issue("kiosk", "B")
    s.issue("guide-desk", "A", class_="appointment", slot=_time("09:00"))
    s.issue("boss", "D")
    s.refused("item_unknown", "kiosk", "ticket.issue", line="B", item="homestead")
    s.refused("booking_unknown", "guide", "ticket.issue", line="B", booking="K7")
    s.refused("class_unknown", "kiosk", "ticket.issue", line="B", class_="royal")
    s.refused("slot_needed", "guide", "ticket.issue", line="A", class_="appointment")
    s.refused("slot_unfit", "guide", "ticket.issue", line="A", slot=_time("10:00"))


def _paper(s: Stage) -> None:
    """A print job in every state, with every word about the paper."""
    s.printed("kiosk", "B001", "sent ok", "confirmed ok")
    s.printed("kiosk", "A001", "sent low", "confirmed unknown")
    s.printed("kiosk", "A002", "unknown unknown", "confirmed low")
    s.printed("kiosk", "B002", "failed out")
    s.printed("door-kiosk", "B003", "sent unknown", "unknown low", "failed out")
    s.printed("kiosk", "B004", "sent ok", "failed unknown")
    s.do("kiosk", "ticket.reprint", ticket=s.paper("B004"))
    s.printed("kiosk", "B004", "sent ok", "confirmed low", n=2)
    s.do("guide", "ticket.reprint", ticket="a001")
    s.printed("kiosk", "A001", "sent ok", n=2)
    s.do("guide", "ticket.reprint", ticket=s.id("B003"), printer=s.who["kiosk"].id)
    s.refused("printer_unknown", "boss", "ticket.reprint", ticket="D001")
    s.refused("job_state", "kiosk", "print.report", job=f"{s.id('B001')}.1", state="sent")


def _first_calls(s: Stage) -> None:
    """Windows open; first calls are made, made again, and spoken, skipped or failed in two zones."""
    s.at("08:25")
    for who, window in (("clerk1", 1), ("box2", 2), ("clerk3", 3), ("seat4", 4)):
        s.do(who, "window.open", window=window)
    s.at("08:30")
    number = s.next("clerk1", 1)
    s.do("clerk1", "window.recall", window=1)
    s.do("clerk1", "window.recall", window=1, ticket=number)
    for call, state in ((1, "played"), (2, "skipped"), (3, "failed")):
        s.do("wall", "call.played", call=call, zone="main", state=state)
    s.refused("already_played", "wall", "call.played", call=1, zone="main", state="played")
    s.do("clerk1", "window.start", window=1)
    s.clocks.go(240)
    s.do("clerk1", "window.finish", window=1, reference="2026-B/0113")
    s.next("seat4", 4)
    s.do("sign3", "call.played", call=4, zone="east", state="played")
    s.do("east-wall", "call.played", call=3, zone="east", state="skipped")
    s.do("seat4", "window.start", window=4, ticket="D001")
    s.clocks.go(300)
    s.do("seat4", "window.finish", window=4, ticket="D001", outcome="promised", days=20)


def _each_undo(s: Stage) -> None:
    """next, chosen, miss, hold, transfer and finish are made, taken back, and made again."""
    s.at("08:45")
    s.next("box2", 2)
    s.undo("box2", 2)
    number = s.next("box2", 2)
    s.do("box2", "window.miss", window=2)
    s.undo("box2", 2)
    s.do("clerk2", "window.miss", window=2, ticket=number)
    s.do("kiosk", "ticket.rejoin", ticket=s.paper(number))
    s.do("clerk2", "window.call", window=2, ticket=number)
    s.undo("clerk2", 2)
    s.do("clerk2", "window.call", window=2, ticket=s.id(number))
    s.do("clerk2", "window.hold", window=2)
    s.undo("clerk2", 2)
    s.do("clerk2", "window.start", window=2)
    s.do("clerk2", "window.transfer", window=2, to_line="C", note="先去盖章。")
    s.undo("clerk2", 2)
    s.clocks.go(200)
    s.do("clerk2", "window.finish", window=2, outcome="relayed", reference="")
    s.undo("clerk2", 2)
    s.do("clerk2", "window.finish", window=2, outcome="relayed", reference="W-77")
    s.next("clerk2", 2)
    s.do("clerk2", "window.finish", window=2, outcome="advice")
    s.undo("clerk2", 2)  # it was only called: finish had started it in the same entry
    s.do("clerk2", "window.finish", window=2, outcome="refused")
    seq = s.seq
    s.clocks.go(11)
    s.refused("undo_late", "clerk2", "window.undo", window=2, of=seq)


def _holds(s: Stage) -> None:
    """Each kind of hold, from called and from serving; who may bring whom back."""
    s.at("09:10")
    s.crowd("kiosk", "B C B C B A A")
    kept = s.next("clerk3", 3)
    s.do("clerk3", "window.hold", window=3, kind="kept")
    step = s.next("clerk3", 3)
    s.do("clerk3", "window.start", window=3)
    s.clocks.go(120)
    s.do("clerk3", "window.hold", window=3, ticket=step, kind="step")
    papers = s.next("clerk2", 2)
    s.do("clerk2", "window.start", window=2)
    s.clocks.go(60)
    s.do("clerk2", "window.hold", window=2, kind="papers")
    s.refused("not_held_here", "clerk2", "window.resume", window=2, ticket=kept)
    s.do("clerk3", "window.resume", window=3, ticket=kept)
    s.do("clerk3", "window.call", window=3, ticket=kept)
    s.do("clerk3", "window.finish", window=3, outcome="partial")
    s.do("clerk3", "window.resume", window=3, ticket=papers)
    s.do("clerk2", "window.resume", window=2, ticket=step)
    again = s.next("clerk3", 3)
    s.do("clerk3", "window.hold", window=3, kind="kept")
    s.do("clerk3", "window.close", window=3, reason="away")
    s.do("clerk2", "window.resume", window=2, ticket=again)  # its keeper has closed: anybody may
    s.do("clerk3", "window.open", window=3)


def _comes_back(s: Stage) -> None:
    """Transfers with note, to a line and to a window; come-back, come-back inside come-back, and none."""
    s.at("09:40")
    inner = s.next("clerk1", 1)
    note = "材料齐了，请盖章后送回。"
    s.do("clerk1", "window.transfer", window=1, to_window=2, back=True, note=note)
    s.do("clerk2", "window.call", window=2, ticket=inner)
    s.do("clerk2", "window.transfer", window=2, to_window=3, back=True, note="还差一个章。")
    s.do("clerk3", "window.call", window=3, ticket=inner)
    s.do("clerk3", "window.finish", window=3, outcome="direct")
    s.do("clerk2", "window.call", window=2, ticket=inner)
    s.do("clerk2", "window.finish", window=2, outcome="direct")  # window 1 never sees it again
    line = s.next("clerk1", 1)
    s.do("clerk1", "window.transfer", window=1, ticket=line, to_line="D", back=True)
    assert s.next("clerk4", 4) == line
    s.do("clerk4", "window.finish", window=4, outcome="relayed")
    s.undo("clerk4", 4)
    s.do("clerk4", "window.finish", window=4, outcome="promised", days=5, reference="N-1/2")
    s.do("clerk1", "window.call", window=1, ticket=line)
    s.do("clerk1", "window.finish", window=1)
    carried = s.next("clerk1", 1)
    s.do("clerk1", "window.transfer", window=1, to_window=2, back=True, note=note)
    s.do("clerk2", "window.call", window=2, ticket=carried)
    s.do("clerk2", "window.transfer", window=2, to_window=1)  # comes back by hand
    s.do("clerk1", "window.call", window=1, ticket=carried)
    s.do("clerk1", "window.finish", window=1)
    s.do("clerk4", "window.call", window=4, ticket=s.issue("kiosk", "D"))
    s.do("clerk4", "window.transfer", window=4, to_line="A", back=True)
    s.do("clerk4", "window.close", window=4, reason="meeting")
    s.do("clerk1", "window.call", window=1, ticket="D002")
    s.do("clerk1", "window.finish", window=1, outcome="partial")  # its sender closed: back to the line
    s.do("clerk4", "window.open", window=4)


def _changes(s: Stage) -> None:
    """Settings change in mid-day; classes change; a line takes no more numbers."""
    s.at("10:20")
    changes = {"rules.undo_seconds": 30, "speech.one": "幺", "kiosk.result_seconds": 12}
    s.do("admin", "settings.set", changes=changes, note="撤销时间放宽")
    changes = {"lines.C.open": False, "phone.url": "https://liushuwan.example/t"}
    s.do("admin", "settings.set", changes=changes)
    s.refused("line_closed", "kiosk", "ticket.issue", line="C")
    s.refused("settings_same", "admin", "settings.set", changes={"speech.one": "幺"})
    s.refused("settings_invalid", "admin", "settings.set", changes={"speech.two": "俩"})
    number = s.issue("kiosk", "B")
    assert s.do("guide", "ticket.reclass", ticket=number, class_="elder")["number"] == number
    called = s.next("clerk2", 2)
    s.do("clerk2", "ticket.reclass", ticket=called, class_="soldier")
    s.next("clerk1", 1)
    s.do("clerk1", "window.start", window=1)
    missed = s.next("clerk3", 3)
    s.do("clerk3", "window.miss", window=3)
    s.crowd("kiosk", "B B B A D")
    s.do("clerk3", "ticket.rejoin", ticket=missed)
    s.do("guide", "ticket.reclass", ticket=missed, class_="elder")  # it has rejoined: its place stays
    s.next("clerk4", 4)
    s.do("clerk4", "window.hold", window=4, kind="step")
    s.next("clerk3", 3)
    s.do("clerk3", "window.miss", window=3)


def _leavings(s: Stage) -> None:
    """Every reason to leave: waiting, missed and held; each reason of a pause, aimed ones kept and let go."""
    s.at("11:00")
    waiting = [s.issue("kiosk", "B") for _ in range(2)]
    s.do("clerk2", "ticket.cancel", ticket=waiting[0])
    s.do("guide", "ticket.cancel", ticket=waiting[1], reason="test")
    s.do("guide", "ticket.cancel", ticket=s.one("missed"), reason="mistake")
    s.do("boss", "ticket.cancel", ticket=s.one("held"), reason="staff")
    s.do("clerk2", "window.transfer", window=2, to_window=3)
    s.refused("aimed_waiting", "clerk3", "window.pause", window=3)
    s.do("clerk3", "window.pause", window=3, reason="break", aimed="keep")
    s.do("clerk3", "window.open", window=3)
    s.do("clerk3", "window.pause", window=3, reason="system", aimed="release")
    s.do("clerk3", "window.open", window=3)
    s.next("clerk2", 2)
    s.do("clerk2", "window.transfer", window=2, to_window=3)
    s.do("clerk3", "window.close", window=3, reason="other", aimed="keep")
    s.do("clerk3", "window.open", window=3)
    s.do("boss", "window.close", window=3, aimed="release")
    s.do("boss", "window.open", window=3)
    s.do("clerk4", "window.pause", window=4)


def _lunch(s: Stage) -> None:
    """Lunch stops calls until a person sets it aside."""
    s.at("12:05")
    s.refused("lunch", "clerk2", "window.next", window=2)
    s.do("boss", "day.open", until=_time("12:50"))
    s.next("clerk2", 2)
    s.do("clerk2", "window.finish", window=2)
    s.at("12:51")
    s.refused("lunch", "clerk2", "window.next", window=2)


def _evening(s: Stage) -> None:
    """Issuing stops, goes on by a person's word, and the day is closed with people inside; then once more."""
    s.at("17:20")
    s.refused("issuing_over", "kiosk", "ticket.issue", line="B")
    s.do("boss", "day.open", day=DAYS["mon"], until=_time("19:00"))
    late = s.issue("guide", "A", class_="appointment", slot=_time("17:00"))  # too late for its slot
    assert late.startswith("A")
    s.next("clerk3", 3)
    s.do("clerk3", "window.start", window=3)
    s.next("clerk2", 2)
    s.do("clerk4", "window.open", window=4)
    s.next("clerk4", 4)
    s.do("clerk4", "window.miss", window=4)
    s.at("18:00")
    s.refused("day_not_closed", "boss", "day.close")
    s.do("boss", "day.close", confirm=True)
    s.refused("day_closed", "kiosk", "ticket.issue", line="B")
    s.do("boss", "day.open", until=_time("18:30"))
    s.issue("guide", "A")
    s.do("clerk1", "window.open", window=1)
    s.next("clerk1", 1)
    s.do("clerk1", "window.finish", window=1)
    s.do("boss", "day.close", day=DAYS["mon"])
    code = s.do("admin", "account.reset", name="trainee")["code"]
    s.shows("first-password", "trainee-again", "trainee", code)
