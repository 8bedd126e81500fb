"""When a job is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.timetable.planning.jobs import LONGEST, LocalTime, TimetableTrigger

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
INSTANTS = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
NEAR = st.timedeltas(min_value=timedelta(hours=-3), max_value=timedelta(hours=3)).map(lambda by: NOW + by)


@given(wanted=st.none() | NEAR | INSTANTS, previous=st.none() | NEAR | INSTANTS)
def test_timetable_trigger_always_answers_later_than_before_and_within_an_hour(
    wanted: datetime | None, previous: datetime | None
) -> None:
    answer = TimetableTrigger(lambda: wanted).get_next_fire_time(previous, NOW)
    assert answer >= NOW
    assert answer <= max(NOW, previous or NOW) + LONGEST
    assert previous is None or answer > previous


@given(wanted=NEAR)
def test_timetable_trigger_asked_again_and_again_comes_to_an_end(wanted: datetime) -> None:
    """APScheduler asks for the next run until it lies in the future, under its lock."""
    trigger, previous = TimetableTrigger(lambda: wanted), wanted
    for _ in range(3):
        previous = trigger.get_next_fire_time(previous, NOW)
        if previous > NOW:
            return
    pytest.fail("still in the past")


def test_instant_that_is_wanted_is_the_answer_to_the_microsecond() -> None:
    wanted = NOW + timedelta(minutes=12, microseconds=1)
    assert TimetableTrigger(lambda: wanted).get_next_fire_time(None, NOW) == wanted
    assert TimetableTrigger(lambda: wanted).get_next_fire_time(NOW, NOW) == wanted


@given(now=INSTANTS)
def test_local_time_is_strictly_later_and_at_its_time_of_day(now: datetime) -> None:
    upcoming = LocalTime(lambda: HANOI, hour=2, minute=23, second=17).get_next_fire_time(now, now)
    assert upcoming is not None
    assert now < upcoming <= now + timedelta(days=1, hours=2)  # Việt Nam's clocks were set in 1975
    assert f"{upcoming.astimezone(HANOI):%H:%M:%S}" == "02:23:17"


def test_local_time_without_an_hour_comes_each_hour() -> None:
    trigger, at = LocalTime(lambda: HANOI, minute=13, second=17), NOW
    found = []
    for _ in range(3):
        upcoming = trigger.get_next_fire_time(at, at)
        assert upcoming is not None
        at = upcoming
        found.append(f"{at.astimezone(HANOI):%H:%M:%S}")
    assert found == ["14:13:17", "15:13:17", "16:13:17"]
