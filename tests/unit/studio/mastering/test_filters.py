"""Block convolution against scipy's recursive filters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.studio.mastering.filters import Biquad, FilterBank, high_pass, impulse_response, k_weighting

NOISE = np.random.default_rng(1).standard_normal(100_000).astype(np.float32) * np.float32(0.2)


def _sos(sections: Sequence[Biquad]) -> list[list[float]]:
    return [[*s.b, *s.a] for s in sections]


def _difference_db(got: np.ndarray, wanted: np.ndarray) -> float:
    return 20 * float(np.log10(np.abs(got - wanted).max() / np.abs(wanted).max()))


@pytest.mark.parametrize("rate", [16000, 22050, 24000, 44100, 48000])
@pytest.mark.parametrize("hertz", [40.0, 300.0, 1000.0])
def test_high_pass_then_k_weighting_equal_recursive_filters_within_minus_100_db(
    rate: int, hertz: float
) -> None:
    from scipy.signal import butter, sosfilt  # takes a second to load: not while all tests are collected

    sections = high_pass(hertz, rate) + k_weighting(rate)
    plain, weighted = FilterBank([impulse_response(high_pass(hertz, rate)), impulse_response(sections)])(
        NOISE
    )
    reference = NOISE.astype(np.float64)
    assert _difference_db(plain, sosfilt(butter(2, hertz, "high", fs=rate, output="sos"), reference)) < -100
    assert _difference_db(weighted, sosfilt(_sos(sections), reference)) < -100


def test_k_weighting_at_48_khz_has_the_coefficients_of_the_standard() -> None:
    shelf, high = k_weighting(48000)
    assert shelf.b == pytest.approx((1.53512485958697, -2.69169618940638, 1.19839281085285))
    assert shelf.a == pytest.approx((1.0, -1.69065929318241, 0.73248077421585))
    assert high.a == pytest.approx((1.0, -1.99004745483398, 0.99007225036621))


@given(cuts=st.lists(st.integers(0, 100_000), max_size=6))
@settings(max_examples=20, deadline=None)
def test_filter_bank_fed_in_any_blocks_gives_what_the_whole_gives(cuts: list[int]) -> None:
    responses = [impulse_response(high_pass(300, 24000))]
    whole = FilterBank(responses)(NOISE)[0]
    bank = FilterBank(responses)
    parts = [bank(block)[0] for block in np.split(NOISE, sorted(cuts))]
    assert np.abs(np.concatenate(parts) - whole).max() < 1e-6


def test_high_pass_of_0_hz_lets_everything_through() -> None:
    (same,) = FilterBank([impulse_response(high_pass(0, 24000))])(NOISE)
    assert np.abs(same - NOISE).max() < 1e-6
