"""Recursive filters over short blocks of one length, exact and without a loop over samples.

Over a block of n samples a second-order section is a linear map of the samples and its two states,
so three small matrices made once do the work of n steps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from broadcaster.studio.mastering.filters import Biquad

Block = NDArray[np.float64]


class _Section:
    def __init__(self, section: Biquad, size: int) -> None:
        b0, b1, b2 = section.b
        _, a1, a2 = section.a
        step = np.array([[-a1, 1.0], [-a2, 0.0]])
        enter = np.array([b1 - a1 * b0, b2 - a2 * b0])
        powers = [np.eye(2)]
        for _ in range(size):
            powers.append(step @ powers[-1])
        taps = np.array([b0, *(float((p @ enter)[0]) for p in powers[: size - 1])])
        places = np.arange(size)[:, None] - np.arange(size)[None, :]
        self._through = np.where(places >= 0, taps[np.abs(places)], 0.0)
        self._seen = np.array([p[0] for p in powers[:size]])
        self._kept = np.array([powers[size - 1 - i] @ enter for i in range(size)]).T
        self._turn = powers[size]
        self._state = np.zeros(2)

    def __call__(self, block: Block) -> Block:
        out: Block = self._through @ block + self._seen @ self._state
        self._state = self._turn @ self._state + self._kept @ block
        return out


class BlockFilter:
    """A cascade of sections over blocks of `size` samples that follow each other."""

    def __init__(self, sections: Sequence[Biquad], size: int) -> None:
        self._sections = [_Section(section, size) for section in sections]

    def __call__(self, block: Block) -> Block:
        """The next block, filtered."""
        for section in self._sections:
            block = section(block)
        return block
