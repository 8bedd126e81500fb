"""Changes of a schedule's file: they say what they should, and everything else stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.core.errors import StationError
from broadcaster.station.editing.schedules import (
    schedule_in,
    with_airing_moved,
    with_pause,
    with_schedule,
    with_time_moved,
    without_airing,
)
from broadcaster.station.model.message import Validity
from broadcaster.station.model.schedule import LAST, Exceptions, MonthDay, MonthWeekday, Once, Schedule

FILE = "schedules/bluezone.yaml"
WRITTEN = """\
# Nhắc lại hằng ngày làm việc.
message: bluezone
at: ["06:30", 17h]
days: [mon, thứ ba]   # hai ngày
except:   # không phát
  holidays: có
catch_up: 10m         # mất điện
"""
THURSDAY = date(2026, 11, 26)


def said(text: str) -> Schedule:
    found, problems = schedule_in(FILE, text.encode())
    assert found is not None, [problem.as_line() for problem in problems]
    return found


def test_one_airing_is_left_out_and_the_rest_of_the_file_stays() -> None:
    text = without_airing(WRITTEN, said(WRITTEN), Once(THURSDAY, time(17)))
    assert text == WRITTEN.replace("  holidays: có\n", '  holidays: có\n  once: ["2026-11-26 17:00"]\n')


def test_one_airing_is_moved_by_an_exception_and_a_single_airing() -> None:
    text = with_airing_moved(WRITTEN, said(WRITTEN), Once(THURSDAY, time(17)), Once(THURSDAY, time(17, 30)))
    found = said(text)
    assert found.once == (Once(THURSDAY, time(17, 30)),)
    assert found.exceptions.once == (Once(THURSDAY, time(17)),)
    assert [line for line in WRITTEN.splitlines() if line not in text.splitlines()] == []


def test_an_airing_that_is_moved_there_and_back_leaves_nothing_behind() -> None:
    there, back = Once(THURSDAY, time(17)), Once(THURSDAY, time(18))
    text = with_airing_moved(WRITTEN, said(WRITTEN), there, back)
    text = with_airing_moved(text, said(text), back, there)
    assert text == WRITTEN


def test_an_airing_that_was_moved_is_moved_again_in_its_place() -> None:
    at = Once(THURSDAY, time(17))
    text = with_airing_moved(WRITTEN, said(WRITTEN), at, Once(THURSDAY, time(18)))
    text = with_airing_moved(text, said(text), Once(THURSDAY, time(18)), Once(THURSDAY, time(19)))
    found = said(text)
    assert (found.once, found.exceptions.once) == ((Once(THURSDAY, time(19)),), (at,))


def test_a_time_of_the_rule_is_moved_with_what_is_left_out_at_that_time() -> None:
    text = without_airing(WRITTEN, said(WRITTEN), Once(THURSDAY, time(17)))
    text = with_time_moved(text, said(text), time(17), time(17, 30))
    found = said(text)
    assert found.at == (time(6, 30), time(17, 30))
    assert found.exceptions.once == (Once(THURSDAY, time(17, 30)),)
    assert "# hai ngày" in text


def test_a_time_that_the_rule_has_not_or_has_twice_is_refused() -> None:
    for wall, to, code in ((18, 19, "station.no_such_time"), (17, 17, "station.time_there")):
        with pytest.raises(StationError) as refused:
            with_time_moved(WRITTEN, said(WRITTEN), time(wall), time(to))
        assert refused.value.code == code


def test_the_only_airing_is_not_left_out() -> None:
    text = 'message: a\nonce: ["2026-11-26 17:00"]\n'
    with pytest.raises(StationError, match=r"duy nhất|only"):
        without_airing(text, said(text), Once(THURSDAY, time(17)))


def test_a_pause_is_written_and_taken_back() -> None:
    paused = with_pause(WRITTEN, paused=True)
    assert paused == f"{WRITTEN}paused: true\n"
    assert with_pause(paused, paused=False) == WRITTEN


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
WALLS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
SINGLES = st.lists(st.builds(Once, DAYS, WALLS), max_size=3, unique=True).map(tuple)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    regular = draw(st.booleans())
    between = sorted([draw(WALLS), draw(WALLS)])
    by_step = regular and between[0] != between[1] and draw(st.booleans())
    ends = sorted([draw(DAYS), draw(DAYS)])
    return Schedule(
        id="bluezone",
        messages=tuple(draw(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3, unique=True))),
        at=tuple(draw(st.lists(WALLS, min_size=1, max_size=3, unique=True)))
        if regular and not by_step
        else (),
        every=draw(st.sampled_from([1800.0, 90.0])) if by_step else None,
        between=(between[0], between[1]) if by_step else None,
        days=draw(st.frozensets(st.integers(0, 6), max_size=7)),
        dates=draw(st.frozensets(DAYS, max_size=3)),
        lunar=draw(st.sampled_from([(), ("15",), ("01-01", "12-30")])),
        monthly=draw(
            st.sampled_from([(), (MonthDay(LAST),), (MonthDay(15), MonthWeekday(weekday=0, nth=2))])
        ),
        yearly=draw(st.sampled_from([(), ("09-02",)])),
        once=draw(SINGLES) if regular else (Once(THURSDAY, time(9)),),
        valid=Validity(
            first=draw(st.sampled_from([None, ends[0]])), until=draw(st.sampled_from([None, ends[1]]))
        ),
        exceptions=Exceptions(
            holidays=draw(st.booleans()), dates=draw(st.frozensets(DAYS, max_size=2)), once=draw(SINGLES)
        ),
        catch_up=draw(st.sampled_from([0.0, 600.0])),
        wait=draw(st.sampled_from([900.0, 60.0])),
        zones=draw(st.sampled_from([(), ("trung-tam",)])),
        paused=draw(st.booleans()),
    )


@settings(max_examples=80, deadline=None)
@given(old=schedules(), new=schedules())
def test_a_schedule_is_written_and_read_back_and_comments_stay(old: Schedule, new: Schedule) -> None:
    text = with_schedule("", None, old)
    assert said(text) == old
    assert with_schedule(text, old, old) == text
    changed = with_schedule(f"# lời dặn\n{text}# cuối\n", old, new)
    assert said(changed) == new
    assert changed.startswith("# lời dặn\n")


@settings(max_examples=80, deadline=None)
@given(schedule=schedules(), at=st.builds(Once, DAYS, WALLS), to=st.builds(Once, DAYS, WALLS))
def test_moving_one_airing_changes_nothing_else(schedule: Schedule, at: Once, to: Once) -> None:
    text = with_schedule("", None, schedule)
    if to in schedule.once or at == to or at in schedule.exceptions.once:
        return
    moved = said(with_airing_moved(text, schedule, at, to))
    assert replace(moved, once=schedule.once, exceptions=schedule.exceptions) == schedule
    assert at not in moved.once
    assert (at in moved.exceptions.once) is (at not in schedule.once)
    assert (to in moved.once) is (to not in schedule.exceptions.once)
