"""A take with its gain: what will be written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadcaster.studio.mastering import dynamics, loudness
from broadcaster.studio.mastering.take import Take

Hops = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """A take with its gain: what will be written, until the take is mastered anew."""

    take: Take
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
