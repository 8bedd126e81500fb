"""True peaks: the highest level between samples, by interpolation to 192 kHz (BS.1770-4)."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from broadcaster.studio.mastering.filters import Samples

CONTEXT = 16  # samples on either side of a cell that interpolation looks at
_FINE = 192_000  # Hz
_KAISER = 7.0  # window of the interpolator: about 70 dB of stop band
_ROWS = 4096  # cells at a time, so that the work stays in the processor's cache


@cache
def _interpolator(cell: int, rate: int) -> NDArray[np.float32]:
    """A matrix from a cell with its context to the cell's samples at the fine rate."""
    steps = max(4, -(-_FINE // rate))
    fine = CONTEXT + np.arange(cell * steps) / steps
    distance = fine[None, :] - np.arange(cell + 2 * CONTEXT)[:, None]
    window = np.i0(_KAISER * np.sqrt(np.maximum(0.0, 1 - (distance / CONTEXT) ** 2))) / np.i0(_KAISER)
    window[np.abs(distance) > CONTEXT] = 0.0
    return (np.sinc(distance) * window).astype(np.float32)


def of_cells(samples: Samples, cells: NDArray[np.intp], cell: int, rate: int) -> NDArray[np.float32]:
    """The true peaks of some cells, linear, full scale 1.0.

    Args:
        samples: mono float32: `CONTEXT` samples, whole cells, `CONTEXT` samples.
        cells: which cells, counted from the first whole one.
        cell: samples in a cell.
        rate: Hz.
    """
    matrix = _interpolator(cell, rate)
    windows = np.lib.stride_tricks.sliding_window_view(samples, cell + 2 * CONTEXT)[::cell]
    peaks = np.empty(len(cells), np.float32)
    for at in range(0, len(cells), _ROWS):
        fine = windows[cells[at : at + _ROWS]] @ matrix
        peaks[at : at + _ROWS] = np.maximum(fine.max(axis=1), -fine.min(axis=1))
    return peaks
