"""A temporary folder of eSpeak data with our phonemes in it.

`tempfile` is not used: importing it would double the time that the child needs to start.
"""

from __future__ import annotations

import fcntl
import os
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from broadcaster.speech.engines.espeak.tuning import retuned

_TOUCHED = "phontab"
_LINKED = ("phonindex", "phondata", "intonations")
_FOLDER = "broadcaster-espeak-"
_LOOKED_AT = 1000  # names in a place, of whomever they are


@contextmanager
def tuned_folder(data: Path) -> Iterator[Path]:
    """A folder in which eSpeak finds our phonemes; it is removed when the block ends."""
    try:
        changed = retuned((data / _TOUCHED).read_bytes())
    except (ValueError, LookupError, struct.error):
        # Another release of eSpeak: it then speaks with its own sounds.
        yield data.parent
        return
    folder, handle = _filled(data, changed)
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(handle)


def _filled(data: Path, changed: bytes) -> tuple[Path, int]:
    """A private folder with the phonemes, and its lock, in the first place that can be written.

    A disk may be full, so several places are tried. The lock is held as long as this process lives.
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
    """A new locked folder in `place`; folders that killed processes left there are removed.

    Everybody may make any number of names there, and an emergency may wait for this: only some are looked at.
    """
    with suppress(OSError), os.scandir(place) as names:
        for name in islice(names, _LOOKED_AT):
            if name.name.startswith(_FOLDER):
                _clear(Path(name.path))
    while True:
        folder = place / f"{_FOLDER}{os.getpid()}-{os.urandom(8).hex()}"
        folder.mkdir(mode=0o700)
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        fcntl.flock(handle, fcntl.LOCK_EX)
        # Another process may have removed it before it was locked.
        if folder.exists():
            return folder, handle
        os.close(handle)


def _clear(left: Path) -> None:
    """Remove a folder of ours whose process has ended; everybody may make one of such a name."""
    with suppress(OSError):
        about = left.lstat()
        if about.st_uid != os.geteuid() or about.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return
        handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(left)
        finally:
            os.close(handle)


def _remove(folder: Path) -> None:
    """Remove what `_filled` has made, complete or not."""
    with suppress(OSError):
        for inner in folder.iterdir():
            if inner.is_symlink():
                return  # we make none there
            for path in inner.iterdir():
                path.unlink()
            inner.rmdir()
        folder.rmdir()
