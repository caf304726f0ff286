"""Wednesday: the first number closes Tuesday and opens the day; half past ten is now."""

from __future__ import annotations

from server.hall.calendar import moment

from .set_up import PASSWORD
from .stage import DAYS, Stage

WED = DAYS["wed"]


def wednesday(s: Stage) -> None:
    """Until the restart in mid-morning."""
    _opens(s)
    _aims(s)


def after_restart(s: Stage) -> None:
    """Until now. Kept moment: "now", the last entry of the folder."""
    _again(s)
    _people(s)
    _everything_at_once(s)


def _opens(s: Stage) -> None:
    """The hall closes the forgotten day and opens this one; both are entries of its own."""
    s.at("08:01")
    assert s.issue("kiosk", "B") == "B001"
    s.end_of("tue", "forgotten")
    s.crowd("kiosk", "B:elder A:ordinary C:soldier D B", day=WED)
    s.refused("day_over", "kiosk", "ticket.issue", line="B", day=DAYS["tue"])
    for who, window in (("clerk1", 1), ("clerk2", 2), ("clerk3", 3), ("clerk4", 4)):
        s.do(who, "window.open", window=window, day=WED)
    changes = {"phone.url": "http://10.0.0.8/t/", "rules.rejoin_max": 1, "hours.issue_stop_minutes": 5}
    s.do("admin", "settings.set", changes=changes)


def _aims(s: Stage) -> None:
    """Aimed tickets: called first by their window alone, kept through a pause, let go at a close."""
    s.at("08:40")
    number = s.next("clerk1", 1)
    s.do("clerk1", "window.transfer", window=1, to_window=3, note="身份证复印件在我这里。", back=True)
    s.refused("aimed_elsewhere", "clerk2", "window.call", window=2, ticket=number)
    s.do("clerk3", "window.close", window=3, aimed="keep")
    s.do("clerk3", "window.open", window=3)
    other = s.next("clerk2", 2)
    s.do("clerk2", "window.transfer", window=2, to_window=1, back=True)
    s.do("clerk1", "window.pause", window=1, reason="break", aimed="release")
    s.do("clerk1", "window.open", window=1)
    s.do("clerk2", "window.call", window=2, ticket=other)  # it has been let go
    s.do("clerk2", "window.finish", window=2, outcome="partial")
    s.do("clerk3", "window.call", window=3, ticket=number)
    s.do("clerk3", "window.start", window=3)
    s.clocks.go(400)
    s.do("clerk3", "window.finish", window=3, outcome="advice", reference="Z/9")
    s.do("clerk1", "window.call", window=1, ticket=number)
    s.do("clerk1", "window.miss", window=1)


def _again(s: Stage) -> None:
    """After a restart a client asks once more: keys of this day, of Monday's settings, of the registry."""
    s.at("09:30")
    first = next(key for key in s.asked if key.startswith("wed-"))
    asked = s.asked[first]["fields"]
    assert s.again("kiosk", asked["do"], first, line=asked["line"])["number"] == "B001"
    old = next(key for key in s.asked if key.startswith("mon-") and key.endswith("settings.set"))
    asked = s.asked[old]["fields"]
    again = s.again("admin", "settings.set", old, changes=asked["changes"], note=asked["note"])
    assert again == {"version": 2}


def _people(s: Stage) -> None:
    """Somebody signs in, a box is added, a code waits to be used."""
    s.do("admin", "account.set", name="guide", role="guide")
    s.meet("guide")
    s.device("box4", "button", window=4)
    s.at("10:20")
    s.shows("session", "boss", s.room.gate.sign_in("boss", PASSWORD))
    s.shows("password", "boss", "boss", PASSWORD)
    gone = s.room.gate.sign_in("boss", PASSWORD)
    s.room.gate.sign_out(gone)
    s.shows("session", "boss-gone", gone)
    s.shows("code", "sign3", s.do("admin", "device.code", id=s.who["sign3"].id)["code"])


def _everything_at_once(s: Stage) -> None:
    """The hall as it stands now: somebody in every state, jobs in every state, acts that can be undone."""
    slot = moment(WED, "10:50")
    s.crowd("kiosk", "A B:elder B C B:soldier B D")
    s.issue("guide", "B", class_="appointment", slot=slot, item="allowance", printer=s.who["door-kiosk"].id)
    s.do("clerk2", "window.resume", window=2, ticket=_held(s, 2, "papers"))
    _held(s, 2, "kept")
    _held(s, 3, "step")
    sent = s.next("clerk3", 3)
    s.do("clerk3", "window.transfer", window=3, to_window=2, back=True, note="请核对户口簿。")
    twice = s.next("clerk1", 1)
    s.do("clerk1", "window.transfer", window=1, to_window=4, back=True)
    s.do("clerk4", "window.call", window=4, ticket=twice)
    s.do("clerk4", "window.transfer", window=4, to_window=1, back=True, note="请先签字。")
    again = s.next("clerk4", 4)
    s.do("box4", "window.miss", window=4)
    s.do("clerk4", "ticket.rejoin", ticket=again)
    s.next("clerk4", 4)
    s.do("clerk4", "window.start", window=4)
    s.next("clerk3", 3)
    s.do("east-wall", "call.played", call=len(s.hall.calls), zone="east", state="failed")
    s.do("clerk2", "window.pause", window=2, reason="system", aimed="keep")
    assert s.hall.tickets[s.id(sent)].aimed == 2
    jobs = [job for job in s.hall.jobs.values() if job.printer == s.who["kiosk"].id][-5:]
    reports = ("sent", "sent confirmed", "unknown", "failed", "sent unknown")
    for job, states in zip(jobs, reports, strict=True):
        for state in states.split():
            s.do("kiosk", "print.report", job=job.id, state=state, paper="low")
    s.do("door-kiosk", "print.report", job=next(reversed(s.hall.jobs)), state="sent", paper="out")
    s.moment("now")


def _held(s: Stage, window: int, kind: str) -> str:
    number = s.next(f"clerk{window}", window)
    s.do(f"clerk{window}", "window.hold", window=window, kind=kind)
    return number
