"""MP3 to samples and back, and samples at another tempo, by ffmpeg in a child process with a time limit."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence

from broadcaster.errors import EngineFailed, EngineMissing
from broadcaster.lifeline import foreign

_LIMIT = 15.0  # seconds; a sentence takes about 0.05
_QUIET = ("-hide_banner", "-nostdin", "-loglevel", "error", "-protocol_whitelist", "pipe")


def decode_mp3(data: bytes, rate: int, *, engine: str) -> bytes:
    """MP3 as mono int16 samples at `rate` Hz; `engine` is the name in errors.

    Raises:
        EngineMissing: ffmpeg is not installed.
        EngineFailed: the data is no MP3, or ffmpeg hung.
    """
    source = ["-f", "mp3", "-i", "pipe:0"]
    return _run([*source, *_raw(rate), "pipe:1"], data, engine)


def change_tempo(samples: bytes, rate: int, factor: float, *, engine: str) -> bytes:
    """Samples spoken `factor` times as fast (0.5 … 2) at the same pitch; errors as above."""
    source = [*_raw(rate), "-i", "pipe:0"]
    return _run([*source, "-af", f"atempo={factor:.4f}", *_raw(rate), "pipe:1"], samples, engine)


def encode_mp3(samples: bytes, rate: int, *, engine: str) -> bytes:
    """Mono int16 samples as a small MP3; errors as above."""
    return _run([*_raw(rate), "-i", "pipe:0", "-f", "mp3", "-b:a", "48k", "pipe:1"], samples, engine)


def _raw(rate: int) -> list[str]:
    return ["-f", "s16le", "-ac", "1", "-ar", str(rate)]


def _run(arguments: Sequence[str], data: bytes, engine: str) -> bytes:
    program = shutil.which("ffmpeg")
    if program is None:
        raise EngineMissing("speech.no_ffmpeg", engine=engine)
    try:
        done = subprocess.run(
            foreign([program, *_QUIET, *arguments]),
            input=data,
            capture_output=True,
            timeout=_LIMIT,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise EngineFailed("speech.bad_audio", engine=engine, reason=_last_line(error.stderr)) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineFailed("speech.bad_audio", engine=engine, reason=str(error)) from error
    return done.stdout


def _last_line(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
