"""What people record or bring along becomes a recording of the station: decoded, cut, examined, FLAC.

Whatever came in is never kept: the new file is made of its samples alone, without names, pictures or anything
else that a file can carry. FLAC keeps each sample, tells its length and shows when it is damaged.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadcaster.core.child_processes import gently
from broadcaster.core.errors import StudioError
from broadcaster.studio.mastering.filters import Samples
from broadcaster.studio.mastering.loudness import SILENT, of_samples
from broadcaster.studio.recordings.decoding import LONGEST, Decoded, decoded, ffmpeg, run_ffmpeg

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


SUFFIX = ".flac"
SHORTEST = 0.5  # seconds
_TIME_LIMIT = 120.0  # seconds; an hour takes about four


def take_in(
    source: Path,
    target: Path,
    rate: int,
    *,
    name: str,
    start: float = 0.0,
    end: float | None = None,
    longest: int = LONGEST,
) -> Findings:
    """Make a recording of the station from a sound file.

    Args:
        source: what came in; of any format, or no sound at all.
        target: the new file; its folder exists.
        rate: Hz at which the studio mixes.
        name: of what came in, for errors.
        start: seconds that are cut away at its beginning.
        end: second at which it ends; None for its own end.
        longest: seconds that what came in may last.

    Raises:
        StudioError: it is no sound, too long, too short, or holds nothing but silence; or ffmpeg is missing.
    """
    sound = decoded(source, rate, name=name, folder=target.parent, quick=False, longest=longest)
    first = min(sound.frames, max(0, round(start * rate)))
    last = sound.frames if end is None else min(sound.frames, max(0, round(end * rate)))
    if last - first < SHORTEST * rate:
        raise StudioError("studio.recording_short", path=name)
    findings = examine(sound, first, last - first)
    if findings.loudness is None:
        raise StudioError("studio.recording_silent", path=name)
    _encode(sound, first, last - first, target, name)
    return findings


def _encode(sound: Decoded, start: int, frames: int, target: Path, name: str) -> None:
    # fmt: off
    command = [
        ffmpeg(), "-hide_banner", "-v", "error", "-y",
        "-f", "s16le", "-ar", str(sound.rate), "-ac", "1", "-i", "pipe:0",
        "-t", f"{frames / sound.rate:.6f}", "-c:a", "flac", "-f", "flac", os.fspath(target),
    ]
    # fmt: on
    done = run_ffmpeg(
        gently(command),
        stdin=sound.from_frame(start),
        stdout=subprocess.DEVNULL,
        longest=_TIME_LIMIT,
        name=name,
    )
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [str(done.returncode)]
        raise StudioError("studio.recording_not_kept", path=name, reason=reason[0][-200:])
