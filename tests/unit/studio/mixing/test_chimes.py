from __future__ import annotations

import numpy as np
import pytest

from broadcaster.station.model.sound import SHIPPED, Rest, Siren, Stroke
from broadcaster.studio.mixing import chimes
from broadcaster.studio.script import recipe
from tests.unit.studio.conftest import Samples

RATE = 24000


def _strongest(sound: Samples, start: float) -> float:
    """The strongest frequency in the fifth of a second after `start`."""
    piece = sound[round(start * RATE) : round((start + 0.2) * RATE)]
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 1 << 16))
    return float(np.fft.rfftfreq(1 << 16, 1 / RATE)[spectrum.argmax()])


@pytest.mark.parametrize("name", sorted(recipe.SOUNDS))
@pytest.mark.parametrize("rate", [16000, 24000, 48000])
def test_sound_starts_and_ends_softly_at_its_stated_length(name: str, rate: int) -> None:
    sound = chimes.sound(name, rate)
    assert sound.dtype == np.float32
    assert len(sound) == pytest.approx(recipe.SOUNDS[name] * rate, abs=1)
    edge = rate // 4000
    assert 20 * np.log10(np.abs(sound[:edge]).max() + 1e-9) < -45
    assert 20 * np.log10(np.abs(sound[-edge:]).max() + 1e-9) < -60
    assert np.abs(sound).max() == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("name", sorted(recipe.SOUNDS))
def test_sound_is_the_same_each_time(name: str) -> None:
    assert chimes.sound(name, RATE).tobytes() == chimes.sound(name, RATE).tobytes()


def test_chime_is_four_rising_notes_and_chime_down_the_same_falling() -> None:
    starts = [0.02 + 0.55 * n for n in range(4)]
    up = [_strongest(chimes.sound("chime", RATE), at) for at in starts]
    down = [_strongest(chimes.sound("chime-down", RATE), at) for at in starts]
    assert up == sorted(up)
    assert up[-1] / up[0] == pytest.approx(2, abs=0.02)
    assert down == pytest.approx(up[::-1], rel=0.01)


def test_chime_rings_out_without_beating() -> None:
    tail = chimes.sound("chime", RATE)[round(2.3 * RATE) : round(4 * RATE)]
    rows = tail[: len(tail) // 2400 * 2400].reshape(-1, 2400)
    levels = 20 * np.log10(np.sqrt(np.mean(rows**2, axis=1)))
    assert np.diff(levels).max() < 1.0


def test_siren_sweeps_between_its_two_pitches() -> None:
    siren = chimes.siren(SHIPPED["siren"], RATE)
    assert _strongest(siren, 0.0) < 600
    assert 800 < _strongest(siren, 0.9) < 1000


def _as_it_was(rate: int) -> Samples:
    """The siren as it was when it was no pattern yet."""
    t = np.arange(6 * rate) / rate
    height = 0.5 - 0.5 * np.cos(2 * np.pi * t / 2.0)
    turn = 2 * np.pi * np.cumsum(480.0 * 2.0**height) / rate
    sound = sum(level * np.sin((n + 1) * turn) for n, level in enumerate((1.0, 0.4, 0.22, 0.1)))
    end = int(0.05 * rate)
    fall = np.ones(len(t))
    fall[-end:] = 0.5 + 0.5 * np.cos(np.pi * (np.arange(end) + 1) / end)
    shaped = sound * fall * fall[::-1]
    made: Samples = (shaped * (0.5 / np.abs(shaped).max())).astype(np.float32)
    return made


@pytest.mark.parametrize("rate", [16000, 24000, 48000])
def test_siren_as_a_pattern_is_what_it_was_to_the_sample(rate: int) -> None:
    now = chimes.siren(SHIPPED["siren"], rate)
    assert np.array_equal(np.round(now * 32767), np.round(_as_it_was(rate) * 32767))


@pytest.mark.parametrize("name", sorted(SHIPPED))
@pytest.mark.parametrize("rate", [16000, 24000, 48000])
def test_every_siren_is_soft_at_each_edge_silent_in_its_rests_and_bounded(name: str, rate: int) -> None:
    pattern = SHIPPED[name]
    sound = chimes.siren(pattern, rate)
    assert len(sound) == pytest.approx(pattern.length * rate, abs=1)
    assert pattern.length <= 180
    assert np.abs(sound).max() == pytest.approx(0.5, abs=1e-3)
    edge, at = rate // 4000, 0.0
    for before, step in zip([None, *pattern.whole], pattern.whole, strict=False):
        first, last = round(at * rate), round((at + step.length) * rate)
        if isinstance(step, Rest):
            assert not sound[first:last].any()
        elif not isinstance(before, Stroke):
            assert 20 * np.log10(np.abs(sound[first : first + edge]).max() + 1e-9) < -45
        at += step.length
    assert 20 * np.log10(np.abs(sound[-edge:]).max() + 1e-9) < -60
    # A glide may not jump: the phase runs on from stroke to stroke.
    assert np.abs(np.diff(sound)).max() < 2 * np.pi * 1000 * 2.6 / rate * 0.5


def test_rest_at_the_end_of_a_pattern_is_not_waited_for() -> None:
    pattern = Siren(steps=(Stroke(first=500, last=500, length=1), Rest(length=2)), times=3)
    assert pattern.length == 7


def test_unknown_sound_is_refused() -> None:
    with pytest.raises(KeyError):
        chimes.sound("gong", RATE)
