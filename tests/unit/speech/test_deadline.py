"""A call that may stand still is given up in time; time in which this computer was busy may be left out."""

from __future__ import annotations

import threading
import time

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.speech.engines.deadline import OverdueError, starved, within

CLOCK = SystemClock()


def test_call_that_stands_still_is_given_up() -> None:
    end = threading.Event()
    with pytest.raises(OverdueError):
        within(lambda: end.wait(30), deadline=CLOCK.monotonic() + 0.05, clock=CLOCK)
    end.set()


def test_time_without_a_processor_is_not_counted() -> None:
    begun = threading.Event()
    threads: list[int] = []

    def kept_from_running(thread: int) -> float:
        threads.append(thread)
        begun.set()  # the time is over by now
        return 60.0

    found = within(
        lambda: (begun.wait(30), threading.get_native_id())[1],
        deadline=CLOCK.monotonic() + 0.01,
        clock=CLOCK,
        lost=kept_from_running,
    )
    assert threads[0] == found


def test_kernel_tells_how_long_a_thread_was_kept_from_running() -> None:
    before = starved(threading.get_native_id())
    time.sleep(0)
    assert 0.0 <= before <= starved(threading.get_native_id())
    assert starved(0) == 0.0
