"""The form of a schedule: what is typed is understood as people mean it, and what it shows it says again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.console.web.schedules.fields import (
    Days,
    Fields,
    Times,
    day_of,
    empty,
    fields_of,
    schedule_of,
    typed,
)
from broadcaster.station.model import Exceptions, MonthDay, Nearest, Once, Schedule, Validity
from broadcaster.text import Language, speaking

TODAY = date(2026, 11, 27)
MESSAGES = {"tin": None, "hop": None}
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
WALLS = st.builds(time, st.integers(0, 23), st.integers(0, 59), st.sampled_from([0, 30]))


def read(fields: Fields, base: Schedule | None = None) -> tuple[Schedule, dict[str, str]]:
    with speaking(Language.VI):
        return schedule_of(fields, base or empty("a"), TODAY, MESSAGES)


def form(**typed_in: object) -> Fields:
    return replace(Fields(message="tin", at=("06:30",)), **typed_in)  # type: ignore[arg-type]


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    ends = sorted([draw(DAYS), draw(DAYS)])
    between = sorted([draw(WALLS), draw(WALLS)])
    stepped = between[0] != between[1] and draw(st.booleans())
    days: dict[str, object] = draw(
        st.sampled_from(
            [
                {},
                {"days": frozenset({0, 2})},
                {"days": frozenset(range(5))},
                {"dates": frozenset({date(2026, 2, 3)})},
                {"lunar": ("15", "01-10", "12-30")},
                {"days": frozenset({0}), "lunar": ("01",)},
                {"monthly": (MonthDay(15),), "nearest": Nearest.WORKDAY},
            ]
        )
    )
    return Schedule(
        id="a",
        messages=draw(st.sampled_from([("tin",), ("tin", "hop")])),
        at=() if stepped else tuple(draw(st.lists(WALLS, min_size=1, max_size=3, unique=True))),
        every=draw(st.sampled_from([90.0, 1800.0, 5400.0])) if stepped else None,
        between=(between[0], between[1]) if stepped else None,
        valid=Validity(
            first=draw(st.sampled_from([None, ends[0]])), until=draw(st.sampled_from([None, ends[1]]))
        ),
        exceptions=Exceptions(
            holidays=draw(st.booleans()),
            dates=draw(st.frozensets(DAYS, max_size=2)),
            once=draw(st.sampled_from([(), (Once(TODAY, time(9)),)])),
        ),
        once=draw(st.sampled_from([(), (Once(TODAY, time(9)),)])),
        catch_up=draw(st.sampled_from([0.0, 600.0, 120.0])),
        wait=draw(st.sampled_from([900.0, 60.0])),
        zones=draw(st.sampled_from([(), ("trung-tam",)])),
        paused=draw(st.booleans()),
        **days,  # type: ignore[arg-type]
    )


@settings(max_examples=200, deadline=None)
@given(schedule=schedules())
def test_what_the_form_shows_it_says_again(schedule: Schedule) -> None:
    assert read(fields_of(schedule), schedule) == (schedule, {})


def test_single_airings_need_no_time() -> None:
    schedule = Schedule(id="a", messages=("tin",), once=(Once(TODAY, time(9)),))
    assert fields_of(schedule).times is Times.NONE
    assert read(fields_of(schedule), schedule) == (schedule, {})


@pytest.mark.parametrize(
    ("written", "wall"),
    [
        ("6h30", time(6, 30)),
        ("6:30", time(6, 30)),
        ("06.30", time(6, 30)),
        ("17g", time(17)),
        ("5 h 05", time(5, 5)),
    ],
)
def test_times_are_understood_as_they_are_typed(written: str, wall: time) -> None:
    rule, faults = read(form(at=(written, "")))
    assert (rule.at, faults) == ((wall,), {})


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("3/2/2027", date(2027, 2, 3)),
        ("03-02-2027", date(2027, 2, 3)),
        ("2027-02-03", date(2027, 2, 3)),
        ("28/11", date(2026, 11, 28)),
        ("27/11", date(2026, 11, 27)),
        ("3/2", date(2027, 2, 3)),  # the next one
    ],
)
def test_days_are_understood_as_they_are_typed(written: str, day: date) -> None:
    assert day_of(written, TODAY) == day


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("30/2/2027", "Không có ngày 30/2. Có phải 28/2?"),
        ("mai", "Ngày: viết như 3/2/2027."),
        ("3/13/2027", "Ngày: viết như 3/2/2027."),
        ("0/2/2027", "Ngày: viết như 3/2/2027."),
        ("3/2/20270", "Ngày: viết như 3/2/2027."),
    ],
)
def test_what_is_no_day_is_told_with_what_was_probably_meant(written: str, told: str) -> None:
    _, faults = read(form(until=written))
    assert faults == {"until": told}


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ("message", form(message="gone")),
        ("at-0", form(at=("",))),
        ("at-1", form(at=("06:30", "6h30"))),
        ("at-0", form(at=("25:00",))),
        ("week", form(days=Days.WEEK)),
        ("dates", form(days=Days.DATES)),
        ("lunar", form(days=Days.LUNAR, lunar="31")),
        ("until", form(since="3/2/2027", until="2/2/2027")),
        ("every", form(times=Times.EVERY, every="1s", first="7h", last="9h")),
        ("last", form(times=Times.EVERY, every="30", first="9h", last="7h")),
    ],
)
def test_each_mistake_is_told_at_its_field(wrong: str, fields: Fields) -> None:
    assert list(read(fields)[1]) == [wrong]


def test_the_form_as_a_browser_sends_it() -> None:
    given = [
        ("message", "tin"),
        ("days", "week"),
        ("week", "2"),
        ("week", "0"),
        ("week", "9"),
        ("times", "x"),
    ]
    given += [("at", "06:30"), ("at", ""), ("late", "true"), ("zones", "a"), ("zones", "b")]
    assert typed(given) == Fields(
        message="tin", days=Days.WEEK, week=(0, 2), at=("06:30", ""), late=True, zones=("a", "b")
    )
