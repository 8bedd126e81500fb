from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.speech.model import Clip
from broadcaster.studio.mixing.mix import Bed, duck, fade
from broadcaster.studio.script import recipe
from tests.unit.studio.conftest import RATE, music

CELL = 12


# Longer than any body here, so that it never loops: what is seen is the envelope alone.
FLAT = Clip(samples=np.full(100 * RATE, 16384, "<i2").tobytes(), rate=RATE)


def _envelope_db(bed: Bed, frames: int) -> np.ndarray:
    return np.asarray(20 * np.log10(np.maximum(bed.stretch(0, frames), 1e-9) * 2))


@given(lengths=st.lists(st.tuples(st.floats(0.05, 4), st.floats(0.05, 6)), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_duck_never_moves_faster_than_half_a_decibel_a_millisecond(
    lengths: list[tuple[float, float]],
) -> None:
    spans, at = [], 2.0
    for sounding, rest in lengths:
        spans.append((round(at * RATE), round((at + sounding) * RATE)))
        at += sounding + rest
    frames = (round(at * RATE) // CELL + 1) * CELL
    level = _envelope_db(Bed(FLAT, 0.0, (duck(spans, RATE),)), frames)
    per_ms = np.abs(level[RATE // 1000 :] - level[: -RATE // 1000])
    assert per_ms.max() < 0.5
    for start, end in spans:
        assert np.allclose(level[start + CELL : end - CELL], recipe.BED_DUCK, atol=0.05)


def test_duck_stays_down_in_short_rests_and_comes_up_in_long_ones() -> None:
    spans = [(2 * RATE, 4 * RATE), (5 * RATE, 6 * RATE), (9 * RATE, 10 * RATE)]
    level = _envelope_db(Bed(FLAT, 0.0, (duck(spans, RATE),)), 12 * RATE)
    assert np.allclose(level[2 * RATE + CELL : 6 * RATE - CELL], recipe.BED_DUCK, atol=0.05)
    assert np.allclose(level[round(6.7 * RATE) : round(8.7 * RATE)], 0, atol=0.05)
    assert np.allclose(level[: round(1.7 * RATE)], 0, atol=0.05)


def test_fade_goes_in_and_out_smoothly() -> None:
    frames = 8 * RATE
    level = _envelope_db(Bed(FLAT, 0.0, (fade(frames, RATE),)), frames)
    assert level[0] < -58
    assert level[-1] < -58
    assert np.allclose(level[2 * RATE : 6 * RATE], 0, atol=0.05)
    assert np.abs(level[RATE // 1000 :] - level[: -RATE // 1000]).max() < 0.5


def test_bed_loops_without_a_step() -> None:
    tune = music(3.37)
    clip = Clip(samples=(tune * 32767).astype("<i2").tobytes(), rate=RATE)
    looped = Bed(clip, 0.0, ()).stretch(0, 12 * RATE)
    # What a tune of these frequencies may move in a sample, and a little for the crossfade.
    assert np.abs(np.diff(looped)).max() < 1.5 * np.abs(np.diff(tune)).max()
    rows = looped[: len(looped) // 4800 * 4800].reshape(-1, 4800)
    levels = 20 * np.log10(np.sqrt(np.mean(rows**2, axis=1)))
    assert levels.min() > -25


def test_bed_begins_at_its_beginning() -> None:
    tune = music(3.0)
    clip = Clip(samples=(tune * 32767).astype("<i2").tobytes(), rate=RATE)
    assert np.allclose(Bed(clip, 0.0, ()).stretch(0, RATE), tune[:RATE], atol=1e-3)


@given(cut=st.integers(1, 999))
@settings(max_examples=20, deadline=None)
def test_stretches_of_a_bed_join_to_the_whole(cut: int) -> None:
    tune = Clip(samples=(music(0.2) * 32767).astype("<i2").tobytes(), rate=RATE)
    bed = Bed(tune, -6.0, (duck([(3000, 6000)], RATE),))
    whole = bed.stretch(0, 1000 * CELL)
    parts = np.concatenate((bed.stretch(0, cut * CELL), bed.stretch(cut * CELL, (1000 - cut) * CELL)))
    assert np.allclose(whole, parts, atol=1e-6)
