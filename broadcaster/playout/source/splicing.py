"""Splices in a voice that listeners do not notice: shorter, longer, or continued where it is missing. Pure.

A voice is made of periods. One of them is left out or played twice where the sound before and after it is
most alike, crossfaded. Samples are mono float32.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SHORTEST = 0.0025  # seconds: the period of a high voice
LONGEST = 0.016  # seconds: of a low one
OVERLAP = 0.006  # seconds compared, and crossfaded
NEEDED = LONGEST + OVERLAP  # seconds of sound for one splice
FADING = 0.12  # seconds until what continues a missing voice has died away, as with Opus
_FLOOR = 1e-9


class Splicer:
    """Splices at one rate (Hz)."""

    def __init__(self, rate: int) -> None:
        self.overlap = round(OVERLAP * rate)
        self.needed = round(NEEDED * rate)
        self._shortest = round(SHORTEST * rate)
        self._fading = round(FADING * rate)
        self._ramp = np.linspace(0, 1, self.overlap, dtype=np.float32)

    def shorter(self, sound: Samples) -> Samples:
        """`sound` without one period near its beginning; at least `needed` samples must be given."""
        lag, over = self._period(sound), self.overlap
        joined = self._crossfaded(sound[:over], sound[lag : lag + over])
        return np.concatenate((joined, sound[lag + over :]))

    def longer(self, sound: Samples) -> Samples:
        """`sound` with its first period twice; at least `needed` samples must be given."""
        lag, over = self._period(sound), self.overlap
        joined = self._crossfaded(sound[lag : lag + over], sound[:over])
        return np.concatenate((sound[:lag], joined, sound[over:]))

    def without(self, sound: Samples, count: int) -> Samples:
        """`sound` without its first `count` samples, crossfaded."""
        over = min(self.overlap, len(sound) - count)
        if over <= 0:
            return sound[count:]
        ramp = self._ramp[:over] if over == self.overlap else np.linspace(0, 1, over, dtype=np.float32)
        joined = sound[:over] * (1 - ramp) + sound[count : count + over] * ramp
        return np.concatenate((joined, sound[count + over :]))

    def continued(self, past: Samples) -> Samples:
        """What a voice might have gone on with after `past`: its last period again and again, dying away."""
        if len(past) < self.needed:
            return np.zeros(0, np.float32)
        lag = self._period(past[::-1])
        wave = np.resize(past[-lag:], self._fading)
        fading: Samples = wave * np.linspace(1, 0, self._fading, dtype=np.float32)
        return fading

    def risen(self, sound: Samples, before: Samples) -> Samples:
        """`sound` faded in, over what was made up in its place so far."""
        over = min(self.overlap, len(sound))
        rest = np.zeros(over, np.float32)
        rest[: min(over, len(before))] = before[:over]
        ramp = self._ramp[:over]
        return np.concatenate((rest * (1 - ramp) + sound[:over] * ramp, sound[over:]))

    def _crossfaded(self, old: Samples, new: Samples) -> Samples:
        faded: Samples = old * (1 - self._ramp) + new * self._ramp
        return faded

    def _period(self, sound: Samples) -> int:
        """The shift at which `sound` is most like its own beginning."""
        first = sound[: self.overlap]
        others = sliding_window_view(sound[self._shortest : self.needed], self.overlap)
        likeness = (others @ first) / np.sqrt((others * others).sum(axis=1) + _FLOOR)
        return self._shortest + int(np.argmax(likeness))
