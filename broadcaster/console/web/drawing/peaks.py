"""The outline of a sound for a page: a few hundred heights, without loading a library for it."""

from __future__ import annotations

import wave
from pathlib import Path

COLUMNS = 480
_LOOKS = 200  # samples looked at in a column: an outline needs no more
_FULL = 32768.0  # 16 bit


def peaks(path: Path, columns: int = COLUMNS) -> list[float]:
    """The heights (0 … 1) of evenly spaced stretches of a mono 16-bit WAV file.

    Raises:
        OSError, wave.Error: it cannot be read.
    """
    with wave.open(str(path), "rb") as sound:
        count = sound.getnframes()
        length = max(1, -(-count // columns))
        found = []
        while data := sound.readframes(length):
            samples = memoryview(data).cast("h")
            looked = samples[:: max(1, len(samples) // _LOOKS)].tolist()
            found.append(round(max(map(abs, looked)) / _FULL, 3))
    return found
