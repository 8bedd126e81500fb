"""Mastering of a sound that is being made: the studio's chain, block by block, some milliseconds late.

Over a block of n samples a second-order section is a linear map of the samples and its two states,
so three small matrices made once do the work of n steps.

High-pass, levelling towards the station's loudness, compressor about 3:1, true-peak limiter with
look-ahead.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from broadcaster.playout.source.levelling import HOP, Grid, Leveller, Limiter, Samples
from broadcaster.studio.mastering.filters import Biquad, high_pass, k_weighting
from broadcaster.studio.mastering.take import shape
from broadcaster.studio.script import recipe

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


BLOCK = 0.01  # seconds
_STEP = 4  # cells for each decision of the compressor, as in the studio
_FLOOR = 1e-12


def block_frames(rate: int) -> int:
    """Samples in a block: whole cells, about 10 ms."""
    cell = shape(rate).cell
    return max(1, round(BLOCK * rate / cell / _STEP)) * _STEP * cell


class LiveMaster:
    """One stream of blocks of `block_frames(rate)` samples.

    Args:
        rate: Hz.
        hertz: corner of the high-pass, 0 for none.
        loudness: LUFS to level towards.
        true_peak: dBTP that nothing exceeds.
    """

    def __init__(self, rate: int, hertz: float, loudness: float, true_peak: float) -> None:
        self.block = block_frames(rate)
        self._cell = shape(rate).cell
        self._high_pass = BlockFilter(high_pass(hertz, rate), self.block)
        self._weighting = BlockFilter(k_weighting(rate), self.block)
        self._limiter = Limiter(rate, 10 ** ((true_peak - recipe.PEAK_MARGIN) / 20))
        self._leveller = Leveller(loudness)
        self._threshold = loudness + recipe.COMPRESS_OVER
        seconds = _STEP * shape(rate).cell_seconds
        self._attack = float(np.exp(-seconds / recipe.COMPRESS_ATTACK))
        self._release = float(np.exp(-seconds / recipe.COMPRESS_RELEASE))
        self._compressed = 0.0  # dB
        self._level = 1.0  # linear gain at the end of the last block
        self._hop = max(1, round(HOP * rate / self.block))  # blocks in an update
        self._raw: list[float] = []
        self._shaped: list[float] = []
        self._waiting = np.zeros((0,), np.float32)  # K-weighted power of cells in the limiter
        self._levels = np.zeros((0,), np.float32)  # our own gain in them

    @property
    def delay(self) -> int:
        """Samples by which the output is late."""
        return self._limiter.delay

    def __call__(self, samples: Samples) -> Samples:
        """Take a block; the samples that are ready, float32, under the ceiling."""
        passed = self._high_pass(samples.astype(np.float64))
        cells = passed.reshape(-1, self._cell)
        power = np.einsum("ij,ij->i", cells, cells) / self._cell
        level = self._ramp(len(cells))
        gains = (level * self._compress(power * level**2)).astype(np.float32)
        weighted = self._weighting(passed).reshape(-1, self._cell)
        self._waiting = np.concatenate(
            (self._waiting, (np.einsum("ij,ij->i", weighted, weighted) / self._cell).astype(np.float32))
        )
        self._levels = np.concatenate((self._levels, level.astype(np.float32)))
        out, given = self._limiter(passed.astype(np.float32), gains)
        self._learn(given)
        return out

    def _ramp(self, cells: int) -> NDArray[np.float64]:
        """Our own gain for each cell, gliding to what the leveller wants now."""
        wanted = 10 ** (self._leveller.gain / 20)
        ramp: NDArray[np.float64] = np.linspace(self._level, wanted, cells + 1)[1:]
        self._level = wanted
        return ramp

    def _compress(self, power: NDArray[np.float64]) -> NDArray[np.float64]:
        steps = 10 * np.log10(power.reshape(-1, _STEP).mean(axis=1) + _FLOOR)
        gains = []
        for level in steps.tolist():
            want = min(0.0, (self._threshold - level) * (1 - 1 / recipe.COMPRESS_RATIO))
            keep = self._attack if want < self._compressed else self._release
            before, self._compressed = self._compressed, keep * self._compressed + (1 - keep) * want
            gains.append(np.linspace(before, self._compressed, _STEP + 1)[1:])
        smooth: NDArray[np.float64] = 10 ** (np.concatenate(gains) / 20)
        return smooth

    def _learn(self, given: Grid) -> None:
        """Let the leveller hear what came out."""
        count = len(given)
        if not count:
            return
        raw, own = self._waiting[:count], self._levels[:count]
        self._waiting, self._levels = self._waiting[count:], self._levels[count:]
        self._raw.append(float(raw.mean()))
        self._shaped.append(float((raw * (given / own) ** 2).mean()))
        if len(self._raw) >= self._hop:
            self._leveller.learn(sum(self._raw) / len(self._raw), sum(self._shaped) / len(self._shaped))
            self._raw.clear()
            self._shaped.clear()
