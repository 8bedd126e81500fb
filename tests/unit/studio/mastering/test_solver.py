from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from broadcaster.studio.mastering import loudness, take
from broadcaster.studio.mastering import master as solver
from broadcaster.studio.mastering.master import Master
from broadcaster.studio.mastering.profiles import Target
from broadcaster.studio.script import recipe
from tests.unit.studio.conftest import RATE, Samples, ebur128, music, record_to, sine

TARGET = Target(loudness=-16.0, true_peak=-1.5)


@contextmanager
def _take(sound: Samples, high_pass: float = 300.0) -> Iterator[take.StudioTake]:
    made = take.record([sound], take.shape(RATE), high_pass, None)
    try:
        yield made
    finally:
        made.close()


def _bursts(seconds: float, level: float) -> Samples:
    """Noise that comes and goes like syllables, with sharp peaks."""
    rng = np.random.default_rng(7)
    t = np.arange(round(seconds * RATE)) / RATE
    shape = np.clip(np.sin(2 * np.pi * 3 * t), 0, 1) ** 2 * (0.4 + 0.6 * (np.sin(2 * np.pi * 0.31 * t) > 0))
    sound: Samples = (rng.laplace(0, 0.2, len(t)) * shape * level).astype(np.float32)
    return sound


def _written(master: Master, path: Path) -> Path:
    sound = np.concatenate(list(master.blocks())).astype(np.float32) / 32767
    record_to(path, sound, RATE)
    return path


@pytest.mark.parametrize("level", [0.1, 0.3, 1.0, 4.0])
def test_master_of_bursts_at_any_level_measures_what_was_asked_by_ffmpeg(
    level: float, tmp_path: Path
) -> None:
    with _take(_bursts(15, level)) as bursts:
        master = solver.master(bursts, TARGET)
        judged, peak = ebur128(_written(master, tmp_path / "m.wav"))
    assert judged == pytest.approx(-16.0, abs=0.2)
    assert peak <= -1.5
    assert master.loudness == pytest.approx(judged, abs=0.15)
    assert 20 * np.log10(master.true_peak) == pytest.approx(peak, abs=0.2)


@pytest.mark.parametrize(("loud", "ceiling"), [(-23.0, -1.0), (-16.0, -2.0), (-20.0, -6.0)])
def test_master_reaches_other_targets_too(loud: float, ceiling: float, tmp_path: Path) -> None:
    with _take(_bursts(15, 0.3)) as bursts:
        master = solver.master(bursts, Target(loudness=loud, true_peak=ceiling))
        judged, peak = ebur128(_written(master, tmp_path / "m.wav"))
    assert judged == pytest.approx(loud, abs=0.3)
    assert peak <= ceiling


def test_master_of_a_target_out_of_reach_comes_near_without_breaking_the_ceiling(tmp_path: Path) -> None:
    with _take(_bursts(15, 1.0)) as bursts:
        master = solver.master(bursts, Target(loudness=-8.0, true_peak=-3.0))
        judged, peak = ebur128(_written(master, tmp_path / "m.wav"))
    assert -18 < judged < -8
    assert peak <= -3.0


def test_master_does_not_depend_on_the_level_that_comes_in() -> None:
    with _take(_bursts(6, 0.2)) as soft, _take(_bursts(6, 1.0)) as loud:
        first = np.concatenate(list(solver.master(soft, TARGET).blocks())).astype(int)
        second = np.concatenate(list(solver.master(loud, TARGET).blocks())).astype(int)
    assert np.abs(first - second).max() < 40  # of 32768


def test_master_reduces_the_distance_between_loud_and_soft_to_about_a_third() -> None:
    steps = np.repeat([0.05, 0.4], 5 * RATE)
    sound = (np.sin(2 * np.pi * 1000 * np.arange(len(steps)) / RATE) * steps).astype(np.float32)
    with _take(sound) as stepped:
        out = np.concatenate(list(solver.master(stepped, TARGET).blocks())).astype(np.float64)
    soft, loud = (np.sqrt(np.mean(x**2)) for x in (out[3 * RATE : 4 * RATE], out[8 * RATE : 9 * RATE]))
    # 18 dB came in; the soft half lies under the threshold and keeps its level.
    assert 6 < 20 * np.log10(loud / soft) < 16


def test_high_pass_takes_low_tones_away() -> None:
    with _take(sine(60, 3) + sine(1000, 3)) as both:
        out = np.concatenate(list(both.blocks()))[RATE:]
    spectrum = np.abs(np.fft.rfft(out * np.hanning(len(out))))
    hertz = np.fft.rfftfreq(len(out), 1 / RATE)
    low, high = spectrum[np.abs(hertz - 60).argmin()], spectrum[np.abs(hertz - 1000).argmin()]
    assert 20 * np.log10(low / high) < -26


def test_master_of_a_nearly_silent_take_gains_no_more_than_the_bound() -> None:
    with _take(sine(1000, 3, 0.001)) as faint:
        master = solver.master(faint, TARGET)
        assert master.take.gains.read().max() <= 10 ** (recipe.MOST_GAIN / 20) * 1.001
        assert master.loudness < -25


def test_master_of_silence_is_silence_and_is_known_as_such() -> None:
    with _take(np.zeros(RATE, np.float32)) as nothing:
        assert solver.is_silent(nothing)
        assert not np.concatenate(list(solver.master(nothing, TARGET).blocks())).any()


@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.35])
def test_master_of_a_very_short_sound_stays_finite_and_under_the_ceiling(seconds: float) -> None:
    with _take(sine(1000, seconds)) as short:
        out = np.concatenate(list(solver.master(short, TARGET).blocks()))
    assert 0 < np.abs(out).max() / 32768 <= 10 ** (-1.5 / 20)


def test_fit_brings_the_whole_programme_to_the_target() -> None:
    around = np.full(60, 10 ** ((-16 + 0.691 + 6) / 10))  # six seconds 6 LU over the target
    with _take(_bursts(30, 0.3)) as body:
        fitted = solver.fit(body, TARGET, lambda hops: np.concatenate((around, hops)))
    whole = loudness.integrated(np.concatenate((around, fitted.hops)))
    assert whole == pytest.approx(-16, abs=0.1)
    assert fitted.loudness < -16.5


def test_outcome_in_small_chunks_equals_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with _take(music(5) + _bursts(5, 0.5)) as mixed:
        whole = solver.master(mixed, TARGET)
        gains = whole.take.gains.read()
        monkeypatch.setattr(solver, "_CHUNK", 700)
        chunked = solver.master(mixed, TARGET)
        assert np.allclose(chunked.take.gains.read(), gains, rtol=1e-4)
        assert np.allclose(chunked.hops, whole.hops, rtol=1e-4)
