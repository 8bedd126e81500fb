"""What is told of a recording before it is kept: length, loudness, peak, clipping, silence at its ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from broadcaster.studio.mastering.filters import Samples
from broadcaster.studio.mastering.loudness import SILENT, of_samples
from broadcaster.studio.recordings.decoding import Decoded

QUIET_LEVEL = -50.0  # dBFS of a tenth of a second that counts as silence: below the noise of a room
FAINT = -38.0  # LUFS: mastering would have to add more than 20 dB, and the room's noise with it
EMPTY = 2.0  # seconds of silence at an end that should be cut away
CLIPPED = 0.98  # of full scale: what a limiter or a codec leaves of a wave that was cut off
RUN = 3  # samples at the ceiling in a row
MANY = 0.002  # share of tenths of a second with such a run that is heard as harsh
_HOPS = 10  # a second
_PIECE = 5  # seconds examined at a time


class Flaw(StrEnum):
    """What a person should know before a recording airs."""

    CLIPPED = "clipped"  # spoken too loud or too near
    FAINT = "faint"  # too far from the microphone
    EMPTY_START = "empty_start"
    EMPTY_END = "empty_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a recording is like."""

    seconds: float
    loudness: float | None  # LUFS; None for silence
    peak: float | None  # dBFS
    clipped: float  # share of its tenths of a second in which samples are cut off
    quiet_start: float  # seconds
    quiet_end: float  # seconds

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """What should be mended, the worst first."""
        found = {
            Flaw.CLIPPED: self.clipped > MANY,
            Flaw.FAINT: self.loudness is not None and self.loudness < FAINT,
            Flaw.EMPTY_START: self.quiet_start > EMPTY,
            Flaw.EMPTY_END: self.quiet_end > EMPTY,
        }
        return tuple(flaw for flaw, there in found.items() if there)


def examine(sound: Decoded, start: int, frames: int) -> Findings:
    """Examine `frames` from `start` on."""
    hop = sound.rate // _HOPS
    peaks: list[NDArray[np.float32]] = []
    powers: list[NDArray[np.float32]] = []
    harsh = 0

    def pieces() -> Iterator[Samples]:
        nonlocal harsh
        size = _PIECE * _HOPS * hop
        for at in range(start, start + frames, size):
            data = sound.stretch(at, min(size, start + frames - at))
            block: Samples = np.frombuffer(data, "<i2").astype(np.float32) / np.float32(32768)
            rows = np.pad(block, (0, -len(block) % hop)).reshape(-1, hop)
            peaks.append(np.abs(rows).max(axis=1))
            powers.append(np.mean(rows**2, axis=1))
            harsh += int(_cut_off(rows).sum())
            yield block

    loudness = of_samples(pieces(), sound.rate)
    loud = np.flatnonzero(np.concatenate(powers) > 10 ** (QUIET_LEVEL / 10)) if powers else np.zeros(0, int)
    hops = sum(len(each) for each in powers)
    peak = max((float(each.max()) for each in peaks), default=0.0)
    return Findings(
        seconds=frames / sound.rate,
        loudness=None if loudness == SILENT else loudness,
        peak=20 * float(np.log10(peak)) if peak > 0 else None,
        clipped=harsh / max(1, hops),
        quiet_start=(int(loud[0]) if len(loud) else hops) / _HOPS,
        quiet_end=(hops - 1 - int(loud[-1]) if len(loud) else hops) / _HOPS,
    )


def _cut_off(rows: NDArray[np.float32]) -> NDArray[np.bool_]:
    """The rows in which at least `RUN` samples in a row stand at the ceiling."""
    high = np.abs(rows) > CLIPPED
    last = high.shape[1] - RUN + 1
    runs = np.logical_and.reduce([high[:, shift : last + shift] for shift in range(RUN)])
    found: NDArray[np.bool_] = runs.any(axis=1)
    return found
