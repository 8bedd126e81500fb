"""What is noticed of clocks: a sleep, a setting, and no time that only passed."""

from __future__ import annotations

from broadcaster.core.clock import FakeClock
from broadcaster.playout.director.director import ClockWatch
from tests.unit.playout.conftest import NOON


def test_wall_clock_that_was_set_is_noticed_and_no_time_that_passed() -> None:
    clock = FakeClock(NOON)
    watch = ClockWatch(clock)
    clock.advance(3600)
    assert watch.look().set_by == 0
    clock.step(-300)
    assert round(watch.look().set_by) == -300
    assert watch.look().set_by == 0
    clock.step(1)
    assert watch.look().set_by == 0


def test_slewing_never_adds_up_to_a_setting() -> None:
    clock = FakeClock(NOON)
    watch = ClockWatch(clock)
    for _ in range(100):
        clock.step(0.5)
        assert watch.look().set_by == 0


def test_sleep_of_the_computer_is_a_sleep_and_no_setting_of_the_clock() -> None:
    clock = FakeClock(NOON)
    watch = ClockWatch(clock)
    clock.sleep(7200)
    noticed = watch.look()
    assert (round(noticed.slept), noticed.set_by) == (7200, 0)
