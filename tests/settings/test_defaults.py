"""The township hall of a new folder: county notice 桃政公发〔2020〕1号 and facts of the hall."""

from __future__ import annotations

from datetime import date

import pytest

from server.hall.calendar import is_workday
from server.settings.defaults.township import HALL_ID, township

HALL = township()


def test_the_hall_is_taohuajiang() -> None:
    assert (HALL_ID, HALL.identity.name, HALL.identity.mark) == (
        "taohuajiang",
        "桃花江镇政务服务大厅",
        "桃江政务",
    )


def test_no_telephone_is_invented() -> None:
    assert (HALL.identity.consult_phone, HALL.identity.supervise_phone) == ("", "")


def test_six_windows_and_four_more_serve_their_lines() -> None:
    own = {window.number: window.serves[0].line for window in HALL.windows}
    assert own == dict(zip(range(1, 11), "ABCDEFGHJK", strict=True))
    assert [line.name for line in HALL.lines] == [
        "自然资源住建",
        "社会事务",
        "军人事务",
        "农业农村",
        "财政收费",
        "应急事务",
        "一件事一次办·跨域通办综合",
        "公安",
        "市场监管",
        "税务",
    ]


def test_only_the_general_window_helps_out_and_gives_way() -> None:
    helping = {
        window.number: {served.penalty for served in window.serves if served.penalty}
        for window in HALL.windows
        if len(window.serves) > 1
    }
    assert helping == {7: {20}}


def test_nothing_is_verified_and_every_line_has_items() -> None:
    assert all(line.items for line in HALL.lines)
    assert not any(item.verified for line in HALL.lines for item in line.items)


def test_bamboo_needs_no_permit_is_said() -> None:
    line = HALL.line("D")
    assert line is not None
    bamboo = next(item for item in line.items if item.id == "bamboo")
    assert "不需" in bamboo.source and bamboo.handling == ("direct",)


def test_classes_and_their_boosts() -> None:
    assert [cls.id for cls in HALL.classes] == [
        "ordinary",
        "elder",
        "disabled",
        "pregnant",
        "soldier",
        "urgent",
        "appointment",
    ]
    assert max(cls.boost_minutes for cls in HALL.classes) <= 60
    assert [cls.id for cls in HALL.classes if not cls.at_kiosk] == ["urgent", "appointment"]


def test_hours() -> None:
    assert [(part.opens, part.closes) for part in HALL.hours.sessions] == [
        ("08:30", "12:00"),
        ("14:00", "17:30"),
    ]


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20"])
def test_make_up_days_are_worked_at_the_weekend(day: str) -> None:
    assert date.fromisoformat(day).isoweekday() >= 6 and is_workday(HALL.calendar, day)


@pytest.mark.parametrize("day", ["2026-01-01", "2026-02-23", "2026-05-05", "2026-10-07", "2026-11-22"])
def test_the_hall_is_closed_on_holidays_and_sundays(day: str) -> None:
    assert not is_workday(HALL.calendar, day)


def test_only_the_announced_year_is_confirmed() -> None:
    assert HALL.calendar.confirmed_years == (2026,)
    assert {day[:4] for day in HALL.calendar.holidays + HALL.calendar.workdays} == {"2026"}
