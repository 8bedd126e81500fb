"""The alarm clock: one instant, and what is done every so many seconds, on clocks that are set."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from broadcaster.clock import SystemClock
from broadcaster.playout.director.alarm import LOOK, Alarm


def test_alarm_rings_at_its_instant_and_when_set_into_the_past() -> None:
    rung = threading.Event()
    alarm = Alarm(SystemClock(), rung.set)
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
    alarm = Alarm(SystemClock(), rung.set)
    alarm.start()
    try:
        alarm.set(datetime.now(UTC) + timedelta(seconds=0.3))
        alarm.set(None)
        alarm.every(1, later.set)
        assert later.wait(5)
        assert not rung.is_set()
    finally:
        alarm.close()


class Steppable(SystemClock):
    """The computer's clock, as somebody sets it."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        return super().now() + self.by


def test_turns_go_on_when_the_wall_clock_is_set_back_by_hours() -> None:
    clock, rung, turned = Steppable(), threading.Event(), threading.Semaphore(0)
    alarm = Alarm(clock, rung.set)
    alarm.start()
    try:
        alarm.every(0.1, turned.release)
        assert turned.acquire(timeout=60)
        clock.by = timedelta(hours=-7)
        for _ in range(5):
            assert turned.acquire(timeout=60)
        # An alarm that was set by the wrong clock is far away; a new one rings at its new instant.
        alarm.set(clock.now() + timedelta(seconds=0.2))
        assert rung.wait(5)
    finally:
        alarm.close()


def test_clock_set_forward_by_months_is_seen_within_a_beat() -> None:
    clock, rung = Steppable(), threading.Event()
    alarm = Alarm(clock, rung.set)
    alarm.start()
    try:
        alarm.set(clock.now() + timedelta(days=60))
        assert not rung.wait(0.3)
        clock.by = timedelta(days=90)
        assert rung.wait(LOOK + 3)
    finally:
        alarm.close()


def test_turn_that_fails_keeps_the_others_from_nothing() -> None:
    turned = threading.Event()
    alarm = Alarm(SystemClock(), lambda: None)
    alarm.every(0.05, lambda: 1 / 0)  # type: ignore[arg-type]
    alarm.every(0.05, turned.set)
    alarm.start()
    try:
        assert turned.wait(5)
        turned.clear()
        assert turned.wait(5)
    finally:
        alarm.close()
