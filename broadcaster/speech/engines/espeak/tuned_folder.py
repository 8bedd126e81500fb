"""A folder of eSpeak data with our phonemes in it, for as long as eSpeak reads them.

`tempfile` is not used: importing it would double the time that the child needs to start.
"""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadcaster.speech.engines.espeak.tuning import retuned

_TOUCHED = "phontab"
_LINKED = ("phonindex", "phondata", "intonations")
_FOLDER = "broadcaster-espeak-"


@contextmanager
def tuned_folder(data: Path) -> Iterator[Path]:
    """A folder in which eSpeak finds its phonemes as we tuned them; gone when it has read them."""
    try:
        changed = retuned((data / _TOUCHED).read_bytes())
    except (ValueError, LookupError, struct.error):
        # Another release: its own sounds are better than silence.
        yield data.parent
        return
    folder, handle = _filled(data, changed)
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(handle)


def _filled(data: Path, changed: bytes) -> tuple[Path, int]:
    """A folder of ours alone, with the phonemes, in the first place that takes it: a disk may be full.

    With it the lock that says that it is ours for as long as we live. `tempfile` would double the time
    to start.
    """
    fault = OSError("no folder for temporary files")
    for place in filter(None, (os.environ.get("TMPDIR"), "/dev/shm", "/tmp")):  # noqa: S108 - the name is our own
        try:
            folder, handle = _new_folder(Path(place))
        except OSError as error:
            fault = error
            continue
        inner = folder / data.name
        try:
            inner.mkdir()
            (inner / _TOUCHED).write_bytes(changed)
            for name in _LINKED:
                (inner / name).symlink_to(data.absolute() / name)
        except OSError as error:
            fault = error
            _remove(folder)
            os.close(handle)
        else:
            return folder, handle
    raise fault


def _new_folder(place: Path) -> tuple[Path, int]:
    """A new locked folder in `place`; those that killed processes left there go."""
    for left in place.glob(f"{_FOLDER}*"):
        _clear(left)
    while True:
        folder = place / f"{_FOLDER}{os.getpid()}-{os.urandom(8).hex()}"
        folder.mkdir(mode=0o700)
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        fcntl.flock(handle, fcntl.LOCK_EX)
        # Another process may have taken it for left behind before it was locked.
        if folder.exists():
            return folder, handle
        os.close(handle)


def _clear(left: Path) -> None:
    """Remove a folder of ours whose process is gone."""
    with suppress(OSError):
        handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(left)
        finally:
            os.close(handle)


def _remove(folder: Path) -> None:
    """Remove what `_filled` has made, as far as it came."""
    with suppress(OSError):
        for inner in folder.iterdir():
            for path in inner.iterdir():
                path.unlink()
            inner.rmdir()
        folder.rmdir()
