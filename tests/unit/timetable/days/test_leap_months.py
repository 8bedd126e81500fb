"""Lunar days of leap months, over two centuries."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.station.forms.times import lunar_day
from broadcaster.station.model.schedule import NamedDay, Schedule
from broadcaster.timetable.days.calendar import dates_of
from broadcaster.timetable.days.recurrence import days
from broadcaster.timetable.days.sentence import sentence
from broadcaster.timetable.days.vietnam import VietnamCalendar

VIETNAM = VietnamCalendar()
MONTH_DAYS = st.tuples(st.integers(1, 12), st.integers(1, 29)).map(lambda pair: f"{pair[0]:02}-{pair[1]:02}")


def rule(written: str) -> Schedule:
    return Schedule(id="a", messages=("m",), at=(time(6, 30),), lunar=(written,))


@given(written=MONTH_DAYS, year=st.integers(1905, 2095), leap=st.booleans())
def test_month_day_then_is_in_the_leap_month_only_where_it_says_so(
    written: str, year: int, leap: bool
) -> None:
    asked = f"{written}+" if leap else written
    found = list(days(rule(asked), date(year, 1, 1), date(year + 1, 12, 31), VIETNAM))
    for day in found:
        moon = VIETNAM.lunar(day)
        assert (f"{moon.month:02}-{moon.day:02}", moon.leap) == (written, leap)
    if not leap:
        assert len(found) in (1, 2, 3)  # a lunar year is shorter or longer than a solar one
        gaps = [after - before for before, after in pairwise(found)]
        assert all(timedelta(350) < gap < timedelta(390) for gap in gaps)


@given(written=MONTH_DAYS, year=st.integers(1905, 2095), leap=st.booleans())
def test_calendar_file_then_means_the_same_days_as_a_schedule(written: str, year: int, leap: bool) -> None:
    asked = f"{written}+" if leap else written
    own = {day for k in (-1, 0) for day in dates_of(NamedDay(id="a", title="a", lunar=(asked,)), year + k)}
    found = set(days(rule(asked), date(year, 1, 1), date(year, 12, 31), VIETNAM))
    assert {day for day in own if day.year == year} == found


@pytest.mark.parametrize(
    ("tet", "eve"),
    [
        (date(1968, 1, 29), date(1968, 1, 28)),
        (date(1985, 1, 21), date(1985, 1, 20)),
        (date(2007, 2, 17), date(2007, 2, 16)),
        (date(2030, 2, 2), date(2030, 2, 1)),
    ],
    ids=lambda day: str(day.year),
)
def test_tet_where_the_chinese_calendar_differs_then_is_vietnams(tet: date, eve: date) -> None:
    first, last = date(tet.year, 1, 1), date(tet.year, 6, 30)
    assert list(days(rule("01-01"), first, last, VIETNAM)) == [tet]
    assert list(days(rule("12-30"), first, last, VIETNAM)) == [eve]
    off = [VIETNAM.holiday(tet + timedelta(days=k)) for k in range(-1, 4)]
    assert all(one is not None and one.title == "Tết Âm lịch" for one in off)


def test_leap_day_then_is_written_with_a_sign_and_said_so() -> None:
    assert lunar_day("6-15+") == "06-15+"
    assert sentence(rule("06-15+")) == "Rằm tháng Sáu nhuận âm lịch, 6 giờ 30."
    for wrong in ("15+", "06-15++", "13-01+"):
        with pytest.raises(ValueError, match="bad_lunar"):
            lunar_day(wrong)
