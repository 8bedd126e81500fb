"""Mastering block by block: never over the ceiling, level, low-cut, and hardly late."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from broadcaster.playout.source.levelling import Limiter
from broadcaster.playout.source.mastering import BlockFilter, LiveMaster, block_frames
from broadcaster.studio.mastering import dynamics, loudness
from broadcaster.studio.mastering.filters import high_pass, k_weighting
from broadcaster.studio.mastering.loudness import of_samples
from broadcaster.studio.mastering.take import shape

RATE = 24000
CEILING = 10 ** (-1.5 / 20)
Samples = NDArray[np.float32]


def mastered(sound: Samples, rate: int = RATE, hertz: float = 300) -> Samples:
    master = LiveMaster(rate, hertz, -16, -1.5)
    whole = len(sound) // master.block * master.block
    return np.concatenate([master(sound[at : at + master.block]) for at in range(0, whole, master.block)])


def true_peak(sound: Samples, rate: int = RATE) -> float:
    cell = shape(rate).cell
    cells = len(sound) // cell
    padded = np.pad(sound[: cells * cell], loudness.CONTEXT)
    return float(loudness.of_cells(padded, np.arange(cells), cell, rate).max())


def babble(seconds: float, level: float, rate: int = RATE) -> Samples:
    """Noise that comes and goes like syllables and sentences, `level` dBFS at its peak."""
    rng = np.random.default_rng(7)
    t = np.arange(int(seconds * rate)) / rate
    envelope = (np.sin(2 * np.pi * 0.4 * t) > -0.6) * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * t) ** 2)
    noise = np.convolve(rng.standard_normal(len(t)), np.ones(4) / 4, mode="same") * envelope
    levelled: Samples = (noise / np.abs(noise).max() * 10 ** (level / 20)).astype(np.float32)
    return levelled


@pytest.mark.parametrize("rate", [16000, 22050, 24000, 44100, 48000])
@pytest.mark.parametrize("kind", ["high-pass", "K-weighting"])
def test_block_filter_equals_the_recursion_sample_by_sample(rate: int, kind: str) -> None:
    from scipy.signal import sosfilt  # takes a second to load: not while all tests are collected

    sections = high_pass(300, rate) if kind == "high-pass" else k_weighting(rate)
    size = block_frames(rate)
    sound = np.random.default_rng(1).standard_normal(size * 7)
    ours = BlockFilter(sections, size)
    got = np.concatenate([ours(sound[at : at + size]) for at in range(0, len(sound), size)])
    wanted = sosfilt([[*s.b, *s.a] for s in sections], sound)
    assert np.abs(got - wanted).max() < 1e-9


@given(
    bursts=st.lists(st.tuples(st.floats(-60, 12), st.integers(1, 20)), min_size=1, max_size=12),
    seed=st.integers(0, 1000),
    gain=st.floats(0.1, 30),
)
@settings(max_examples=50, deadline=None)
def test_limiter_lets_nothing_over_the_ceiling(
    bursts: list[tuple[float, int]], seed: int, gain: float
) -> None:
    limiter = Limiter(RATE, CEILING)
    block = block_frames(RATE)
    rng = np.random.default_rng(seed)
    cells = block // limiter.cell
    out = [np.zeros(0, np.float32)]
    for level, blocks in [*bursts, (-90.0, 4)]:
        for _ in range(blocks):
            sound = (rng.uniform(-1, 1, block) * 10 ** (level / 20)).astype(np.float32)
            out.append(limiter(sound, np.full(cells, gain, np.float32))[0])
    heard = np.concatenate(out)
    assert np.abs(heard).max(initial=0.0) <= CEILING * 1.0001
    assert true_peak(heard) <= CEILING * 10 ** (0.13 / 20)


def test_limiter_gives_what_the_studios_gives_for_the_whole_sound() -> None:
    sound = babble(1.0, 3.0)
    limiter = Limiter(RATE, CEILING)
    block, cell = block_frames(RATE), limiter.cell
    ones = np.ones(block // cell, np.float32)
    heard = np.concatenate([limiter(sound[at : at + block], ones)[0] for at in range(0, len(sound), block)])
    cells = len(sound) // cell
    found = loudness.of_cells(np.pad(sound, loudness.CONTEXT), np.arange(cells), cell, RATE)
    gains = dynamics.limiter(found, CEILING, limiter._look)
    whole = (sound.reshape(-1, cell) * dynamics.lines(dynamics.edges(gains), cell)).ravel()
    inside = slice(20 * cell, len(heard) - 20 * cell)
    assert np.abs(heard[inside] - whole[inside]).max() < 1e-4


@pytest.mark.parametrize("level", [-25.0, -12.0, 0.0])
def test_voice_at_any_level_comes_near_the_house_loudness_under_the_true_peak(level: float) -> None:
    heard = mastered(babble(16, level))
    assert of_samples([heard[6 * RATE :]], RATE) == pytest.approx(-16, abs=1.5)
    assert 20 * np.log10(true_peak(heard)) <= -1.5


def test_room_without_a_voice_is_not_turned_up() -> None:
    room = (np.random.default_rng(2).standard_normal(10 * RATE) * 10 ** (-65 / 20)).astype(np.float32)
    heard = mastered(room)
    assert np.sqrt(np.mean(heard**2)) <= np.sqrt(np.mean(room**2)) * 1.1


def test_low_sounds_are_cut_and_speech_is_not() -> None:
    t = np.arange(4 * RATE) / RATE
    low = mastered((0.1 * np.sin(2 * np.pi * 60 * t)).astype(np.float32))
    middle = mastered((0.1 * np.sin(2 * np.pi * 1000 * t)).astype(np.float32))
    assert np.abs(low[RATE:]).max() < 0.1 * np.abs(middle[RATE:]).max()


@pytest.mark.parametrize("rate", [16000, 24000, 48000])
def test_mastering_is_at_most_eight_milliseconds_late(rate: int) -> None:
    master = LiveMaster(rate, 0, -16, -1.5)
    assert master.delay / rate <= 0.008
    got = 0
    for count in range(1, 50):
        got += len(master(np.zeros(master.block, np.float32)))
        assert 0 <= count * master.block - got <= master.delay + master.block
