"""Words on wall and ticket are made from the rules and the classes in use; what they promise holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from server.hall import commands as c
from server.hall import events as e
from server.hall.fold.apply import apply
from server.hall.settings import tree as s
from server.hall.settings.voice import QuietHours, Voice, ZoneVoice
from server.hall.units import MINUTE
from server.hall.words import gains, overdue_words, rule_words, windows_words
from server.settings.defaults.township import township
from tests.hall import looks
from tests.hall.hall_driver import Driver, small_hall, staffed_hall, take

replace = msgspec.structs.replace


def with_rules(**rules: Any) -> Driver:
    settings = small_hall()
    return staffed_hall(replace(settings, rules=replace(settings.rules, **rules)))


def change(hall: Driver, **parts: Any) -> None:
    """New settings in the middle of the day."""
    tree = replace(hall.hall.settings, **parts)
    apply(hall.hall, e.SettingsChanged(version=hall.hall.settings_seq + 1, settings=tree))


def boosts(urgent_at_kiosk: bool, **boost: int) -> tuple[s.TicketClass, ...]:
    """The classes of the small hall with other boosts."""
    return tuple(
        replace(
            cls,
            boost_minutes=boost.get(cls.id, cls.boost_minutes),
            at_kiosk=urgent_at_kiosk if cls.id == "urgent" else cls.at_kiosk,
        )
        for cls in small_hall().classes
    )


@pytest.mark.parametrize(
    ("behind", "times", "said"),
    [
        (3, 2, "过号请告知窗口或导服台，顺延 3 位；超过 2 次请重新取号。"),
        (5, 1, "过号请告知窗口或导服台，顺延 5 位；超过 1 次请重新取号。"),
        (3, 0, "过号作废，请重新取号。"),
    ],
)
def test_slip_and_wall_say_what_the_rules_do_with_a_missed_number(behind: int, times: int, said: str) -> None:
    """On the paper itself, and at the end of the wall's sentence."""
    hall = with_rules(rejoin_behind=behind, rejoin_max=times)
    hall.do(c.IssueTicket(line="B"), role="kiosk", device="k1")
    kiosk = looks.kiosk(hall.hall, "k1")
    assert kiosk.jobs[0].slip.overdue == said
    assert rule_words(hall.hall)[0].endswith(said)


def test_an_own_text_on_the_slip_stays_and_the_old_default_follows_the_rules() -> None:
    """Halls of before have the sentence that was fixed in their settings."""
    hall = with_rules(rejoin_behind=4)
    for text, said in (
        ("过号请到导服台。", "过号请到导服台。"),
        ("过号可召回，顺延 3 位，最多 2 次。", "过号请告知窗口或导服台，顺延 4 位；超过 2 次请重新取号。"),
    ):
        change(hall, paper=s.PaperSettings(overdue=text))
        assert overdue_words(hall.hall) == said


def advice(hall: Driver, ticket: str) -> str:
    """What the paper of a ticket says about waiting."""
    kiosk = looks.kiosk(hall.hall, "k1")
    return next(job.slip.advice for job in kiosk.jobs if job.slip.number == ticket)


def test_an_announcement_is_promised_only_where_one_was_heard_today() -> None:
    """Once the speaker of the line's zone has played a call: from the next ticket on, and for this day."""
    hall = staffed_hall()
    for _ in range(2):
        hall.do(c.IssueTicket(line="B"), role="kiosk", device="k1")
    hall.do(c.CallNext(window=2))
    hall.do(c.ReportPlayed(call=1, zone="main", state="skipped"))
    hall.later(1)
    hall.do(c.IssueTicket(line="B"), role="kiosk", device="k1")
    assert (kiosk_lines(hall), advice(hall, "B003")) == ((), "请在等候区就座，留意大屏。")
    hall.do(c.RecallTicket(window=2))
    hall.do(c.ReportPlayed(call=2, zone="main", state="played"))
    hall.later(1)
    hall.do(c.IssueTicket(line="B"), role="kiosk", device="k1")
    assert "B" in kiosk_lines(hall)
    assert (advice(hall, "B004"), advice(hall, "B003")) == (
        "请在等候区就座，留意广播和大屏。",
        "请在等候区就座，留意大屏。",
    )
    hall.do(c.CloseDay(confirm=True))
    hall.later(24 * 60)
    hall.do(c.IssueTicket(line="B"), role="kiosk", device="k1")
    assert (kiosk_lines(hall), advice(hall, "B001")) == ((), "请在等候区就座，留意大屏。")


@pytest.mark.parametrize("lost", ["failed", "through", "nothing", "off", "quiet"])
def test_a_promise_ends_with_the_voice(lost: str) -> None:
    """The speaker failed; another one found calls nobody spoke; for over a minute nobody says anything of
    a call; the hall wants no words; a quiet hour has begun. It holds again with the next call heard."""
    hall = staffed_hall()
    hall.do(c.IssueTicket(line="B"))
    hall.do(c.CallNext(window=2))
    hall.do(c.ReportPlayed(call=1, zone="main", state="played"))
    hall.later(1)
    hall.do(c.IssueTicket(line="A"))
    assert "B" in kiosk_lines(hall)
    hall.do(c.RecallTicket(window=2))
    hall.later(2)
    quiet = ZoneVoice(zone="main", quiet=(QuietHours(begins="09:00", ends="09:30"),))
    match lost:
        case "failed":
            hall.do(c.ReportPlayed(call=2, zone="main", state="failed", reason="blocked"))
        case "through":
            hall.do(c.ReportPlayed(call=2, zone="main", state="skipped", through=2))
        case "off":
            hall.do(c.ReportPlayed(call=2, zone="main", state="played"))
            change(hall, voice=Voice(spoken=False))
        case "quiet":
            hall.do(c.ReportPlayed(call=2, zone="main", state="skipped", reason="quiet"))
            change(hall, voice=Voice(zones=(quiet,)))
    hall.do(c.IssueTicket(line="B"), role="kiosk", device="k1")
    assert (kiosk_lines(hall), advice(hall, "B002")) == ((), "请在等候区就座，留意大屏。")
    change(hall, voice=Voice())
    if lost == "nothing":
        hall.do(c.ReportPlayed(call=2, zone="main", state="skipped", reason="late"))
    hall.do(c.RecallTicket(window=2))
    hall.do(c.ReportPlayed(call=3, zone="main", state="played"))
    hall.later(1)
    hall.do(c.IssueTicket(line="B"), role="kiosk", device="k1")
    assert "B" in kiosk_lines(hall)
    assert advice(hall, "B003") == "请在等候区就座，留意广播和大屏。"


@pytest.mark.parametrize(
    ("text", "said"),
    [("请在等候区就座，留意广播和大屏。", "请在等候区就座，留意大屏。"), ("请坐。", "请坐。"), ("", "")],
)
def test_an_own_advice_stays_and_the_old_default_is_true(text: str, said: str) -> None:
    """Halls of before have the sentence with the announcement in their settings."""
    hall = staffed_hall(replace(small_hall(), paper=s.PaperSettings(advice=text)))
    hall.do(c.IssueTicket(line="B"), role="kiosk", device="k1")
    assert advice(hall, "B001") == said


def kiosk_lines(hall: Driver) -> tuple[str, ...]:
    """Lines of which the touch page says that their calls are heard."""
    kiosk = looks.kiosk(hall.hall, "k1")
    return kiosk.announced


def test_the_wall_tells_what_staff_alone_can_grant_apart() -> None:
    """The township hall: 20 minutes for what a kiosk gives; urgent is given by staff, and says so."""
    hall = Driver(township())
    assert rule_words(hall.hall)[0] == (
        "按取号先后叫号。优先和预约最多提前 20 分钟，“急”由工作人员认定，最多 60 分钟；"
        "每叫三个号，至少一个按先后顺序。过号请告知窗口或导服台，顺延 3 位；超过 2 次请重新取号。"
    )
    assert "at most 20 min, Urgent (granted by staff) 60 min;" in rule_words(hall.hall)[1]


@pytest.mark.parametrize(
    ("classes", "own", "staff"),
    [
        (boosts(True), 60, 0),
        (boosts(False), 15, 60),
        (boosts(False, urgent=12), 15, 0),
        (boosts(False, urgent=5, elder=5), 10, 0),
    ],
    ids=["at the kiosk", "by staff", "by staff but less", "at least ten"],
)
def test_the_bound_is_of_the_classes_in_use(classes: tuple[s.TicketClass, ...], own: int, staff: int) -> None:
    """A class of staff is told when it gains more than the others do."""
    hall = staffed_hall(replace(small_hall(), classes=classes))
    found = gains(hall.hall)
    assert (found.own, found.staff) == (own * MINUTE, staff * MINUTE)


def test_a_boost_given_before_the_settings_changed_still_counts_today() -> None:
    """The elder who gained 50 minutes is inside, whatever the class gains now; at the next day it is over."""
    hall = staffed_hall(replace(small_hall(), classes=boosts(False, elder=50)))
    take(hall, cls="elder")
    change(hall, classes=boosts(False))
    assert gains(hall.hall).own == 50 * MINUTE
    change(hall, classes=tuple(cls for cls in boosts(False) if cls.id != "elder"))
    assert gains(hall.hall).own == 50 * MINUTE
    hall.do(c.CloseDay(confirm=True))
    hall.later(24 * 60)
    take(hall)
    assert gains(hall.hall).own == 10 * MINUTE


def test_a_reclass_and_a_late_appointment_count_like_an_issue() -> None:
    """By staff 40 minutes; an appointment at the end of its grace gains the minutes it was late."""
    hall = staffed_hall(replace(small_hall(), classes=boosts(False, urgent=40)))
    change(hall, rules=s.Rules(slot_grace_minutes=30))
    take(hall)
    hall.do(c.ReclassTicket(ticket="B001", cls="urgent"))
    take(hall, cls="appointment", slot=hall.at - 30 * MINUTE)
    change(hall, classes=boosts(False, urgent=0), rules=s.Rules())
    assert (gains(hall.hall).own, gains(hall.hall).staff) == (30 * MINUTE, 40 * MINUTE)


@pytest.mark.parametrize(
    ("windows", "words"),
    [
        ((), ""),
        ((2,), "2号窗口"),
        ((2, 1), "1、2号窗口"),
        ((1, 2, 3), "1至3号窗口"),
        ((1, 3, 4, 9, 8, 10), "1、3、4、8至10号窗口"),
        (range(1, 100), "1至99号窗口"),
        (range(1, 16, 2), "1、3、5、7、9、11、13、15号窗口"),
        (range(1, 100, 2), "1、3、5、7、9、11、13 等 50 个窗口"),
    ],
    ids=str,
)
def test_windows_are_named_as_short_as_a_person_would(windows: Iterable[int], words: str) -> None:
    """In their order; three in a row are a span, very many are counted."""
    assert windows_words(windows) == words
