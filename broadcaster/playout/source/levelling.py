"""The gain of a sound that is still being made: levelling, and the studio's true-peak limiter.

Silence and breath do not count: only what is above an absolute and a relative gate counts, as for
the loudness of a finished programme.

The same gain as for a finished file, cell for cell; it only needs to know some milliseconds of
what comes, and so much it is late.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

from broadcaster.studio.mastering import dynamics, loudness
from broadcaster.studio.mastering.take import shape
from broadcaster.studio.script import recipe

HOP = 0.1  # seconds between two updates
BLOCK = 4  # hops: the 400 ms of BS.1770
MEMORY = 3.0  # seconds that count: the standard's short-term loudness
GATE = -50.0  # LUFS of the input; what is below is the room, not the voice
RELATIVE_GATE = -10.0  # LU below what was learnt
RISE = 6.0  # dB a second: too slow to pump
RISE_FIRST = 25.0  # dB a second while the voice is new: the first words must be heard too
FIRST = 15  # updates
FALL = 20.0  # dB a second: a shout must not last
MOST = 24.0  # dB, what the compressor takes not counted: more would air the room
OFFSET = -0.691  # dB, BS.1770


class Leveller:
    """Finds the gain in dB that brings what is heard to `target` LUFS."""

    def __init__(self, target: float) -> None:
        self.gain = 0.0  # dB
        self._target = target
        self._blocks: deque[tuple[float, float]] = deque(maxlen=BLOCK)
        self._learnt = 0.0  # mean shaped power of what was not gated out
        self._learnt_raw = 0.0  # the same of the input
        self._updates = 0

    def learn(self, raw: float, shaped: float) -> None:
        """Hear 100 ms more.

        Args:
            raw: K-weighted mean square of the input.
            shaped: the same behind compressor and limiter, without our own gain.
        """
        self._blocks.append((raw, shaped))
        mean_raw = sum(r for r, _ in self._blocks) / len(self._blocks)
        mean_shaped = sum(s for _, s in self._blocks) / len(self._blocks)
        gated = loudness_of_power(mean_raw) < GATE or (
            self._updates and mean_shaped < self._learnt * 10 ** (RELATIVE_GATE / 10)
        )
        if not gated and mean_shaped > 0:
            self._updates += 1
            self._remember(mean_raw, mean_shaped, max(1 / self._updates, HOP / MEMORY))
        elif loudness_of_power(mean_raw) >= GATE:
            # A far quieter speaker takes over: slowly forget how loud the last one was.
            self._remember(mean_raw, mean_shaped, 0.1 * HOP / MEMORY)
        if self._updates:
            raw, own = loudness_of_power(self._learnt_raw), loudness_of_power(self._learnt)
            wanted = min(self._target - own, MOST + raw - own)
            rise = RISE_FIRST if self._updates <= FIRST else RISE
            self.gain += max(-FALL * HOP, min(rise * HOP, wanted - self.gain))

    def _remember(self, raw: float, shaped: float, weight: float) -> None:
        self._learnt += weight * (shaped - self._learnt)
        self._learnt_raw += weight * (raw - self._learnt_raw)


def loudness_of_power(power: float) -> float:
    """LUFS of a K-weighted mean square."""
    return OFFSET + 10 * math.log10(power) if power > 0 else -math.inf


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
        self._context = -(-loudness.CONTEXT // self.cell)  # cells that interpolation looks ahead
        self._samples = np.zeros((self._reach + 1) * self.cell + loudness.CONTEXT, np.float32)
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
        cells = self._samples[loudness.CONTEXT :][first * self.cell : last * self.cell]
        out = (cells.reshape(-1, self.cell) * lines).ravel()
        given = total[first:last]
        done = last - first
        self._samples = self._samples[done * self.cell :]
        self._gains, self._peaks = self._gains[done:], self._peaks[done:]
        return out, given

    def _look_between(self) -> None:
        """Find the true peaks of the cells whose surroundings are known."""
        start = len(self._peaks)
        whole = (len(self._samples) - 2 * loudness.CONTEXT) // self.cell
        if whole <= start:
            return
        window = self._samples[start * self.cell : whole * self.cell + 2 * loudness.CONTEXT]
        found = loudness.of_cells(window, np.arange(whole - start), self.cell, self._rate)
        self._peaks = np.concatenate((self._peaks, found))
