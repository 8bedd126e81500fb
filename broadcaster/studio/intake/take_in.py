"""What people record or bring along becomes a recording of the station: decoded, cut, examined, FLAC.

Whatever came in is never kept: the new file is made of its samples alone, without names, pictures or anything
else that a file can carry. FLAC keeps each sample, tells its length and shows when it is damaged.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from broadcaster.errors import StudioError
from broadcaster.lifeline import gently
from broadcaster.studio.intake.examining import Findings, examine
from broadcaster.studio.recordings.decoding import Decoded, decoded, ffmpeg, run_ffmpeg

SUFFIX = ".flac"
SHORTEST = 0.5  # seconds
_TIME_LIMIT = 120.0  # seconds; an hour takes about four


def take_in(
    source: Path, target: Path, rate: int, *, name: str, start: float = 0.0, end: float | None = None
) -> Findings:
    """Make a recording of the station from a sound file.

    Args:
        source: what came in; of any format, or no sound at all.
        target: the new file; its folder exists.
        rate: Hz at which the studio mixes.
        name: of what came in, for errors.
        start: seconds that are cut away at its beginning.
        end: second at which it ends; None for its own end.

    Raises:
        StudioError: it is no sound, too long, too short, or holds nothing but silence; or ffmpeg is missing.
    """
    sound = decoded(source, rate, name=name, folder=target.parent, quick=False)
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
