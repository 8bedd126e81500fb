"""Spare folders in memory, for when the station's disk takes no files: an emergency must still air.

Each station has a folder of its own name in each place, of mode 0700 and of this account. It is created
when needed and removed when the station ends; what a killed station left is removed at the next start.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - what we make there is private
"""The first place: a hardened systemd service may write here, not below /run/user. Holds half the memory."""

_ID, _LONG = "station-id", 100  # what lies in `state/` is known to the station alone

log = logging.getLogger(__name__)


def places() -> tuple[Path, ...]:
    """Where such folders can be, best first."""
    runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.geteuid()}"
    return (_MEMORY, Path(runtime), _temporary())


def made(root: Path) -> Iterator[Path]:
    """The spare folders of the station in `root`, each created when it is reached; failures are skipped."""
    for folder in _named(root):
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            log.info("no spare folder in %s: %s", folder.parent, error)
            continue
        if _is_ours(folder):
            yield folder
        else:
            log.warning("%s belongs to somebody else and is not used", folder)


def kept(root: Path) -> tuple[Path, ...]:
    """The existing spare folders of the station in `root` that are ours."""
    return tuple(folder for folder in _named(root) if _is_ours(folder))


def clear(root: Path) -> None:
    """Remove the spare folders of the station in `root`. Call it under the station's lock."""
    for folder in kept(root):
        shutil.rmtree(folder, ignore_errors=True)


def new_folder(prefix: str) -> tuple[Path, int]:
    """A new private folder in the temporary folder, or in memory where that is full; and a descriptor of it.

    The lock on the descriptor marks the folder as in use. Remove the folder before you close it.

    Raises:
        OSError: it can be created in no place.
    """
    fault: OSError | None = None
    for place in (_temporary(), *places()):
        try:
            return _locked(prefix, place)
        except OSError as error:
            fault = error
    raise fault or FileNotFoundError(prefix)


def clear_left(prefix: str) -> None:
    """Remove the folders with this prefix that killed processes of this account left."""
    for place in {_temporary(), *places()}:
        for left in filter(_is_ours, place.glob(f"{prefix}*")):
            with suppress(OSError):
                handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(left)
                finally:
                    os.close(handle)


def _locked(prefix: str, place: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        fcntl.flock(handle, fcntl.LOCK_EX)
        # Before it was locked, another process may have removed it as an abandoned one.
        if folder.exists():
            return folder, handle
        os.close(handle)


def _temporary() -> Path:
    return Path(os.environ.get("TMPDIR") or "/tmp")  # noqa: S108 - what lies there is private


def _named(root: Path) -> Iterator[Path]:
    """Such folders by their names: one that nobody else can know and take, then one that needs no disk."""
    path, secret = os.fsencode(root.resolve()), _secret(root)
    names = [sha256(path + more).hexdigest()[:12] for more in ((secret, b"") if secret else (b"",))]
    for place in dict.fromkeys(places()):
        yield from (place / f"broadcaster-{os.geteuid()}-{name}" for name in names)


def _secret(root: Path) -> bytes:
    with suppress(OSError), (root / "state" / _ID).open("rb") as file:
        return file.read(_LONG)
    return b""


def _is_ours(folder: Path) -> bool:
    """True for a private folder of this account that is no link. Everybody may write to /dev/shm."""
    with suppress(OSError):
        status = folder.lstat()
        private = not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and private
    return False
