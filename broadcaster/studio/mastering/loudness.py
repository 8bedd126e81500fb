"""Loudness and true peak by ITU-R BS.1770-4."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from broadcaster.studio.mastering.filters import FilterBank, Samples, high_pass, impulse_response, k_weighting

HOPS_A_SECOND = 10
SILENT = float("-inf")

_BLOCK = 4  # hops: the standard's 400 ms
_OFFSET = -0.691
ABSOLUTE_GATE = -70.0  # LUFS
_RELATIVE_GATE = -10.0  # LU


def integrated(hops: NDArray[np.float64]) -> float:
    """Integrated loudness in LUFS.

    Args:
        hops: mean K-weighted square of each 100 ms in turn, full scale 1.0. What is shorter than
            one block of 400 ms counts as followed by silence.

    Returns:
        LUFS, or minus infinity where nothing is above the absolute gate.
    """
    padded = np.pad(hops, (0, max(0, _BLOCK - len(hops))))
    running = np.concatenate(([0.0], np.cumsum(padded)))
    power = (running[_BLOCK:] - running[:-_BLOCK]) / _BLOCK
    power = power[power > _power(ABSOLUTE_GATE)]
    if not len(power):
        return SILENT
    gate = float(power.mean()) * 10 ** (_RELATIVE_GATE / 10)
    return _level(float(power[power > gate].mean()))


def of_samples(blocks: Iterable[Samples], rate: int, *, hertz: float = 0) -> float:
    """Integrated loudness in LUFS of mono float32 blocks that follow each other.

    Args:
        blocks: full scale 1.0.
        rate: Hz.
        hertz: corner of a high-pass behind which the blocks will be heard, 0 for none.
    """
    bank = FilterBank([impulse_response(high_pass(hertz, rate) + k_weighting(rate))])
    hop = rate // HOPS_A_SECOND
    rest = np.zeros(0, np.float32)
    powers = []
    for block in blocks:
        weighted = np.concatenate((rest, bank(block)[0]))
        whole = len(weighted) // hop * hop
        powers.append(_mean_squares(weighted[:whole], hop))
        rest = weighted[whole:]
    if len(rest):
        powers.append(_mean_squares(np.pad(rest, (0, hop - len(rest))), hop))
    return integrated(np.concatenate(powers)) if powers else SILENT


def _mean_squares(samples: Samples, hop: int) -> NDArray[np.float64]:
    rows = samples.reshape(-1, hop)
    power: NDArray[np.float64] = np.einsum("ij,ij->i", rows, rows).astype(np.float64) / hop
    return power


def _level(power: float) -> float:
    return _OFFSET + 10 * float(np.log10(power))


def _power(level: float) -> float:
    return float(10 ** ((level - _OFFSET) / 10))


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
