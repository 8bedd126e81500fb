"""What reaches a listener outdoors: horn, distance, reflections, a second horn and noise.

Everything is computed from numbers written here and a seed, so the same sound comes out the same.
Noise has one absolute level in each scene: so many dB under programmes of -16 LUFS. What a
mastering profile gains or loses in level on its way through the horn counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, sosfilt

RATE = 16_000
Sound = NDArray[np.float64]

_HORN_BAND = (350.0, 5500.0)  # Hz, re-entrant horns of 15 … 30 W by their makers' curves
_RESONANCES = ((800.0, 4.0, 2.0), (1400.0, -4.0, 2.5), (2300.0, 5.0, 3.0))  # Hz, dB, Q
# Air at 20 °C and 70 % humidity, dB a kilometre by octave: ISO 9613-2, table 2.
_OCTAVES = (63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0)
_AIR = (0.1, 0.3, 1.1, 2.8, 5.0, 9.0, 22.9, 76.6)
_HEARD_BAND = (250.0, 6000.0)  # Hz, in which speech and noise are compared
_REFERENCE_LUFS = -16.0
_SOUND_SPEED = 343.0  # m/s
_TAIL = 1.0  # seconds kept after the sound
_WALLS = ((0.012, -9.0), (0.031, -10.0), (0.058, -11.0), (0.094, -13.0), (0.141, -14.0))  # s, dB


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A place to listen."""

    name: str
    metres: float
    snr: float  # dB, of a programme of -16 LUFS heard from the first horn
    tail: float  # dB of diffuse sound against the direct
    decay: float  # seconds in which the diffuse sound falls by 60 dB
    second: float | None  # dB of another horn's sound against the first; None: there is none


SCENES = (
    Scene(name="yard", metres=20, snr=20, tail=-14, decay=0.5, second=None),
    Scene(name="lane", metres=50, snr=12, tail=-10, decay=0.8, second=-9),
)


def heard(sound: Sound, scene: Scene, seed: int) -> Sound:
    """What a listener in `scene` hears.

    Args:
        sound: mono at 16 kHz, full scale 1.0, mastered.
        scene: where.
        seed: chooses reflections, delay of the second horn (0.3 … 0.8 s) and noise.
    """
    rng = np.random.default_rng(seed)
    out = np.concatenate((sound, np.zeros(round(_TAIL * RATE))))
    came = fftconvolve(_through_horn(out, scene.metres), _reflections(scene, rng))[: len(out)]
    if scene.second is not None:
        delay = rng.uniform(0.3, 0.8)
        other = _through_horn(out, scene.metres + delay * _SOUND_SPEED) * 10 ** (scene.second / 20)
        late = round(delay * RATE)
        came[late:] += other[: len(out) - late]
    noise = _noise(len(out), rng)
    return np.asarray(came + noise * _reference(scene.metres) * 10 ** (-scene.snr / 20) / _band_level(noise))


def _through_horn(sound: Sound, metres: float) -> Sound:
    """Horn and air: the loss with distance itself is left to the amplifier's knob."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    air = np.interp(hertz, _OCTAVES, _AIR) * metres / 1000
    out = np.fft.irfft(spectrum * 10 ** (-air / 20), len(sound))
    low, high = _HORN_BAND
    out = sosfilt(butter(2, low, "high", fs=RATE, output="sos"), out)
    out = sosfilt(butter(3, high, "low", fs=RATE, output="sos"), out)
    for at, db, q in _RESONANCES:
        out = sosfilt(_bell(at, db, q), out)
    return np.asarray(out)


def _bell(hertz: float, db: float, q: float) -> NDArray[np.float64]:
    gain, w = 10 ** (db / 40), 2 * np.pi * hertz / RATE
    alpha, c = np.sin(w) / (2 * q), np.cos(w)
    b, a = (1 + alpha * gain, -2 * c, 1 - alpha * gain), (1 + alpha / gain, -2 * c, 1 - alpha / gain)
    return np.array([[*(x / a[0] for x in b), *(x / a[0] for x in a)]])


def _reflections(scene: Scene, rng: np.random.Generator) -> Sound:
    """The impulse response: direct sound, walls of houses, a diffuse tail of leaves and slopes."""
    response = np.zeros(round(scene.decay * RATE))
    seconds = np.arange(len(response)) / RATE
    diffuse = rng.standard_normal(len(response)) * 10 ** (-3 * seconds / scene.decay)
    diffuse[: round(0.01 * RATE)] = 0
    response += diffuse * 10 ** (scene.tail / 20) / np.sqrt((diffuse**2).sum())
    for at, db in _WALLS:
        place = round(at * rng.uniform(0.85, 1.15) * RATE)
        response[place] += rng.choice((-1, 1)) * 10 ** ((db + scene.tail + 10) / 20)
    response[0] = 1.0
    return response


def _noise(length: int, rng: np.random.Generator) -> Sound:
    """Wind in gusts, a road, people talking, in equal parts in the band that is compared."""
    seconds = np.arange(length) / RATE
    wind = _shaped(length, rng, corner=200, slope=-9) * (1 + 0.5 * np.sin(2 * np.pi * 0.2 * seconds))
    road = _shaped(length, rng, corner=600, slope=-6) * (1 + 0.3 * np.sin(2 * np.pi * 0.11 * seconds + 1))
    crowd = np.zeros(length)
    for _ in range(6):
        talk = np.clip(np.sin(2 * np.pi * rng.uniform(2.5, 5) * seconds + rng.uniform(0, 6)), 0, None)
        crowd += _shaped(length, rng, corner=500, slope=-6) * talk
    return np.asarray(sum(part / _band_level(part) for part in (wind, road, crowd)))


def _shaped(length: int, rng: np.random.Generator, corner: float, slope: float) -> Sound:
    """Noise that is even up to `corner` Hz and then falls by `slope` dB an octave."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    octaves = np.log2(np.maximum(np.fft.rfftfreq(length, 1 / RATE), corner) / corner)
    return np.fft.irfft(spectrum * 10 ** (slope * octaves / 20), length)


def _band_level(sound: Sound) -> float:
    band = sosfilt(butter(2, _HEARD_BAND, "band", fs=RATE, output="sos"), sound)
    return float(np.sqrt(np.mean(np.square(band))))


@lru_cache(maxsize=8)
def _reference(metres: float) -> float:
    """The level at the listener of speech-like noise of -16 LUFS, by which noise is measured."""
    from broadcaster.studio.mastering import loudness

    rng = np.random.default_rng(0)
    sound = _shaped(20 * RATE, rng, corner=500, slope=-9)
    own = loudness.of_samples([sound.astype(np.float32)], RATE)
    return _band_level(_through_horn(sound * 10 ** ((_REFERENCE_LUFS - own) / 20), metres))
