"""Recursive filters, applied exactly by block convolution in the frequency domain.

numpy has no recursive filters. A decaying filter equals, to any precision, the convolution with its
impulse response, cut where it has decayed. Signals are float32, full scale 1.0, mono.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

_LONGEST = 1 << 16  # samples of impulse response looked at
_SILENT = 1e-6  # of the response's whole energy amplitude: -120 dB
_FFT = 1 << 15  # samples; measured fastest of 2**12 … 2**16


@dataclass(frozen=True, slots=True, kw_only=True)
class Biquad:
    """One second-order section; `a` is normalised to begin with 1."""

    b: tuple[float, float, float]
    a: tuple[float, float, float]


def high_pass(hertz: float, rate: int) -> tuple[Biquad, ...]:
    """A Butterworth high-pass of second order; none for `hertz` 0."""
    if hertz <= 0:
        return ()
    k = float(np.tan(np.pi * min(hertz, 0.45 * rate) / rate))
    d = 1 + np.sqrt(2.0) * k + k * k
    a1, a2 = float(2 * (k * k - 1) / d), float((1 - np.sqrt(2.0) * k + k * k) / d)
    return (Biquad(b=(1 / d, -2 / d, 1 / d), a=(1.0, a1, a2)),)


def bell(hertz: float, decibels: float, q: float, rate: int) -> Biquad:
    """A lift or cut of `decibels` around `hertz`, the narrower the higher `q`."""
    gain = float(10 ** (decibels / 40))
    w = 2 * float(np.pi) * min(hertz, 0.45 * rate) / rate
    alpha, c = float(np.sin(w)) / (2 * q), float(np.cos(w))
    d = 1 + alpha / gain
    b = ((1 + alpha * gain) / d, -2 * c / d, (1 - alpha * gain) / d)
    return Biquad(b=b, a=(1.0, -2 * c / d, (1 - alpha / gain) / d))


def k_weighting(rate: int) -> tuple[Biquad, ...]:
    """The two filters of ITU-R BS.1770, designed for any rate (from its values at 48 kHz)."""
    return (
        _k_section(rate, hertz=1681.974450955533, q=0.7071752369554196, shelf_db=3.999843853973347),
        _k_section(rate, hertz=38.13547087602444, q=0.5003270373238773, shelf_db=None),
    )


def _k_section(rate: int, *, hertz: float, q: float, shelf_db: float | None) -> Biquad:
    k = float(np.tan(np.pi * hertz / rate))
    d = 1 + k / q + k * k
    a = (1.0, 2 * (k * k - 1) / d, (1 - k / q + k * k) / d)
    if shelf_db is None:
        return Biquad(b=(1.0, -2.0, 1.0), a=a)
    high = 10 ** (shelf_db / 20)
    middle = high**0.4996667741545416
    b = ((high + middle * k / q + k * k) / d, 2 * (k * k - high) / d, (high - middle * k / q + k * k) / d)
    return Biquad(b=b, a=a)


@lru_cache(maxsize=16)
def impulse_response(sections: tuple[Biquad, ...]) -> NDArray[np.float64]:
    """The response of a cascade, cut where what follows is 120 dB below the whole; not to be changed."""
    turn = np.exp(-2j * np.pi * np.arange(_LONGEST // 2 + 1) / _LONGEST)
    response = np.ones_like(turn)
    for s in sections:
        response *= (s.b[0] + turn * (s.b[1] + turn * s.b[2])) / (s.a[0] + turn * (s.a[1] + turn * s.a[2]))
    taps = np.fft.irfft(response, _LONGEST)
    left = np.sqrt(np.cumsum(taps[::-1] ** 2)[::-1])
    taps = taps[: max(1, int(np.count_nonzero(left > _SILENT * left[0])))]
    taps.setflags(write=False)
    return taps


class FilterBank:
    """Several filters over one stream of blocks, sharing the forward transform.

    Keeps the end of what it has seen, so that blocks of any lengths give what the whole would.
    """

    def __init__(self, responses: Sequence[NDArray[np.float64]]) -> None:
        self._history = max(len(taps) for taps in responses) - 1
        self._size = max(_FFT, 1 << (8 * self._history).bit_length())
        self._hop = self._size - self._history
        self._spectra = [np.fft.rfft(taps, self._size).astype(np.complex64) for taps in responses]
        self._past = np.zeros(self._history, np.float32)

    def __call__(self, block: Samples) -> list[Samples]:
        """The next block through each filter, each as long as `block`."""
        if not len(block):
            return [block for _ in self._spectra]
        count = -(-len(block) // self._hop)
        padded = np.zeros(self._history + count * self._hop, np.float32)
        padded[: self._history] = self._past
        padded[self._history : self._history + len(block)] = block
        self._past = padded[len(block) : len(block) + self._history].copy()
        outputs = [np.empty(count * self._hop, np.float32) for _ in self._spectra]
        for i in range(count):
            at = i * self._hop
            spectrum = np.fft.rfft(padded[at : at + self._size])
            for taps, output in zip(self._spectra, outputs, strict=True):
                filtered = np.fft.irfft(spectrum * taps, self._size)
                output[at : at + self._hop] = filtered[self._history :]
        return [output[: len(block)] for output in outputs]
