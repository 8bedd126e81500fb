"""Recordings of any common format as clips, decoded by ffmpeg in a process of its own.

pydub's `from_file` is not used: it prefers `./ffmpeg` to the system's, has no time limit, keeps
several copies in memory and resamples badly.
"""

from __future__ import annotations

import logging
import os
import subprocess
from pathlib import Path

from broadcaster.errors import StudioError
from broadcaster.lifeline import foreign
from broadcaster.speech.model import Clip

_log = logging.getLogger(__name__)

LONGEST = 3600  # seconds of a recording
_TIME_LIMIT = 180.0  # seconds; ffmpeg needs about one for an hour of MP3
_MOST_SHOWN = 200  # characters of ffmpeg's message that are kept
# Plain sound files only: some formats of ffmpeg, such as playlists, can open other files.
FORMATS = "wav,w64,mp3,ogg,flac,aac,mov,matroska,webm,aiff,au,caf,amr,asf"


def decode(path: Path, rate: int, *, name: str | None = None) -> Clip:
    """A recording as mono samples at `rate` Hz.

    Args:
        path: where its bytes are; perhaps a kept copy of the accepted recording.
        rate: Hz.
        name: its name in errors; None for the path.

    Raises:
        StudioError: the file is missing, no sound, damaged or too long, or ffmpeg is missing.
    """
    name = name or str(path)
    if not path.is_file():
        raise StudioError("studio.no_recording", path=name)
    # fmt: off
    command = [
        ffmpeg(), "-nostdin", "-hide_banner", "-v", "error",
        "-protocol_whitelist", "file", "-format_whitelist", FORMATS,
        "-i", f"file:{path.resolve()}",
        "-map", "0:a:0", "-t", str(LONGEST + 1), "-ac", "1", "-ar", str(rate), "-f", "s16le", "-",
    ]
    # fmt: on
    # In memory, not in a file: a recording must air even if the disk is full.
    with os.fdopen(os.memfd_create("decoding"), "w+b") as sound:
        complaint = _run(command, sound.fileno(), name)
        sound.seek(0)
        samples = sound.read()
    clip = Clip(samples=samples[: len(samples) // 2 * 2], rate=rate)
    if not clip.frames:
        raise StudioError("studio.no_sound", path=name)
    if clip.frames > LONGEST * rate:
        raise StudioError("studio.too_long", path=name, minutes=LONGEST // 60)
    if complaint:
        _log.warning("%s is damaged in places: %s", name, complaint)
    return clip


def _run(command: list[str], output: int, name: str) -> str:
    """Run ffmpeg; its complaints, empty if it had none."""
    try:
        done = subprocess.run(
            foreign(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.PIPE,
            timeout=_TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise StudioError("studio.decoding_hung", path=name, seconds=round(_TIME_LIMIT)) from error
    except OSError as error:
        raise StudioError("studio.no_ffmpeg") from error
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    complaint = lines[-1][-_MOST_SHOWN:] if lines else ""
    if done.returncode != 0:
        raise StudioError("studio.cannot_decode", path=name, reason=complaint or str(done.returncode))
    return complaint


def ffmpeg() -> str:
    """The absolute path of ffmpeg; relative folders in PATH are left out."""
    for folder in os.get_exec_path():
        candidate = Path(folder) / "ffmpeg"
        if candidate.is_absolute() and candidate.is_file() and os.access(candidate, os.X_OK):
            return str(candidate)
    raise StudioError("studio.no_ffmpeg")
