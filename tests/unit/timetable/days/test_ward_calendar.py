"""The ward's calendar.yaml; the `holidays` package as the other opinion on public holidays."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import holidays
import pytest

from broadcaster.station.loading.loader import load
from broadcaster.station.model.message import Validity
from broadcaster.station.model.schedule import (
    Exceptions,
    MonthDay,
    NamedDay,
    Nearest,
    Schedule,
    Swap,
    WardCalendar,
)
from broadcaster.timetable.days.calendar import RestReason
from broadcaster.timetable.days.recurrence import days
from broadcaster.timetable.days.vietnam import VietnamCalendar, calendar_of, day_titles

SWAP = Swap(off=date(2026, 1, 2), work=date(2026, 1, 10))
VILLAGE = NamedDay(
    id="hoi-lang", title="Hội làng", lunar=("01-15",), after=1, valid=Validity(first=date(2026, 1, 1))
)
UNITY = NamedDay(id="dai-doan-ket", title="Đại đoàn kết", yearly=("11-18",), off=False)
WARD = VietnamCalendar(WardCalendar(swaps=(SWAP,), days=(VILLAGE, UNITY)))
FULL_MOON = date(2026, 3, 3)  # 15 of the first lunar month


def rule(**keys: object) -> Schedule:
    return Schedule(id="a", messages=("m",), at=(time(6, 30),), **keys)  # type: ignore[arg-type]


def test_day_swapped_then_is_free_and_its_saturday_is_a_workday() -> None:
    assert not WARD.workday(date(2026, 1, 2))
    assert WARD.workday(date(2026, 1, 10))
    assert not WARD.workday(date(2026, 1, 11))
    off = WARD.holiday(date(2026, 1, 2))
    assert off is not None
    assert off.why is RestReason.SWAPPED
    assert day_titles(WARD, date(2026, 1, 2)) == ["Nghỉ hoán đổi"]
    assert day_titles(WARD, date(2026, 1, 10)) == ["Làm bù"]


def test_nearest_workday_then_knows_swaps_and_days_off_in_stead_of_holidays() -> None:
    monthly = rule(monthly=(MonthDay(2),), nearest=Nearest.WORKDAY)
    found = list(days(monthly, date(2026, 1, 1), date(2026, 1, 31), WARD))
    assert found == [date(2026, 1, 5)]
    tenth = rule(monthly=(MonthDay(10),), nearest=Nearest.WORKDAY)
    assert list(days(tenth, date(2026, 1, 1), date(2026, 1, 31), WARD)) == [date(2026, 1, 10)]
    # 26 April 2026 is Hung Kings' day on a Sunday: Monday is free too.
    april = rule(yearly=("04-27",), nearest=Nearest.WORKDAY)
    assert list(days(april, date(2026, 4, 1), date(2026, 4, 30), WARD)) == [date(2026, 4, 28)]


def test_schedule_of_named_days_then_airs_on_them_within_their_validity() -> None:
    named = rule(named=("hoi-lang", "dai-doan-ket"))
    found = list(days(named, date(2025, 11, 1), date(2026, 11, 30), WARD))
    assert found == [date(2025, 11, 18), FULL_MOON, FULL_MOON + timedelta(days=1), date(2026, 11, 18)]


def test_schedule_without_holidays_then_is_silent_on_the_wards_days_off_but_not_on_named_ones() -> None:
    quiet = rule(exceptions=Exceptions(holidays=True))
    assert FULL_MOON not in set(days(quiet, FULL_MOON, FULL_MOON, WARD))
    assert list(days(quiet, date(2026, 11, 18), date(2026, 11, 18), WARD)) == [date(2026, 11, 18)]
    unnamed = rule(exceptions=Exceptions(named=("dai-doan-ket",)))
    assert list(days(unnamed, date(2026, 11, 17), date(2026, 11, 19), WARD)) == [
        date(2026, 11, 17),
        date(2026, 11, 19),
    ]


def test_holiday_of_the_same_name_then_takes_the_place_of_the_shipped_one() -> None:
    tet = NamedDay(id="tet", title="Tết", lunar=("01-01",), before=2, after=2)
    new = NamedDay(id="van-hoa", title="Ngày Văn hóa", yearly=("11-24",))
    none = NamedDay(id="gio-to", title="Giỗ Tổ", lunar=("03-10",), off=False)
    ward = VietnamCalendar(WardCalendar(holidays=(tet, new, none), compensate=False))
    assert [d.day for d in (date(2026, 2, k) for k in range(1, 29)) if ward.holiday(d)] == [
        15,
        16,
        17,
        18,
        19,
    ]
    assert ward.holiday(date(2026, 11, 24)) is not None
    assert ward.holiday(date(2026, 4, 26)) is None


@pytest.mark.parametrize("rest", [frozenset(range(7)), frozenset()], ids=["all", "none"])
def test_week_of_rest_or_of_work_then_compensates_nothing(rest: frozenset[int]) -> None:
    ward = VietnamCalendar(WardCalendar(rest=rest))
    found = [ward.holiday(date(2026, 1, 1) + timedelta(days=k)) for k in range(365)]
    assert not [one for one in found if one is not None and one.why is RestReason.COMPENSATED]


FILE = """\
swaps:
  - {off: 2026-01-02, work: 2026-01-10}
  - {off: 2026-01-02}
days:
  hoi-lang: {title: Hội làng}
  cho-phien: {title: Chợ phiên, yearly: ["02-30"], befor: 1}
"""


def folder_with(path: Path, calendar: str, schedule: str = "") -> Path:
    (path / "messages").mkdir()
    (path / "schedules").mkdir()
    (path / "station.yaml").write_text("name: Đài")
    (path / "messages/a.yaml").write_text("title: a\nparts: [{say: Kính chào bà con}]\n")
    (path / "calendar.yaml").write_text(calendar)
    (path / "schedules/a.yaml").write_text(f'message: a\nat: ["06:30"]\n{schedule}')
    return path


def test_file_with_slips_then_tells_all_at_their_places(tmp_path: Path) -> None:
    found = load(folder_with(tmp_path, FILE, "named: [hoi-lan]\n"))
    assert found.station is None
    assert {(p.file, p.line, p.column, p.code) for p in found.problems} == {
        ("calendar.yaml", 3, 5, "station.swapped_twice"),
        ("calendar.yaml", 5, 13, "station.day_without_date"),
        ("calendar.yaml", 6, 52, "station.unknown_key"),
        ("calendar.yaml", 6, 42, "station.bad_yearly"),
        ("schedules/a.yaml", 3, 9, "station.unknown_named_day"),
    }


def test_file_that_is_whole_then_is_the_stations_calendar(tmp_path: Path) -> None:
    text = "swaps: [{off: 2026-01-02}]\ndays: {cho: {title: Chợ phiên, dates: [2026-03-05]}}\nrest: [CN]\n"
    found = load(folder_with(tmp_path, text, "named: [cho, tet]\nexcept: {named: [quoc-khanh]}\n"))
    assert found.problems == ()
    assert found.station is not None
    ours = calendar_of(found.station)
    assert ours.named(date(2026, 3, 5)) == {"cho"}
    assert ours.workday(date(2026, 1, 10))  # a Saturday
    assert not ours.workday(date(2026, 1, 2))
    assert calendar_of(found.station) is ours


# Where the table of the law and the other opinion differ from 2010 to 2035: the shipped table is the law
# of today, and what the government sets for one year the ward writes into `swaps`.
NO_FIFTH_DAY_OF_TET = {date(2010, 2, 17), date(2011, 2, 6), date(2012, 1, 26)}  # four days until 2012
ONE_NATIONAL_DAY = {  # its second day came with the Labour Code of 2019
    *(date(year, 9, 1) for year in (2011, 2015, 2016, 2017, 2020)),
    *(date(year, 9, 3) for year in (2010, 2012, 2013, 2018, 2019)),
}


def days_from(first: int, until: int) -> list[date]:
    begin = date(first, 1, 1)
    return [begin + timedelta(days=k) for k in range((date(until, 1, 1) - begin).days)]


def test_holidays_of_2010_to_2035_then_differ_from_the_other_opinion_where_the_law_was_another() -> None:
    ours = VietnamCalendar(WardCalendar(compensate=False))
    theirs = holidays.country_holidays("VN", years=range(2010, 2036), observed=False, language="en_US")
    every = days_from(2010, 2036)
    only_ours = {day for day in every if ours.holiday(day) and day not in theirs}
    only_theirs = {day for day in every if day in theirs and not ours.holiday(day)}
    assert only_ours == NO_FIFTH_DAY_OF_TET | ONE_NATIONAL_DAY
    assert all("substituted from" in theirs[day] for day in only_theirs)


def test_swaps_of_2010_to_2035_then_make_the_days_of_the_other_opinion() -> None:
    theirs = holidays.country_holidays("VN", years=range(2010, 2036), observed=False, language="en_US")
    swaps = tuple(Swap(off=day) for day, name in theirs.items() if "substituted from" in name)
    ours = VietnamCalendar(WardCalendar(compensate=False, swaps=swaps))
    assert len(swaps) > 10
    assert [day for day in days_from(2021, 2036) if (ours.holiday(day) is None) != (day not in theirs)] == []


def test_days_off_in_stead_of_holidays_from_2021_then_are_those_of_the_other_opinion_but_for_tet() -> None:
    """Of Tết the other opinion has two days before it where the day before is on a weekend, as in 2023."""
    ours = VietnamCalendar()
    theirs = holidays.country_holidays("VN", years=range(2021, 2036), observed=True, language="en_US")
    for day in days_from(2021, 2036):
        off, name = ours.holiday(day), theirs.get(day, "")
        if "substituted" in name or "Lunar New Year" in name or (off and off.title == "Tết Âm lịch"):
            continue
        assert (off is not None) == bool(name), day


def test_days_around_a_day_of_another_year_then_belong_to_it() -> None:
    eve = NamedDay(id="tat-nien", title="Tất niên", yearly=("01-01",), before=2)
    last = NamedDay(id="cuoi-nam", title="Cuối năm", yearly=("12-31",), after=2)
    ward = VietnamCalendar(WardCalendar(days=(eve, last)))
    assert ward.named(date(2026, 12, 30)) == {"tat-nien"}
    assert ward.holiday(date(2026, 12, 30)) is not None
    assert ward.named(date(2027, 1, 2)) == {"cuoi-nam"}
    assert VietnamCalendar(WardCalendar(days=(eve,))).named(date(2100, 12, 31)) == frozenset()
