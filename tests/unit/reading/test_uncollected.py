"""The collector of cycles rests while a long text is read, and runs afterwards as before."""

from __future__ import annotations

import gc

import pytest

from broadcaster.reading.engine import read, uncollected

LONG = 10_000


def test_long_text_when_it_is_read_then_the_collector_rests_and_goes_on_after_an_error() -> None:
    running = []

    def fail() -> None:
        with uncollected(LONG):
            running.append(gc.isenabled())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [*running, gc.isenabled()] == [False, True]


def test_collector_that_somebody_stopped_when_a_text_is_read_then_stays_stopped() -> None:
    gc.disable()
    try:
        read("bà con " * LONG)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_short_text_when_it_is_read_then_the_collector_is_left_alone() -> None:
    with uncollected(10):
        assert gc.isenabled()
