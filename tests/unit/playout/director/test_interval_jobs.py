"""Interval jobs count the monotonic clock alone: a wall clock that is set neither delays nor repeats them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from broadcaster.core.clock import FakeClock, SystemClock
from broadcaster.playout.director.jobs import IntervalJobs

HOUR = 3600.0


def test_job_is_done_each_interval_and_what_was_left_out_is_not_made_up_for() -> None:
    clock, done = FakeClock(datetime(2026, 11, 26, tzinfo=UTC)), []
    jobs = IntervalJobs(clock)
    jobs.every(5, lambda: done.append(clock.monotonic()))
    for seconds in (4.9, 0.1, 4.9, 0.1, 60, 4.9, 0.1):
        clock.advance(seconds)
        jobs.run_due()
    assert done == pytest.approx([5, 10, 70, 75])


@pytest.mark.parametrize("set_by", [-7 * HOUR, 7 * HOUR, 24 * 365 * HOUR])
def test_wall_clock_that_is_set_changes_nothing(set_by: float) -> None:
    clock, done = FakeClock(datetime(2026, 11, 26, tzinfo=UTC)), []
    jobs = IntervalJobs(clock)
    jobs.every(5, lambda: done.append(clock.monotonic()))
    clock.advance(4)
    clock.step(set_by)
    jobs.run_due()
    assert done == []
    clock.advance(1)
    jobs.run_due()
    assert done == [5]


def test_job_that_fails_keeps_no_other_from_its_interval() -> None:
    turned = threading.Semaphore(0)
    jobs = IntervalJobs(SystemClock())
    jobs.every(0.02, lambda: 1 / 0)  # type: ignore[arg-type]
    jobs.every(0.02, turned.release)
    jobs.start()
    try:
        assert turned.acquire(timeout=60)
        assert turned.acquire(timeout=60)
    finally:
        jobs.close()


def test_job_that_is_added_while_the_thread_waits_is_done_in_time() -> None:
    done = threading.Event()
    jobs = IntervalJobs(SystemClock())
    jobs.start()
    try:
        jobs.every(HOUR, lambda: None)
        jobs.every(0.02, done.set)
        assert done.wait(60)
    finally:
        jobs.close()


def test_end_waits_for_no_job_of_later() -> None:
    before = set(threading.enumerate())
    jobs = IntervalJobs(SystemClock())
    jobs.every(HOUR, lambda: None)
    jobs.start()
    jobs.close()
    assert set(threading.enumerate()) <= before
