"""The alarm clock: APScheduler held to one job, and the heartbeat."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from broadcaster.clock import FakeClock, SystemClock
from broadcaster.playout.alarm import Alarm

from .conftest import NOON


def test_alarm_rings_at_its_instant_and_when_set_into_the_past() -> None:
    rung = threading.Event()
    alarm = Alarm(SystemClock(), rung.set, lambda _seconds: None)
    alarm.start()
    try:
        alarm.set(datetime.now(UTC) + timedelta(seconds=0.2))
        assert rung.wait(5)
        rung.clear()
        alarm.set(datetime.now(UTC) - timedelta(hours=1))
        assert rung.wait(5)
    finally:
        alarm.close()


def test_alarm_that_is_unset_does_not_ring() -> None:
    rung, later = threading.Event(), threading.Event()
    alarm = Alarm(SystemClock(), rung.set, lambda _seconds: None)
    alarm.start()
    try:
        alarm.set(datetime.now(UTC) + timedelta(seconds=0.3))
        alarm.set(None)
        alarm.every(1, later.set)
        assert later.wait(5)
        assert not rung.is_set()
    finally:
        alarm.close()


def test_heartbeat_notices_a_wall_clock_that_was_set_and_no_time_that_passed() -> None:
    clock = FakeClock(NOON)
    jumps: list[float] = []
    alarm = Alarm(clock, lambda: None, jumps.append)
    alarm._beat()
    clock.advance(3600)
    alarm._beat()
    assert jumps == []
    clock.step(-300)
    alarm._beat()
    clock.step(1)
    alarm._beat()
    assert [round(seconds) for seconds in jumps] == [-300]


def test_heartbeat_takes_a_sleep_of_the_computer_for_no_setting_of_the_clock() -> None:
    clock = FakeClock(NOON)
    jumps: list[float] = []
    alarm = Alarm(clock, lambda: None, jumps.append)
    alarm._beat()
    clock.sleep(7200)
    alarm._beat()
    assert jumps == []
