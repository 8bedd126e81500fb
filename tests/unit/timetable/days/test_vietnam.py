"""Holidays and lunar days against dates that were published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from broadcaster.core.errors import TimetableError
from broadcaster.core.text.catalogue import explain
from broadcaster.timetable.days.calendar import LunarDay, RestReason
from broadcaster.timetable.days.vietnam import VietnamCalendar

VIETNAM = VietnamCalendar()


def _named(day: date) -> str | None:
    """The public holiday, days off in its stead apart."""
    off = VIETNAM.holiday(day)
    return None if off is None or off.why is not RestReason.NAMED else off.title


# The first day of the lunar year. 1968, 1985 and 2007 differ from the Chinese calendar, 2030 and 2053 will.
NEW_YEARS = {
    1968: date(1968, 1, 29),
    1985: date(1985, 1, 21),
    2007: date(2007, 2, 17),
    2021: date(2021, 2, 12),
    2022: date(2022, 2, 1),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2029: date(2029, 2, 13),
    2030: date(2030, 2, 2),
    2053: date(2053, 2, 18),
}


@pytest.mark.parametrize(("year", "new_year"), NEW_YEARS.items(), ids=map(str, NEW_YEARS))
def test_lunar_when_year_begins_is_the_first_of_the_first(year: int, new_year: date) -> None:
    assert VIETNAM.lunar(new_year) == LunarDay(year=year, month=1, day=1)


@pytest.mark.parametrize(("year", "new_year"), NEW_YEARS.items(), ids=map(str, NEW_YEARS))
def test_holiday_when_tet_comes_has_five_days(year: int, new_year: date) -> None:
    around = [new_year + timedelta(days=offset) for offset in range(-2, 5)]
    assert [_named(day) for day in around] == [None, *["Tết Âm lịch"] * 5, None], year


@pytest.mark.parametrize(
    "day",
    [
        date(2021, 4, 21),
        date(2022, 4, 10),
        date(2023, 4, 29),
        date(2024, 4, 18),
        date(2025, 4, 7),
        date(2026, 4, 26),
    ],
    ids=str,
)
def test_holiday_when_hung_kings_are_remembered_is_the_tenth_of_the_third(day: date) -> None:
    assert _named(day) == "Giỗ Tổ Hùng Vương"


@pytest.mark.parametrize(
    "day",
    [
        date(2021, 9, 3),
        date(2022, 9, 1),
        date(2023, 9, 1),
        date(2024, 9, 3),
        date(2025, 9, 1),
        date(2026, 9, 1),
    ],
    ids=str,
)
def test_holiday_when_national_day_has_its_second_day_is_as_decreed(day: date) -> None:
    assert _named(day) == "Quốc khánh"
    assert sum(_named(date(day.year, 9, d)) is not None for d in range(1, 11)) == 2


def test_holiday_when_year_is_fixed_has_eleven_days() -> None:
    days = (date(2025, 1, 1) + timedelta(days=k) for k in range(365))
    assert sum(_named(day) is not None for day in days) == 11


def test_lunar_when_days_follow_each_other_never_jumps() -> None:
    before = VIETNAM.lunar(date(2024, 12, 31))
    for offset in range(3 * 365):
        today = VIETNAM.lunar(date(2025, 1, 1) + timedelta(days=offset))
        assert today.day == before.day + 1 or (today.day == 1 and before.day in (29, 30))
        before = today


def test_lunar_when_year_is_beyond_the_library_says_so() -> None:
    with pytest.raises(TimetableError) as caught:
        VIETNAM.lunar(date(2101, 1, 1))
    assert caught.value.code == "timetable.no_lunar_day"
    assert explain(caught.value) == (
        "Không tính được ngày âm lịch của ngày 01/01/2101"
        " (lịch âm chỉ tính được cho các năm từ 1900 đến 2100)"
    )
