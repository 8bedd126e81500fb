"""Recordings of any common format as clips, decoded by FFmpeg in a process of its own, within bounds.

ffmpeg looks into every stream of a file before the options that choose one count. So a film or a picture of
20 000 × 20 000 points is kept from its decoders by name, and memory and time are bounded by the kernel.

pydub's `from_file` is not used: it prefers `./ffmpeg` to the system's, has no time limit, keeps
several copies in memory and resamples badly.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
import tempfile
import weakref
from collections.abc import Sequence
from contextlib import suppress
from io import BufferedReader
from pathlib import Path

from broadcaster.core.child_processes import bounded, foreign, gently
from broadcaster.core.confined_files import open_plain
from broadcaster.core.errors import StudioError
from broadcaster.speech.model import Clip

MEMORY = 320 << 20  # bytes that ffmpeg may write to; a recording takes 30 MB, one with 55 MB of names 170
SECONDS = 150  # of computing; an hour of sound takes about five
# Plain sound files only: some formats of ffmpeg, such as playlists, can open other files.
FORMATS = "wav,w64,mp3,ogg,flac,aac,mov,matroska,webm,aiff,au,caf,amr,asf"
# None for pictures and films, whose memory the file itself would choose.
DECODERS = ",".join((
    "mp3float,mp3,mp2float,mp2,mp1float,mp1,aac,aac_latm,alac,flac,vorbis,libvorbis,opus,libopus,speex,libspeex",
    "ac3,eac3,amrnb,amrwb,gsm,gsm_ms,wmav1,wmav2,wmapro,wmavoice,wmalossless,wavpack,tta,qdm2,mace3,mace6",
    "pcm_alaw,pcm_mulaw,pcm_f32be,pcm_f32le,pcm_f64be,pcm_f64le,pcm_s16be,pcm_s16le,pcm_s24be,pcm_s24le",
    "pcm_s32be,pcm_s32le,pcm_s64be,pcm_s64le,pcm_s8,pcm_u8,pcm_u16be,pcm_u16le,pcm_u24be,pcm_u24le",
    "pcm_u32be,pcm_u32le,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,adpcm_yamaha,g722,g726,g726le",
))  # fmt: skip

_NOT_LOOKED_AT = "not on whitelist"


# fmt: off
SOURCE = (
    "-protocol_whitelist", "file", "-format_whitelist", FORMATS, "-codec_whitelist", DECODERS,
    "-i", "file:/proc/self/fd/0", "-map", "0:a:0",
)
"""ffmpeg's options that take the file at its standard input as a sound, and nothing that the file names.

By its descriptor and not by its path: what was looked at is what is heard, whatever stands there meanwhile.
"""
# fmt: on


def within_bounds(command: Sequence[str]) -> list[str]:
    """The command with no more memory and time than a recording takes."""
    return bounded(command, memory=MEMORY, seconds=SECONDS)


def complains(line: str) -> bool:
    """True unless the line only says that a picture or a film was not looked at."""
    return _NOT_LOOKED_AT not in line


_log = logging.getLogger(__name__)

LONGEST = 3600  # seconds of a recording
_TIME_LIMIT = 180.0  # seconds; ffmpeg needs about one for an hour of MP3
_AMPLE = 3  # times the longest recording that must be free on the disk: others write there meanwhile
_MOST_SHOWN = 200  # characters of ffmpeg's message that are kept


class Decoded:
    """A decoded recording in a file without a name: mono 16-bit samples, read stretch by stretch.

    Args:
        file: has the samples; it is closed with the last reference.
        rate: Hz.
    """

    def __init__(self, file: int, rate: int) -> None:
        self._file = file
        self.rate = rate
        self.frames = os.fstat(file).st_size // 2
        weakref.finalize(self, os.close, file)

    def stretch(self, start: int, frames: int) -> bytes:
        """The samples of `frames` from `start` on."""
        return os.pread(self._file, 2 * frames, 2 * start)

    def from_frame(self, start: int) -> int:
        """A descriptor that reads from `start` on, for another program; one at a time."""
        os.lseek(self._file, 2 * start, os.SEEK_SET)
        return self._file


def decode(path: Path, rate: int, *, name: str | None = None, sha256: str | None = None) -> Clip:
    """A recording as one clip; arguments and errors as for `decoded`."""
    found = decoded(path, rate, name=name, sha256=sha256)
    return Clip(samples=found.stretch(0, found.frames), rate=rate)


def decoded(
    path: Path,
    rate: int,
    *,
    name: str | None = None,
    sha256: str | None = None,
    folder: Path | None = None,
    quick: bool = True,
    longest: int = LONGEST,
) -> Decoded:
    """A recording as mono samples at `rate` Hz.

    Args:
        path: where its bytes are; perhaps a kept copy of the accepted recording.
        rate: Hz.
        name: its name in errors; None for the path.
        sha256: of its bytes as the station took them, which is what was approved; None for any.
        folder: where the samples may lie; None for memory.
        quick: false where nothing on the air waits for it: with a low priority.
        longest: seconds that it may last; no more is decoded.

    Raises:
        StudioError: the file is missing, another one, no sound, damaged or too long, or ffmpeg is missing.
    """
    name = name or str(path)
    # fmt: off
    command = [
        ffmpeg(), "-nostdin", "-hide_banner", "-v", "repeat+error",
        *SOURCE, "-t", str(longest + 1), "-ac", "1", "-ar", str(rate), "-f", "s16le", "-",
    ]
    # fmt: on
    with _opened(path, name) as source:
        if sha256 is not None and hashlib.file_digest(source, "sha256").hexdigest() != sha256:
            raise StudioError("studio.recording_changed", path=name)
        file = _room(folder, 2 * (longest + 1) * rate)
        try:
            complaint = _run(command if quick else gently(command), source.fileno(), file, name)
        except StudioError:
            os.close(file)
            raise
    sound = Decoded(file, rate)
    if not sound.frames:
        raise StudioError("studio.no_sound", path=name)
    if sound.frames > longest * rate:
        raise StudioError("studio.too_long", path=name, minutes=longest // 60)
    if complaint:
        _log.warning("%s is damaged in places: %s", name, complaint)
    return sound


def _opened(path: Path, name: str) -> BufferedReader:
    try:
        return open_plain(path)
    except OSError as error:
        raise StudioError("studio.no_recording", path=name) from error


def _room(folder: Path | None, most: int) -> int:
    """A file without a name for up to `most` bytes: on disk where `folder` has ample space, else in memory.

    A recording must air even if the disk is full.
    """
    if folder is not None:
        with suppress(OSError):
            if shutil.disk_usage(folder).free > _AMPLE * most:
                with tempfile.TemporaryFile(dir=folder) as file:
                    return os.dup(file.fileno())
    return os.memfd_create("decoding")


def run_ffmpeg(
    command: Sequence[str], *, stdin: int, stdout: int, longest: float, name: str
) -> subprocess.CompletedProcess[bytes]:
    """Run ffmpeg to its end, which may be a failure.

    Args:
        stdin: what it reads, and `stdout` where it writes: descriptors.
        longest: seconds until it is killed.

    Raises:
        StudioError: it took longer, or is not installed.
    """
    try:
        return subprocess.run(
            foreign(command), stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, timeout=longest, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise StudioError("studio.decoding_hung", path=name, seconds=round(longest)) from error
    except OSError as error:
        raise StudioError("studio.no_ffmpeg") from error


def _run(command: list[str], source: int, output: int, name: str) -> str:
    """Run ffmpeg; its complaints, empty if it had none."""
    done = run_ffmpeg(within_bounds(command), stdin=source, stdout=output, longest=_TIME_LIMIT, name=name)
    lines = [line for line in done.stderr.decode(errors="replace").strip().splitlines() if complains(line)]
    complaint = lines[-1][-_MOST_SHOWN:] if lines else ""
    if done.returncode != 0:
        raise StudioError("studio.cannot_decode", path=name, reason=complaint or str(done.returncode))
    return complaint


def ffmpeg() -> str:
    """The absolute path of ffmpeg; relative folders in PATH are left out."""
    folders = [folder for folder in os.get_exec_path() if Path(folder).is_absolute()]
    found = shutil.which("ffmpeg", path=os.pathsep.join(folders))
    if found is None:
        raise StudioError("studio.no_ffmpeg")
    return found
