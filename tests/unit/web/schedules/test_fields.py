"""The form of a schedule: what is typed is understood as people mean it, and what it shows it says again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.station.editing.schedules import schedule_in, with_schedule
from broadcaster.station.model.message import Validity
from broadcaster.station.model.schedule import (
    LAST,
    Exceptions,
    MonthDay,
    MonthWeekday,
    Nearest,
    Once,
    Schedule,
)
from broadcaster.web.drawing.days import day_of
from broadcaster.web.schedules.day_notation import lunar_of, month_days_of, yearly_of
from broadcaster.web.schedules.form_fields import (
    NTH,
    Days,
    Fields,
    Times,
    empty,
    fields_of,
    schedule_of,
    typed,
)
from tests.counts import counted

TODAY = date(2026, 11, 27)
BAD_DAY = "Ngày: viết như 3/2/2027, mai, thứ 7 này hoặc rằm."
MESSAGES = {"tin": None, "hop": None}
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
WALLS = st.builds(time, st.integers(0, 23), st.integers(0, 59), st.sampled_from([0, 30]))


def read(fields: Fields, base: Schedule | None = None) -> tuple[Schedule, dict[str, str]]:
    with speaking(Language.VI):
        return schedule_of(fields, base or empty("a"), TODAY, MESSAGES)


def form(**typed_in: object) -> Fields:
    return replace(Fields(message="tin", at=("06:30",)), **typed_in)  # type: ignore[arg-type]


NUMBERED = {"min_size": 1, "max_size": 4, "unique": True}
MONTH_DAYS = st.builds(MonthDay, st.sampled_from([LAST, *range(1, 32)]))
MONTH_WEEKDAYS = st.builds(MonthWeekday, weekday=st.integers(0, 6), nth=st.sampled_from(NTH))
NAMES = st.lists(st.sampled_from(["tet", "hoi-lang", "quoc-khanh"]), min_size=1, unique=True).map(tuple)
LUNAR = st.one_of(
    st.integers(1, 30).map(lambda day: f"{day:02}"),
    st.builds(
        lambda month, day, leap: f"{month:02}-{day:02}{leap}",
        st.integers(1, 12),
        st.integers(1, 30),
        st.sampled_from(["", "+"]),
    ),
)
WAYS: dict[str, st.SearchStrategy[object]] = {
    "days": st.frozensets(st.integers(0, 6), min_size=1),
    "dates": st.frozensets(DAYS, min_size=1, max_size=3),
    "lunar": st.lists(LUNAR, **NUMBERED).map(tuple),  # type: ignore[arg-type]
    "monthly": st.lists(st.one_of(MONTH_DAYS, MONTH_WEEKDAYS), **NUMBERED).map(tuple),  # type: ignore[arg-type]
    "yearly": st.lists(st.sampled_from(["02-29", "09-02", "11-20", "12-31"]), **NUMBERED).map(tuple),  # type: ignore[arg-type]
    "named": NAMES,
}


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    ends = sorted([draw(DAYS), draw(DAYS)])
    between = sorted([draw(WALLS), draw(WALLS)])
    stepped = between[0] != between[1] and draw(st.booleans())
    days: dict[str, object] = {}
    chosen: list[str] = draw(st.lists(st.sampled_from(list(WAYS)), max_size=3, unique=True))
    for way in chosen:
        days[way] = draw(WAYS[way])
    if draw(st.booleans()) and days.keys() & {"monthly", "yearly"}:
        days["nearest"] = Nearest.WORKDAY
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
            named=draw(st.one_of(st.just(()), NAMES)),
            dates=draw(st.frozensets(DAYS, max_size=2)),
            once=draw(st.sampled_from([(), (Once(TODAY, time(9)),)])),
        ),
        once=draw(st.sampled_from([(), (Once(TODAY, time(9)),)])),
        catch_up=draw(st.sampled_from([0.0, 600.0, 120.0])),
        jitter=draw(st.sampled_from([0.0, 45.0, 300.0])),
        wait=draw(st.sampled_from([900.0, 60.0])),
        zones=draw(st.sampled_from([(), ("trung-tam",)])),
        paused=draw(st.booleans()),
        **days,  # type: ignore[arg-type]
    )


@settings(max_examples=counted(200, least=50), deadline=None)
@given(schedule=schedules())
def test_what_the_form_shows_it_says_again(schedule: Schedule) -> None:
    assert read(fields_of(schedule), schedule) == (schedule, {})


def sent(fields: Fields) -> list[tuple[str, str]]:
    """The form as a browser sends it."""
    pairs = [(name, getattr(fields, name)) for name in ("message", "dates", "month_days", "yearly", "lunar")]
    pairs += [
        (name, getattr(fields, name)) for name in ("every", "first", "last", "since", "until", "without")
    ]
    pairs += [("jitter", fields.jitter), ("days", str(fields.days)), ("times", str(fields.times))]
    pairs += [(name, "true") for name in ("nearest", "holidays", "late") if getattr(fields, name)]
    for name in ("week", "named", "without_named", "at", "zones"):
        pairs += [(name, str(value)) for value in getattr(fields, name)]
    for each in fields.month_weekdays:
        pairs += [("nth_day", str(each.weekday)), ("nth", str(each.nth))]
    return [*pairs, ("nth_day", ""), ("nth", "")]  # the row that is still empty


@settings(max_examples=counted(200, least=50), deadline=None)
@given(schedule=schedules(), language=st.sampled_from(Language))
def test_form_to_file_to_form_is_the_same(schedule: Schedule, language: Language) -> None:
    with speaking(language):
        fields = typed(sent(fields_of(schedule)))
        assert fields == fields_of(schedule)
        rule, faults = schedule_of(fields, empty("a"), TODAY, MESSAGES)
        if len(schedule.messages) > 1:  # the form has no field for several messages
            rule, faults = schedule_of(
                fields, replace(empty("a"), messages=schedule.messages), TODAY, MESSAGES
            )
        assert faults == {}
        text = with_schedule("", None, rule)
        filed, problems = schedule_in("schedules/a.yaml", text.encode())
        assert problems == []
        assert filed is not None
        assert fields_of(filed) == fields_of(rule)
        assert with_schedule(text, filed, schedule_of(fields_of(filed), filed, TODAY, MESSAGES)[0]) == text


def test_days_of_the_month_are_understood_in_both_languages() -> None:
    assert month_days_of("1, 15 và cuối tháng") == (MonthDay(1), MonthDay(15), MonthDay(LAST))
    assert month_days_of("ngày cuối") == month_days_of("the last day") == (MonthDay(LAST),)


def test_a_leap_month_is_typed_as_people_say_it() -> None:
    with speaking(Language.VI):
        assert lunar_of("15/6 nhuận, 1, 15/6+, 10/3") == ("06-15+", "01", "03-10")


def test_days_of_the_year_are_typed_day_first() -> None:
    assert yearly_of("2/9, 20/11, 29/2") == ("09-02", "11-20", "02-29")


def test_what_the_file_has_in_another_order_stays_so() -> None:
    base = Schedule(
        id="a",
        messages=("tin",),
        at=(time(9),),
        monthly=(MonthWeekday(weekday=0, nth=1), MonthDay(15)),
        nearest=Nearest.WORKDAY,
    )
    assert read(fields_of(base), base) == (base, {})


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
        ("mái", BAD_DAY),
        ("3/13/2027", BAD_DAY),
        ("0/2/2027", BAD_DAY),
        ("3/2/20270", BAD_DAY),
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
        ("lunar", form(days=Days.LUNAR, lunar="15/6++")),
        ("month_days", form(days=Days.MONTHLY)),
        ("month_days", form(days=Days.MONTHLY, month_days="32")),
        ("month_days", form(days=Days.MONTHLY, month_days="²")),
        ("yearly", form(days=Days.YEARLY, yearly="30/2")),
        ("yearly", form(days=Days.YEARLY)),
        ("jitter", form(jitter="nhiều")),
        ("jitter", form(jitter="2h")),
        ("named", form(days=Days.NAMED)),
        ("days", form(days=Days.MIXED)),
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
