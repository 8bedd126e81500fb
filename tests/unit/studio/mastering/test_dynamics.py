from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from broadcaster.station.model.sound import Profile
from broadcaster.studio.mastering import dynamics, profiles

CELL = 0.0005
FLAT = profiles.density(Profile.FLAT)


def _compressed(power: dynamics.Grid, chunk: int = 1000) -> dynamics.Grid:
    """The gains of all cells, the power given in chunks."""
    chunks = (power[at : at + chunk] for at in range(0, len(power), chunk))
    return dynamics.compressor(chunks, -20.0, FLAT, CELL).gains(0, len(power))


@given(
    reached=arrays(np.float32, st.integers(1, 200), elements=st.floats(0, 8, width=32)),
    look=st.sampled_from([1, 3, 9]),
)
@settings(deadline=None)
def test_limiter_keeps_every_drawn_gain_under_the_ceiling(reached: np.ndarray, look: int) -> None:
    gains = dynamics.limiter(reached, 0.8, look)
    assert len(gains) == len(reached)
    drawn = dynamics.lines(dynamics.edges(gains), 12)
    assert (drawn.max(axis=1) * reached <= 0.8 * 1.0001).all()
    assert (gains <= 1.0001).all()


def test_limiter_leaves_what_is_under_the_ceiling_alone() -> None:
    assert dynamics.limiter(np.full(50, 0.7, np.float32), 0.8, 9) == pytest.approx(1.0)


@given(over=st.floats(0.5, 30))
@settings(deadline=None, max_examples=30)
def test_compressor_lets_a_third_of_a_steady_excess_through(over: float) -> None:
    power = np.full(4000, 10 ** ((-20 + over) / 10), np.float32)
    gains = _compressed(power)
    assert 20 * np.log10(gains[-1]) == pytest.approx(-over * 2 / 3, abs=0.05)


def test_compressor_leaves_what_is_under_the_threshold_alone() -> None:
    assert _compressed(np.full(400, 1e-4, np.float32)) == pytest.approx(1.0)


def test_compressor_attacks_in_ten_milliseconds_and_releases_slowly() -> None:
    power = np.concatenate((np.full(200, 1e-6), np.full(400, 1.0), np.full(1200, 1e-6))).astype(np.float32)
    level = 20 * np.log10(_compressed(power))
    deepest = level.min()
    assert level[200 + 60] < 0.9 * deepest  # 30 ms in
    assert level[600 + 60] < 0.7 * deepest  # 30 ms after the end it still holds
    assert level[-1] > 0.1 * deepest


def test_compressor_in_chunks_equals_the_whole() -> None:
    power = np.random.default_rng(5).uniform(0, 0.5, 3000).astype(np.float32)
    assert np.array_equal(_compressed(power, 12), _compressed(power, 3000))


@pytest.mark.parametrize(("start", "end"), [(0, 1), (3, 9), (4, 8), (1001, 2999)])
def test_compressor_gives_the_gains_of_any_cells(start: int, end: int) -> None:
    power = np.random.default_rng(6).uniform(0, 0.5, 2999).astype(np.float32)
    compression = dynamics.compressor([power], -20.0, FLAT, CELL)
    assert np.array_equal(compression.gains(start, end), compression.gains(0, 2999)[start:end])


@given(arrays(np.float32, st.integers(1, 60), elements=st.floats(0, 1, width=32)))
def test_lines_pass_through_the_borders_without_steps(gains: np.ndarray) -> None:
    borders = dynamics.edges(gains)
    assert len(borders) == len(gains) + 1
    drawn = dynamics.lines(borders, 24).ravel()
    steepest = np.abs(np.diff(borders)).max() / 24
    assert np.abs(np.diff(drawn)).max(initial=0) <= steepest + 1e-6
