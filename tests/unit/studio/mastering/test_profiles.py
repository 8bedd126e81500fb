"""The sound for a kind of loudspeaker."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from broadcaster.station.model.sound import Profile
from broadcaster.studio.mastering import master as solver
from broadcaster.studio.mastering import take
from broadcaster.studio.mastering.filters import FilterBank, bell, impulse_response
from broadcaster.studio.mastering.profiles import Target, density, sections
from tests.unit.studio.conftest import RATE, Samples, ebur128, record_to, sine


def _level(sound: Samples) -> float:
    return 10 * float(np.log10(np.mean(sound.astype(np.float64) ** 2)))


def _gain(hertz: float, profile: Profile, high_pass: float = 300.0) -> float:
    tone = sine(hertz, 1.0)
    (out,) = FilterBank([impulse_response(sections(profile, high_pass, RATE))])(tone)
    return _level(out[RATE // 4 :]) - _level(tone[RATE // 4 :])


@pytest.mark.parametrize("decibels", [-6.0, 5.0])
def test_bell_lifts_its_middle_and_leaves_the_ends_alone(decibels: float) -> None:
    (taps,) = (impulse_response((bell(2800.0, decibels, 0.8, RATE),)),)
    hertz = np.fft.rfftfreq(1 << 14, 1 / RATE)
    gain = 20 * np.log10(np.abs(np.fft.rfft(taps, 1 << 14)))
    assert gain[np.abs(hertz - 2800).argmin()] == pytest.approx(decibels, abs=0.05)
    assert abs(gain[np.abs(hertz - 60).argmin()]) < 0.1
    assert abs(gain[-1]) < 0.1


@pytest.mark.parametrize("profile", Profile)
def test_every_profile_takes_low_tones_away(profile: Profile) -> None:
    assert _gain(75, profile) < -20
    assert _gain(75, profile, high_pass=0) == pytest.approx(0, abs=0.5)


def test_the_horn_lifts_consonants_against_vowels() -> None:
    horn = _gain(2800, Profile.HORN) - _gain(600, Profile.HORN)
    flat = _gain(2800, Profile.FLAT) - _gain(600, Profile.FLAT)
    assert horn - flat > 2


@pytest.mark.parametrize("profile", Profile)
def test_every_profile_has_the_loudness_and_the_peak_that_were_asked_for(
    profile: Profile, tmp_path: Path
) -> None:
    rng = np.random.default_rng(7)
    t = np.arange(15 * RATE) / RATE
    bursts = rng.laplace(0, 0.2, len(t)) * np.clip(np.sin(2 * np.pi * 3 * t), 0, 1) ** 2
    made = take.record([bursts.astype(np.float32)], take.shape(RATE), 300.0, None, profile)
    try:
        master = solver.master(made, Target(loudness=-16.0, true_peak=-1.5))
        sound = np.concatenate(list(master.blocks())).astype(np.float32) / 32767
    finally:
        made.close()
    record_to(tmp_path / "m.wav", sound)
    judged, peak = ebur128(tmp_path / "m.wav")
    assert judged == pytest.approx(-16.0, abs=0.2)
    assert peak <= -1.5


def test_the_horn_draws_loud_and_soft_closer_together() -> None:
    assert density(Profile.HORN).ratio >= density(Profile.FLAT).ratio
