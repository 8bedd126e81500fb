"""The true-peak limiter of the studio, over a sound that is still being made.

The same gain as for a finished file, cell for cell; it only needs to know some milliseconds of
what comes, and so much it is late.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from broadcaster.studio import recipe
from broadcaster.studio.mastering import dynamics, peaks
from broadcaster.studio.mastering.take import shape

Samples = NDArray[np.float32]
Grid = NDArray[np.float32]


class Limiter:
    """Applies gains and keeps what comes out under a ceiling.

    Args:
        rate: Hz.
        ceiling: linear true peak that nothing exceeds.
    """

    def __init__(self, rate: int, ceiling: float) -> None:
        form = shape(rate)
        self.cell = form.cell
        self._rate = rate
        self._ceiling = ceiling
        self._look = int(recipe.LIMIT_LOOK / form.cell_seconds) | 1
        self._reach = self._look + 1  # cells on either side that decide about one
        self._context = -(-peaks.CONTEXT // self.cell)  # cells that interpolation looks ahead
        self._samples = np.zeros((self._reach + 1) * self.cell + peaks.CONTEXT, np.float32)
        self._gains = np.ones(self._reach + 1, np.float32)
        self._peaks = np.zeros(self._reach + 1, np.float32)

    @property
    def delay(self) -> int:
        """Samples by which the output is late."""
        return (self._reach + 1 + self._context) * self.cell

    def __call__(self, samples: Samples, gains: Grid) -> tuple[Samples, Grid]:
        """Take the next whole cells with the gain wanted for each.

        Returns:
            The samples that are ready, and the gain that each of their cells was given.
        """
        self._samples = np.concatenate((self._samples, samples))
        self._gains = np.concatenate((self._gains, gains))
        self._look_between()
        known = len(self._peaks)
        borders = dynamics.edges(self._gains[: known + 1])[: known + 1]
        drawn = np.maximum(borders[:-1], borders[1:])
        limit = dynamics.limiter(self._peaks * drawn, self._ceiling, self._look)
        total = self._gains[:known] * limit
        first, last = self._reach + 1, known - self._reach - 1
        if last <= first:
            return np.zeros(0, np.float32), np.zeros(0, np.float32)
        lines = dynamics.lines(dynamics.edges(total)[first : last + 1], self.cell)
        cells = self._samples[peaks.CONTEXT :][first * self.cell : last * self.cell]
        out = (cells.reshape(-1, self.cell) * lines).ravel()
        given = total[first:last]
        done = last - first
        self._samples = self._samples[done * self.cell :]
        self._gains, self._peaks = self._gains[done:], self._peaks[done:]
        return out, given

    def _look_between(self) -> None:
        """Find the true peaks of the cells whose surroundings are known."""
        start = len(self._peaks)
        whole = (len(self._samples) - 2 * peaks.CONTEXT) // self.cell
        if whole <= start:
            return
        window = self._samples[start * self.cell : whole * self.cell + 2 * peaks.CONTEXT]
        found = peaks.of_cells(window, np.arange(whole - start), self.cell, self._rate)
        self._peaks = np.concatenate((self._peaks, found))
