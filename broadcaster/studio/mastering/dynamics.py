"""Gain control on a grid of cells: compressor and limiter.

Gains are decided once a cell (about 0.5 ms) and drawn as straight lines between the cells'
middles, so that samples are touched only when the gain is applied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadcaster.studio.mastering.profiles import Density

Grid = NDArray[np.float32]

_STEP = 4  # cells for each decision of the compressor
_FLOOR = 1e-12  # power: -120 dB


@dataclass(frozen=True, slots=True, kw_only=True)
class Compression:
    """The gains of a compressor. A quarter of the cells' number is kept, the rest is drawn."""

    borders: Grid  # linear, at the borders of its steps

    def gains(self, start: int, end: int) -> Grid:
        """The gain of each cell from `start` up to `end`, linear, at most 1."""
        first, last = start // _STEP, -(-end // _STEP)
        drawn = lines(self.borders[first : last + 1], _STEP).ravel()
        return drawn[start - first * _STEP : end - first * _STEP]


def no_compression(cells: int) -> Compression:
    """A gain of 1 for `cells`."""
    return Compression(borders=np.ones(-(-cells // _STEP) + 1, np.float32))


def compressor(power: Iterable[Grid], threshold: float, density: Density, cell_seconds: float) -> Compression:
    """What a compressor does to a sound.

    Args:
        power: mean square of each cell, in chunks; all but the last of whole steps.
        threshold: dB of mean square above which levels are reduced.
        density: how much, and how fast.
        cell_seconds: length of a cell.
    """
    seconds = _STEP * cell_seconds
    attack, release = float(np.exp(-seconds / density.attack)), float(np.exp(-seconds / density.release))
    slope, gain, found = np.float32(1 - 1 / density.ratio), 0.0, [np.zeros(0, np.float32)]
    for chunk in power:
        level = 10 * np.log10(_steps(chunk) + np.float32(_FLOOR))
        wanted = np.minimum(np.float32(0), (np.float32(threshold) - level) * slope)
        smooth = []
        # Python floats are faster here than numpy's.
        for want in wanted.tolist():
            keep = attack if want < gain else release
            gain = keep * gain + (1 - keep) * want
            smooth.append(gain)
        found.append(10 ** (np.array(smooth, np.float32) / np.float32(20)))
    return Compression(borders=edges(np.concatenate(found)))


def _steps(power: Grid) -> Grid:
    """The mean power of each step."""
    means: Grid = np.pad(power, (0, -len(power) % _STEP)).reshape(-1, _STEP).mean(axis=1)
    return means


def limiter(peaks: Grid, ceiling: float, look: int) -> Grid:
    """The gain of each cell that keeps `peaks` under `ceiling`, linear, at most 1.

    Args:
        peaks: true peak of each cell, linear, all other gains applied.
        ceiling: highest peak allowed, linear.
        look: cells over which the limiter closes and opens; odd.
    """
    needed = np.minimum(np.float32(1), np.float32(ceiling) / np.maximum(peaks, np.float32(1e-9)))
    # One cell wider on both sides than the mean below, as the drawn line reaches into neighbours.
    lowest = _sliding_lowest(np.pad(needed, look, mode="edge"), look + 2)
    running = np.concatenate(([0.0], np.cumsum(lowest, dtype=np.float64)))
    return ((running[look:] - running[:-look]) / look).astype(np.float32)


def _sliding_lowest(values: Grid, width: int) -> Grid:
    """The lowest of each `width` neighbours, by doubling: few passes, whatever the width."""
    lowest, reach = values, 1
    while reach < width:
        step = min(reach, width - reach)
        lowest = np.minimum(lowest[:-step], lowest[step:])
        reach += step
    return lowest


def edges(gains: Grid) -> Grid:
    """The gain at the borders of the cells: one more value than there are cells."""
    return np.concatenate((gains[:1], (gains[:-1] + gains[1:]) * np.float32(0.5), gains[-1:]))


def lines(borders: Grid, length: int) -> NDArray[np.float32]:
    """Straight lines from border to border: one row of `length` samples for each cell."""
    places = ((np.arange(length, dtype=np.float32) + np.float32(0.5)) / np.float32(length))[None, :]
    return borders[:-1, None] + (borders[1:] - borders[:-1])[:, None] * places
