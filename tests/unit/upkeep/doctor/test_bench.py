"""Starts are found in a recording to a fraction of a millisecond."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.playout.listening.comparison import sweep
from broadcaster.playout.listening.recorder import RATE
from broadcaster.upkeep.doctor.bench import Starts, locate

INSTANTS = [1004.0, 1006.0, 1008.0]
ORIGIN = 1001.5


@settings(max_examples=20, deadline=None)
@given(late=st.lists(st.floats(-0.3, 0.5), min_size=3, max_size=3), seed=st.integers(0, 99))
def test_each_start_is_found_where_it_was_heard(late: list[float], seed: int) -> None:
    heard = np.random.default_rng(seed).normal(0, 0.01, 9 * RATE).astype(np.float32)
    places = [round((at + by - ORIGIN) * RATE) for at, by in zip(INSTANTS, late, strict=True)]
    for place in places:
        heard[place : place + RATE // 5] += sweep(RATE)
    found, gains = locate(heard, ORIGIN, INSTANTS)
    assert gains == pytest.approx([1.0] * 3, abs=0.05)
    assert found == pytest.approx([1000 * by for by in late], abs=0.03)


def test_start_that_is_not_heard_is_left_out() -> None:
    heard = np.random.default_rng(1).normal(0, 0.01, 9 * RATE).astype(np.float32)
    place = round((INSTANTS[1] - ORIGIN) * RATE)
    heard[place : place + RATE // 5] += sweep(RATE)
    found, _ = locate(heard, ORIGIN, [*INSTANTS, 2000.0])
    assert found == pytest.approx([0.0], abs=0.03)


def test_figures_are_told_around_the_median() -> None:
    starts = Starts(asked=5, offsets=(10.0, 10.0, 10.1, 9.5), level=-3.01)
    assert starts.as_json() == {
        "asked": 5,
        "heard": 4,
        "level_db": -3.0,
        "median_ms": 10.0,
        "p50_ms": pytest.approx(0.05),
        "p99_ms": pytest.approx(0.488, abs=0.001),
        "max_ms": pytest.approx(0.5),
    }
    assert Starts(asked=5, offsets=()).as_json() == {"asked": 5, "heard": 0}
