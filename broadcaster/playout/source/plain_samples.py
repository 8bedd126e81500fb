"""A client's plain samples at the station's rate. FFmpeg would hold a tenth of a second of them."""

from __future__ import annotations

import os
import threading
from math import gcd

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from broadcaster.playout.source.decoder import SampleStore

Samples = NDArray[np.float32]

PIECE = 1 << 14  # bytes read at a time at most
TAPS = 48  # of the filter, for each of its output samples; more where the rate goes down
PASS = 0.9  # of the lower rate's band that is left


class Resampler:
    """One stream from one rate (Hz) to another, a windowed sinc; half its taps late."""

    def __init__(self, rate: int, wanted: int) -> None:
        common = gcd(rate, wanted)
        self._up, self._down = wanted // common, rate // common
        narrow = min(1.0, wanted / rate)
        self._taps = 2 * round(TAPS / 2 / narrow)
        at = np.arange(self._taps) - self._taps / 2 + 1
        away = at[None, :] - np.arange(self._up)[:, None] / self._up
        shape = np.sinc(away * narrow * PASS) * np.cos(np.pi * away / (self._taps + 2)) ** 2
        self._filter = (shape / shape.sum(axis=1, keepdims=True)).astype(np.float32)
        self._kept: Samples = np.zeros(self._taps - 1, np.float32)
        self._next = (
            0  # place of the next output sample, in parts of an input sample, from the first kept one
        )

    def __call__(self, samples: Samples) -> Samples:
        """What comes out with these."""
        sound = np.concatenate((self._kept, samples))
        windows = len(sound) - self._taps + 1
        count = max(0, -(-(windows * self._up - self._next) // self._down))
        places = self._next + np.arange(count) * self._down
        whole, phase = places // self._up, places % self._up
        out: Samples = np.einsum(
            "ij,ij->i", sliding_window_view(sound, self._taps)[whole], self._filter[phase]
        )
        self._next += count * self._down - windows * self._up
        self._kept = sound[windows:]
        return out


class PlainSamples:
    """Reads mono 16-bit samples from a descriptor into a store, on a thread of its own."""

    def __init__(self, rate: int, wanted: int, store: SampleStore, feed: int) -> None:
        self._resample = Resampler(rate, wanted)
        self._store = store
        self._feed = feed
        self._reader = threading.Thread(target=self._read, name="samples", daemon=True)
        self._reader.start()

    @property
    def over(self) -> bool:
        """True once the client's end is shut and all that came is in the store."""
        return not self._reader.is_alive()

    def close(self) -> None:
        """Nothing to end: the thread ends with the process."""

    def _read(self) -> None:
        half = b""  # of a sample whose other byte has not come
        while data := os.read(self._feed, PIECE):
            data = half + data
            whole = len(data) & ~1
            half = data[whole:]
            out = self._resample(np.frombuffer(data[:whole], "<i2").astype(np.float32))
            if not self._store.put(np.rint(np.clip(out, -32768, 32767)).astype("<i2").tobytes()):
                return
