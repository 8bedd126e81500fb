"""Compares what was heard with what was sent: where, how loud, what is missing.

Also finds the test sweep to the sample.

All arrays are mono float32 with full scale 1.0, at one rate.
"""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

HOP = 0.001  # seconds of one step of the envelope
MISSING = 0.3  # of the expected envelope: less counts as missing
JOINED = 6  # steps: gaps nearer to each other are one
LEAST = 3  # steps of a gap that is reported
FLOOR = 0.01  # of full scale: what was sent more quietly is not looked for
CLIPPED = 0.999  # of full scale
IN_A_ROW = 3  # samples at full scale that make a clip: one may be a true peak
_TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Where a piece was found."""

    offset: int  # sample of the recording at which it begins
    score: float  # normalised correlation: 1 for the very same, 0 for anything else


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Sound that is missing; seconds from the beginning of the piece."""

    start: float
    length: float


def find(sent: Samples, heard: Samples) -> Match:
    """The place in `heard` (at least as long as `sent`) that is most like `sent`."""
    size = 1 << (len(heard) + len(sent) - 1).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sent, size))
    correlation = np.fft.irfft(product, size)[: len(heard) - len(sent) + 1]
    energy = np.concatenate(([0.0], np.cumsum(heard.astype(np.float64) ** 2)))
    local = np.sqrt(np.maximum(energy[len(sent) :] - energy[: -len(sent)], _TINY))
    scores = correlation / (local * float(np.linalg.norm(sent)) + _TINY)
    best = int(np.argmax(scores))
    return Match(offset=best, score=float(scores[best]))


def gain(sent: Samples, heard: Samples) -> float:
    """How much louder (linear) `heard` holds `sent`, sample for sample."""
    return float(heard @ sent) / (float(sent @ sent) + _TINY)


def level(samples: Samples) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) if len(samples) else 0.0


def gaps(sent: Samples, heard: Samples, rate: int) -> list[Gap]:
    """Where `heard`, aligned with `sent`, lacks what was sent."""
    step = max(1, round(HOP * rate))
    wanted = _envelope(sent, step) * abs(gain(sent, heard))
    there = _envelope(heard, step)
    still = _envelope(sent, step) < _TINY
    noise = float(np.median(there[still])) if np.count_nonzero(still) else 0.0
    # Where the noise of a room is as loud as what is sought, no gap can be found.
    loud = wanted > max(FLOOR * float(np.max(wanted, initial=0.0)), FLOOR * abs(gain(sent, heard)), 5 * noise)
    missing = np.flatnonzero(loud & (there < MISSING * wanted))
    found: list[list[int]] = []
    for index in missing:
        if found and index - found[-1][1] <= JOINED:
            found[-1][1] = int(index)
            found[-1][2] += 1
        else:
            found.append([int(index), int(index), 1])
    hop = step / rate
    return [
        Gap(start=first * hop, length=(last + 1 - first) * hop)
        for first, last, count in found
        if count >= LEAST
    ]


def clips(samples: Samples) -> int:
    """How many times the recording stands at full scale."""
    full = np.abs(samples) >= CLIPPED
    if not full.any():
        return 0
    edges = np.flatnonzero(np.diff(np.concatenate(([0], full.astype(np.int8), [0]))))
    return int(np.count_nonzero(edges[1::2] - edges[::2] >= IN_A_ROW))


def _envelope(samples: Samples, step: int) -> NDArray[np.float64]:
    whole = len(samples) // step * step
    return np.asarray(np.sqrt(np.mean(samples[:whole].reshape(-1, step).astype(np.float64) ** 2, axis=1)))


SECONDS = 0.2
_LOW, _HIGH = 500.0, 4000.0  # Hz: what horn loudspeakers pass
_LEVEL = 0.25  # of full scale, -12 dBFS: a test must not startle
_EDGE = 0.002  # seconds


def sweep(rate: int) -> Samples:
    """The signal at `rate` Hz, float32 with full scale 1.0."""
    at = np.arange(round(SECONDS * rate)) / rate
    turn = 2 * np.pi * (_LOW * at + (_HIGH - _LOW) / (2 * SECONDS) * at**2)
    edges = np.minimum(1.0, np.minimum(at, SECONDS - at) / _EDGE)
    return np.asarray(_LEVEL * edges * np.sin(turn), dtype=np.float32)


def write_sweep(path: Path, rate: int) -> int:
    """Write it as a mono 16-bit WAV; its frames."""
    samples = np.round(sweep(rate) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return len(samples)
