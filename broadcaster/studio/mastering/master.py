"""Mastering: one loudness and one true peak for everything heard, gain decided on a grid.

A compressor works against the take's own loudness. Make-up gain and a true-peak limiter are then
solved together, so that the limited sound has the loudness asked for. The filters are the take's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadcaster.studio.mastering import dynamics, loudness, profiles
from broadcaster.studio.mastering.dynamics import Compression
from broadcaster.studio.mastering.profiles import Target
from broadcaster.studio.mastering.take import Grid, StudioTake
from broadcaster.studio.script import recipe

Hops = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """A take with its gain: what will be written, until the take is mastered anew."""

    take: StudioTake
    hops: Hops  # K-weighted power of each 100 ms, gain applied
    true_peak: float  # linear

    @property
    def loudness(self) -> float:
        """Integrated loudness in LUFS."""
        return loudness.integrated(self.hops)

    def blocks(self) -> Iterator[NDArray[np.int16]]:
        """The finished samples, 16-bit, in blocks."""
        gains, cell, at = self.take.gains, self.take.shape.cell, 0
        for samples in self.take.blocks():
            cells = len(samples) // cell
            low, high = max(0, at - 1), min(len(gains), at + cells + 1)
            borders = dynamics.edges(gains.read(low, high))[at - low : at - low + cells + 1]
            gain = dynamics.lines(borders, cell)
            at += cells
            sound = samples.reshape(cells, cell) * (gain * np.float32(32767))
            yield np.rint(np.clip(sound, -32768, 32767, out=sound), out=sound).astype("<i2").ravel()


_log = logging.getLogger(__name__)

_ROUNDS = 12  # loudness and limiter agree after three or four
_AGREED = 0.02  # LU
_NOTED = 0.3  # LU of miss that is worth a line in the log
_FUTILE = 0.25  # LU gained by a dB of gain; below this the limiter only flattens the sound
_FIT_ROUNDS = 8
_NEAR = 0.5  # of the ceiling; a true peak is at most about twice the sample peak
_CHUNK = 1 << 16  # cells worked on at a time, whole steps of the compressor: bounds memory


def is_silent(take: StudioTake) -> bool:
    """True if nothing in the take reaches the loudness meter's absolute gate."""
    return _loudness(take) == loudness.SILENT


def master(take: StudioTake, target: Target) -> Master:
    """Give `take` the loudness and peak of `target`.

    At most `recipe.MOST_GAIN` is added: what is quieter stays under the target. A silent take
    stays as it is.
    """
    return _solve(take, _compressed(take), target)[0]


def fit(take: StudioTake, target: Target, whole: Callable[[Hops], Hops]) -> Master:
    """Master `take` so that the programme around it measures `target`.

    Args:
        whole: from the body's hops to those of the whole programme.
    """
    compression = _compressed(take)
    aim, make_up = target, None
    for _ in range(_FIT_ROUNDS):
        result, make_up = _solve(take, compression, aim, make_up)
        missing = target.loudness - loudness.integrated(whole(result.hops))
        if not _AGREED < abs(missing) < -loudness.ABSOLUTE_GATE:
            break
        aim = Target(loudness=aim.loudness + missing, true_peak=target.true_peak)
        make_up += missing
    if abs(missing) > _NOTED:
        _log.warning("mastering missed the loudness by %.1f LU", missing)
    return result


def _solve(
    take: StudioTake, compression: Compression, target: Target, near: float | None = None
) -> tuple[Master, float]:
    """Find the make-up gain (dB) with which the limited sound measures `target`.

    Args:
        near: the make-up gain found for a target close by, to begin from.
    """
    own = _loudness(take)
    if own == loudness.SILENT:
        return _outcome(take, compression, 1.0, target.ceiling), 0.0
    make_up, step, reached, slope = target.loudness - own, 0.0, 0.0, 1.0
    if near is not None:
        make_up = near
    for number in range(_ROUNDS):
        make_up = min(make_up, recipe.MOST_GAIN)
        result = _outcome(take, compression, 10 ** (make_up / 20), target.ceiling)
        loud = result.loudness
        missing = target.loudness - loud
        if abs(missing) < _AGREED or (missing > 0 and make_up >= recipe.MOST_GAIN):
            break
        if number and step:
            slope = (loud - reached) / step
        if slope < _FUTILE:
            break
        step, reached = missing / min(slope, 1.0), loud
        make_up += step
    return result, make_up


def _outcome(take: StudioTake, compression: Compression, make_up: float, ceiling: float) -> Master:
    """Limit under the given gains and measure what comes out, chunk by chunk."""
    cells = len(take.peaks)
    each = take.shape.cells
    look = int(recipe.LIMIT_LOOK / take.shape.cell_seconds) | 1
    step = _CHUNK // each * each
    hops = np.empty(take.hops)
    top = 0.0
    for start in range(0, cells, step):
        end = min(cells, start + step)
        low, high = max(0, start - look - 1), min(cells, end + look + 1)
        gains = compression.gains(low, high)
        borders = dynamics.edges(gains)
        drawn = np.maximum(borders[:-1], borders[1:]) * np.float32(make_up)
        reached = take.peaks.read(low, high) * drawn
        if take.sharpen(low, reached > ceiling * _NEAR):
            reached = take.peaks.read(low, high) * drawn
        limit = dynamics.limiter(reached, ceiling, look)
        inside = slice(start - low, end - low)
        total = gains[inside] * limit[inside] * np.float32(make_up)
        take.gains.write(start, total)
        hops[start // each : end // each] = _hop_power(take.weighted.read(start, end) * total**2, each)
        top = max(top, float((reached[inside] * limit[inside]).max()))
    return Master(take=take, hops=hops, true_peak=top)


def _compressed(take: StudioTake) -> Compression:
    own = _loudness(take)
    if own == loudness.SILENT:
        return dynamics.no_compression(len(take.power))
    density = profiles.density(take.profile)
    power = take.power.chunks(_CHUNK)
    return dynamics.compressor(power, own + density.over, density, take.shape.cell_seconds)


def _loudness(take: StudioTake) -> float:
    each = take.shape.cells
    hops = [_hop_power(chunk, each) for chunk in take.weighted.chunks(_CHUNK // each * each)]
    return loudness.integrated(np.concatenate([np.zeros(0), *hops]))


def _hop_power(cells: Grid, each: int) -> Hops:
    power: Hops = cells.reshape(-1, each).mean(axis=1, dtype=np.float64)
    return power
