"""The gain for a voice or a stream, measured while it is heard.

Silence and breath do not count: only what is above an absolute and a relative gate counts, as for
the loudness of a finished programme.
"""

from __future__ import annotations

import math
from collections import deque

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
        gated = loudness(mean_raw) < GATE or (
            self._updates and mean_shaped < self._learnt * 10 ** (RELATIVE_GATE / 10)
        )
        if not gated and mean_shaped > 0:
            self._updates += 1
            self._remember(mean_raw, mean_shaped, max(1 / self._updates, HOP / MEMORY))
        elif loudness(mean_raw) >= GATE:
            # A far quieter speaker takes over: slowly forget how loud the last one was.
            self._remember(mean_raw, mean_shaped, 0.1 * HOP / MEMORY)
        if self._updates:
            raw, own = loudness(self._learnt_raw), loudness(self._learnt)
            wanted = min(self._target - own, MOST + raw - own)
            rise = RISE_FIRST if self._updates <= FIRST else RISE
            self.gain += max(-FALL * HOP, min(rise * HOP, wanted - self.gain))

    def _remember(self, raw: float, shaped: float, weight: float) -> None:
        self._learnt += weight * (shaped - self._learnt)
        self._learnt_raw += weight * (raw - self._learnt_raw)


def loudness(power: float) -> float:
    """LUFS of a K-weighted mean square."""
    return OFFSET + 10 * math.log10(power) if power > 0 else -math.inf
