from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.studio.mastering import loudness
from tests.unit.studio.conftest import RATE, ebur128, music, record_to, sine


def test_loudness_of_a_full_scale_tone_at_997_hz_is_minus_3_lufs() -> None:
    assert loudness.of_samples([sine(997, 5, 1.0, 48000)], 48000) == pytest.approx(-3.01, abs=0.02)


@pytest.mark.parametrize("rate", [16000, 22050, 24000, 48000])
def test_loudness_with_loud_and_soft_stretches_agrees_with_ffmpeg(rate: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    steps = np.repeat(10 ** (rng.uniform(-30, 0, 40) / 20), rate // 4)
    sound = (rng.standard_normal(len(steps)) * 0.2 * steps).astype(np.float32)
    record_to(tmp_path / "steps.wav", sound, rate)
    judged, _ = ebur128(tmp_path / "steps.wav")
    assert loudness.of_samples([np.clip(sound, -1, 1)], rate) == pytest.approx(judged, abs=0.1)


def test_loudness_in_blocks_equals_loudness_of_the_whole() -> None:
    sound = music(7.3)
    whole = loudness.of_samples([sound], RATE)
    blocks = np.split(sound, [1, 5000, 5001, 100_000])
    assert loudness.of_samples(blocks, RATE) == pytest.approx(whole, abs=1e-3)


def test_silence_and_nothing_have_no_loudness() -> None:
    assert loudness.of_samples([np.zeros(RATE, np.float32)], RATE) == loudness.SILENT
    assert loudness.of_samples([], RATE) == loudness.SILENT


@given(st.integers(1, 3))
def test_sound_shorter_than_a_block_counts_as_followed_by_silence(hops: int) -> None:
    assert loudness.integrated(np.full(hops, 0.1)) == loudness.integrated(
        np.concatenate((np.full(hops, 0.1), np.zeros(4 - hops)))
    )


@given(st.lists(st.floats(1e-4, 1.0), min_size=4, max_size=40), st.floats(-12, 12))
def test_gain_moves_loudness_by_as_much_far_above_the_gate(powers: list[float], gain: float) -> None:
    hops = np.array(powers)
    moved = loudness.integrated(hops * 10 ** (gain / 10))
    assert moved == pytest.approx(loudness.integrated(hops) + gain, abs=1e-6)
