"""A finished programme as a file for people: WAV as it is, or what the file's ending says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from broadcaster.core.child_processes import foreign
from broadcaster.core.errors import StudioError
from broadcaster.core.whole_files import replacing
from broadcaster.studio.recordings.decoding import ffmpeg

_AS_IT_IS = ".wav"
_ENCODERS = {
    ".mp3": ("-c:a", "libmp3lame", "-q:a", "2"),
    ".ogg": ("-c:a", "libvorbis", "-q:a", "5"),
    ".opus": ("-c:a", "libopus", "-b:a", "64k"),
    ".m4a": ("-c:a", "aac", "-b:a", "128k"),
    ".flac": ("-c:a", "flac"),
}
ENDINGS = (_AS_IT_IS, *_ENCODERS)
_LIMIT = 300.0  # seconds; an hour of sound takes some twenty


def refuse(target: Path) -> None:
    """Check, before anything is rendered, that a programme can be written to `target`.

    Raises:
        StudioError: the ending names no form of sound, or there is no such folder.
    """
    if target.suffix.lower() not in ENDINGS:
        raise StudioError("studio.unknown_ending", path=target, known=", ".join(ENDINGS))
    if not target.absolute().parent.is_dir():
        raise StudioError("studio.no_folder", folder=target.parent)


def export(source: Path, target: Path) -> None:
    """Write the programme at `source` to `target`, whole or not at all.

    Raises:
        StudioError: as for `refuse`, or ffmpeg is missing or cannot encode it.
        StoreError: it cannot be written.
    """
    refuse(target)
    with replacing(target, shared=True) as draft:
        if target.suffix.lower() == _AS_IT_IS:
            shutil.copyfile(source, draft)
        else:
            _encode(source, draft, target)


def _encode(source: Path, draft: Path, target: Path) -> None:
    form = _ENCODERS[target.suffix.lower()]
    command = [ffmpeg(), "-nostdin", "-hide_banner", "-v", "error", "-y", "-i", f"file:{source}"]
    try:
        subprocess.run(
            foreign([*command, *form, f"file:{draft}"]),
            capture_output=True,
            timeout=_LIMIT,
            check=True,
            text=True,
        )
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip().splitlines() or [str(error.returncode)])[-1]
        raise StudioError("studio.cannot_encode", path=target, reason=reason) from error
    except subprocess.TimeoutExpired as error:
        raise StudioError("studio.cannot_encode", path=target, reason=f"{_LIMIT:g} s") from error
    except OSError as error:
        raise StudioError("studio.no_ffmpeg") from error
