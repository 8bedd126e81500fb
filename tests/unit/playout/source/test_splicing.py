"""Splices in a voice: how long it is after them, and that nothing clicks."""

from __future__ import annotations

import numpy as np
import pytest

from broadcaster.playout.source.voice_buffer import FADING, LONGEST, SHORTEST, Samples, Splicer

RATES = [16000, 24000, 48000]


def voice(rate: int, seconds: float = 0.2, hertz: float = 140.0) -> Samples:
    """Something with a pitch and overtones."""
    t = np.arange(round(seconds * rate)) / rate
    made = np.sum([np.sin(2 * np.pi * hertz * n * t) / n for n in (1, 2, 3, 5)], axis=0)
    sound: Samples = (3000 * made).astype(np.float32)
    return sound


def step(sound: Samples) -> float:
    return float(np.abs(np.diff(sound)).max())


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hertz", [90.0, 140.0, 260.0])
def test_a_period_less_or_more_keeps_the_pitch_and_does_not_click(rate: int, hertz: float) -> None:
    splicer, sound = Splicer(rate), voice(rate, hertz=hertz)
    shorter, longer = splicer.shorter(sound), splicer.longer(sound)
    for changed in (len(sound) - len(shorter), len(longer) - len(sound)):
        assert SHORTEST * rate <= changed <= LONGEST * rate
        periods = changed * hertz / rate
        assert abs(periods - round(periods)) < 0.1, "not a whole number of periods"
    for made in (shorter, longer):
        assert step(made) < 1.2 * step(sound)
        assert np.array_equal(made[-len(sound) // 2 :], sound[-len(sound) // 2 :])


@pytest.mark.parametrize("rate", RATES)
def test_missing_voice_goes_on_for_a_moment_and_dies_away(rate: int) -> None:
    splicer, sound = Splicer(rate), voice(rate)
    more = splicer.continued(sound[-splicer.needed - 20 :])
    assert len(more) == round(FADING * rate)
    joined = np.concatenate((sound, more))
    assert step(joined) < 1.5 * step(sound)
    early, end = more[: rate // 100], more[-rate // 100 :]
    assert np.std(early) > 0.6 * np.std(sound)
    assert np.std(end) < 0.1 * np.std(sound)


def test_too_little_past_is_continued_by_nothing() -> None:
    assert not len(Splicer(24000).continued(np.ones(100, np.float32)))


def test_noise_and_silence_are_spliced_too() -> None:
    splicer = Splicer(24000)
    noise = np.random.default_rng(1).normal(0, 100, 4800).astype(np.float32)
    for sound in (noise, np.zeros(4800, np.float32)):
        assert len(splicer.shorter(sound)) < len(sound) < len(splicer.longer(sound))
        assert np.isfinite(splicer.longer(sound)).all()


def test_beginning_that_is_left_out_is_crossfaded() -> None:
    splicer, sound = Splicer(24000), voice(24000)
    assert len(splicer.without(sound, 1000)) == len(sound) - 1000
    assert len(splicer.without(sound, len(sound))) == 0
    assert len(splicer.without(sound, len(sound) - 10)) == 10
