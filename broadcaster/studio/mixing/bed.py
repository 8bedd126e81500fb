"""The bed: music under speech, looped by crossfades, lowered and raised in smooth ramps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadcaster.studio.mastering import dynamics
from broadcaster.studio.mastering.filters import Samples
from broadcaster.studio.mastering.take import shape
from broadcaster.studio.mixing.sounds import MixSound
from broadcaster.studio.script import recipe

_OUT = -60.0  # dB at which a fade begins or ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A gain in dB over time, straight lines between points."""

    frames: NDArray[np.float64]
    levels: NDArray[np.float64]

    def at(self, frames: NDArray[np.float64]) -> NDArray[np.float64]:
        """The gain in dB at `frames`."""
        return np.interp(frames, self.frames, self.levels)


def duck(sounding: Iterable[tuple[int, int]], rate: int) -> Curve:
    """A curve that is low under each stretch that sounds, and high where the silence is long enough.

    Args:
        sounding: first frame and the one after the last of each stretch, in order.
        rate: Hz.
    """
    down, up = recipe.BED_DOWN * rate, recipe.BED_UP * rate
    points: list[tuple[float, float]] = [(-np.inf, 0.0)]
    for start, end in _merged(sounding, round(recipe.BED_REST * rate)):
        duck_level = recipe.BED_DUCK
        points += [(start - down, 0.0), (start, duck_level), (end, duck_level), (end + up, 0.0)]
    return _curve(points)


def fade(frames: int, rate: int) -> Curve:
    """A curve that fades in at the beginning and out at the end of a body of `frames`."""
    edge = min(recipe.BED_FADE * rate, frames / 2)
    return _curve([(0.0, _OUT), (edge, 0.0), (frames - edge, 0.0), (frames, _OUT)])


def _curve(points: list[tuple[float, float]]) -> Curve:
    table = np.array(points, np.float64)
    return Curve(frames=np.nan_to_num(table[:, 0], neginf=-1e12), levels=table[:, 1])


def _merged(stretches: Iterable[tuple[int, int]], rest: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in stretches:
        if merged and start - merged[-1][1] < rest:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class Bed:
    """A bed for one body: any stretch of it with its gain applied."""

    def __init__(self, music: MixSound, gain: float, curves: tuple[Curve, ...]) -> None:
        """Take `music` (mono, the body's rate), a gain in dB and the curves that shape it."""
        self._music = music
        cross = min(round(recipe.BED_CROSSFADE * music.rate), music.frames // 4)
        self._period = music.frames - cross
        turn = np.linspace(0, np.pi / 2, cross, endpoint=False)
        self._seam = self._heard(0, cross) * np.sin(turn) + self._heard(self._period, cross) * np.cos(turn)
        self._cell = shape(music.rate).cell
        self._gain = gain
        self._curves = curves

    def stretch(self, start: int, frames: int) -> Samples:
        """The bed from frame `start` of the body, float32, full scale 1.0; `frames` are whole cells."""
        at = np.arange(start, start + frames + 1, self._cell, dtype=np.float64)
        level = np.full(len(at), self._gain, np.float64)
        for curve in self._curves:
            level += curve.at(at)
        borders = (10 ** (level / 20) / 32768).astype(np.float32)
        gains = dynamics.lines(borders, self._cell).ravel()
        return self._looped(start, frames) * gains

    def _looped(self, start: int, frames: int) -> Samples:
        sound = np.empty(frames, np.float32)
        done = 0
        while done < frames:
            turns, at = divmod(start + done, self._period)
            count = min(frames - done, self._period - at)
            piece = sound[done : done + count]
            piece[:] = self._heard(at, count)
            seam = self._seam[at : at + count] if turns else self._seam[:0]
            piece[: len(seam)] = seam
            done += count
        return sound

    def _heard(self, start: int, frames: int) -> NDArray[np.int16]:
        return np.frombuffer(self._music.stretch(start, frames), "<i2")
