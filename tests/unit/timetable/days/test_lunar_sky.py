"""Lunar days against the sky: new moons and the sun's longitude by the library `ephem`, in Vietnam's time.

The rule: a month begins on the day of the new moon at UTC+7; the eleventh month has the winter solstice; of
thirteen months between two solstices the first without a major solar term is the leap month.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from datetime import date, timedelta

import ephem
import pytest

from broadcaster.timetable.days.calendar import LunarDay, lunar_day

VIETNAM = timedelta(hours=7)
FIRST, LAST = date(1900, 1, 31), date(2100, 11, 30)
UNSURE = {
    # The new moon is 28, 92 and 26 seconds before midnight; the library begins the month a day later.
    date(1944, 6, 20): 30,
    date(2072, 12, 9): 30,
    date(2077, 11, 15): 30,
}
"""The days on which the two differ: the first of each row, and how many."""


def longitude(at: ephem.Date) -> float:
    """The sun's ecliptic longitude in degrees, of the date."""
    sun = ephem.Sun()
    sun.compute(at, epoch=at)
    return math.degrees(ephem.Ecliptic(sun, epoch=at).lon) % 360


def term(day: date) -> int:
    """The major solar term that holds at the beginning of a day in Vietnam."""
    return int(longitude(midnight(day)) // 30)


def midnight(day: date) -> ephem.Date:
    """The beginning of a day in Vietnam."""
    return ephem.Date(ephem.Date(f"{day.year}/{day.month}/{day.day}") - VIETNAM / timedelta(days=1))


def in_vietnam(at: ephem.Date) -> date:
    return (at.datetime() + VIETNAM).date()  # type: ignore[no-any-return]


def new_moons() -> list[date]:
    found, at = [], ephem.Date("1898/11/1")
    while at < ephem.Date("2102/3/1"):
        moon = ephem.next_new_moon(at)
        found.append(in_vietnam(moon))
        at = ephem.Date(moon + 1)
    return found


def by_the_sky(moons: list[date]) -> dict[date, tuple[int, int, bool]]:
    """First day of each month → lunar year, month, leap."""
    months = {}
    for year in range(1899, 2102):
        eleventh, next_eleventh = (
            bisect_right(moons, in_vietnam(ephem.next_solstice(f"{each}/12/1"))) - 1
            for each in (year - 1, year)
        )
        months[moons[eleventh]] = (year - 1, 11, False)
        between = range(eleventh + 1, next_eleventh)
        bare = [k for k in between if term(moons[k]) == term(moons[k + 1])]
        leap = bare[0] if next_eleventh - eleventh > 12 else None
        number = 11
        for k in between:
            number += k != leap
            months[moons[k]] = (year - (number < 13), (number - 1) % 12 + 1, k == leap)
    return months


def test_every_day_of_two_centuries_is_that_of_the_sky() -> None:
    moons = new_moons()
    months = by_the_sky(moons)
    differ: list[date] = []
    day = FIRST
    while day <= LAST:
        begin = moons[bisect_right(moons, day) - 1]
        year, month, leap = months[begin]
        if lunar_day(day) != LunarDay(year=year, month=month, day=(day - begin).days + 1, leap=leap):
            differ.append(day)
        day += timedelta(days=1)
    rows = [day for day in differ if day - timedelta(days=1) not in differ]
    assert {first: sum(0 <= (day - first).days < 31 for day in differ) for first in rows} == UNSURE


@pytest.mark.parametrize("day", UNSURE, ids=str)
def test_months_in_doubt_begin_within_two_minutes_of_midnight(day: date) -> None:
    end = midnight(day + timedelta(days=1))
    moon = ephem.next_new_moon(end - 3)
    assert 0 < (end - moon) * 24 * 60 < 2
