"""Days as people say them: mai, thứ 7 này, rằm."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from broadcaster.timetable.days.calendar import lunar_day
from broadcaster.web.drawing.days import by_date, day_of

TUESDAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("hôm nay", date(2026, 12, 1)),
        ("mai", date(2026, 12, 2)),
        ("Ngày Mai", date(2026, 12, 2)),
        ("ngày kia", date(2026, 12, 3)),
        ("thứ 7 này", date(2026, 12, 5)),
        ("thứ bảy", date(2026, 12, 5)),
        ("T7", date(2026, 12, 5)),
        ("thứ ba", date(2026, 12, 1)),
        ("chủ nhật", date(2026, 12, 6)),
        ("CN tuần sau", date(2026, 12, 13)),
        ("thứ 2 tuần sau", date(2026, 12, 7)),
        ("thứ 7 tuần sau", date(2026, 12, 12)),
        ("3/2/2027", date(2027, 2, 3)),
    ],
)
def test_day_is_meant_as_people_say_it(said: str, day: date) -> None:
    assert day_of(said, TUESDAY) == day


@pytest.mark.parametrize(("said", "number"), [("rằm", 15), ("mùng 1", 1), ("Mồng 5", 5)])
def test_lunar_day_is_the_next_one(said: str, number: int) -> None:
    found = day_of(said, TUESDAY)
    assert lunar_day(found).day == number
    assert TUESDAY <= found < TUESDAY + timedelta(days=30)


def test_in_the_log_it_is_the_last_one() -> None:
    assert day_of("thứ 7", TUESDAY, past=True) == date(2026, 11, 28)
    assert day_of("hôm qua", TUESDAY, past=True) == date(2026, 11, 30)


@pytest.mark.parametrize("said", ["thứ 8", "thứ", "mái", "rằm rằm", "mùng 31", "thứ 7 mai", "32/1"])
def test_what_is_no_day_is_told(said: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        day_of(said, TUESDAY)


def test_several_days_may_stand_beside_dates() -> None:
    assert by_date("mai, thứ 7 này và 3/2", TUESDAY) == "2026-12-02, 2026-12-05 và 3/2"


def test_each_day_of_the_week_is_within_seven_days_whatever_day_it_is() -> None:
    for day in (TUESDAY + timedelta(days=each) for each in range(14)):
        for number in range(2, 8):
            found = day_of(f"thứ {number}", day)
            assert 0 <= (found - day).days < 7
            assert found.weekday() == number - 2
            later = day_of(f"thứ {number} tuần sau", day)
            assert later.isocalendar().week != day.isocalendar().week
