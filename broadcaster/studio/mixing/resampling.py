"""Change of rate by the Fourier transform: exact up to the lower rate's band edge.

pydub's own (`audioop.ratecv`) interpolates linearly: its aliases can be heard.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd

import numpy as np

from broadcaster.speech.model import Clip

_PAD = 64  # frames of silence after the end: the transform takes the sound for periodic
_PRIMES = (2, 3, 5)
_KEPT = 16  # results that are remembered while a message is edited: 10 MB


@lru_cache(maxsize=_KEPT)
def at_rate(clip: Clip, rate: int) -> Clip:
    """`clip` at `rate` Hz; the clip itself where it has that rate already."""
    if clip.rate == rate or not clip.samples:
        return clip if clip.rate == rate else Clip(samples=b"", rate=rate)
    common = gcd(clip.rate, rate)
    up, down = rate // common, clip.rate // common
    pieces = _smooth(-(-(clip.frames + _PAD) // down))
    signal = np.zeros(pieces * down, np.float32)
    signal[: clip.frames] = np.frombuffer(clip.samples, "<i2")
    spectrum = np.fft.rfft(signal)
    # The transform of the new length: the band that both rates have.
    band = np.zeros(pieces * up // 2 + 1, spectrum.dtype)
    shared = min(len(band), len(spectrum))
    band[:shared] = spectrum[:shared]
    changed = np.fft.irfft(band, pieces * up)[: frames_at(clip.frames, clip.rate, rate)] * (up / down)
    return Clip(samples=np.clip(np.rint(changed), -32768, 32767).astype("<i2").tobytes(), rate=rate)


def frames_at(frames: int, old: int, new: int) -> int:
    """How many frames `frames` at rate `old` become at rate `new`."""
    return -(-frames * new // old)


def _smooth(number: int) -> int:
    """The next number whose prime factors are at most 5: transforms of such lengths are fast."""
    while True:
        rest = number
        for prime in _PRIMES:
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return number
        number += 1
