"""Loudness by ITU-R BS.1770-4, from the K-weighted power of hops of 100 ms."""

from __future__ import annotations

from collections.abc import Iterable

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
