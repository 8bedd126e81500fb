"""The test signal: a short sweep that is found to the sample, and that no message contains."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from broadcaster.playout.listening.compare import Samples

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
