"""Room in memory for what the station's own disk does not take: an emergency waits for no disk.

Each station has one folder of its own name in each place, made when it is needed, of mode 0700 and
of this account. It goes when the station ends, and what a killed station left goes at the next start.
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
"""First: systemd lets a hardened service write here, not below /run/user. Half of the memory fits in."""

log = logging.getLogger(__name__)


def places() -> tuple[Path, ...]:
    """Where such folders may lie, best first."""
    runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.geteuid()}"
    return (_MEMORY, Path(runtime), _temporary())


def made(root: Path) -> Iterator[Path]:
    """The folders of the station in `root`, each made as it is asked for; what cannot be made is left out."""
    for folder in _named(root):
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            log.info("no spare room in %s: %s", folder.parent, error)
            continue
        if _is_ours(folder):
            yield folder
        else:
            log.warning("%s belongs to somebody else and is not used", folder)


def kept(root: Path) -> tuple[Path, ...]:
    """The folders of the station in `root` that are there and are ours."""
    return tuple(folder for folder in _named(root) if _is_ours(folder))


def clear(root: Path) -> None:
    """Remove the folders of the station in `root` and all in them. Call it under the station's lock."""
    for folder in kept(root):
        shutil.rmtree(folder, ignore_errors=True)


def new_folder(prefix: str) -> tuple[Path, int]:
    """A fresh folder of this account alone: in the usual temporary one, or in memory where that is full.

    With it a descriptor whose lock says that it is in use: remove the folder before you close it.

    Raises:
        OSError: no place takes it.
    """
    fault: OSError | None = None
    for place in (_temporary(), *places()):
        try:
            return _locked(prefix, place)
        except OSError as error:
            fault = error
    raise fault or FileNotFoundError(prefix)


def clear_left(prefix: str) -> None:
    """Remove the folders of this name that killed processes left."""
    for place in {_temporary(), *places()}:
        for left in place.glob(f"{prefix}*"):
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
        # Another process may have taken it for left behind before it was locked.
        if folder.exists():
            return folder, handle
        os.close(handle)


def _temporary() -> Path:
    return Path(os.environ.get("TMPDIR") or "/tmp")  # noqa: S108 - what lies there is private


def _named(root: Path) -> Iterator[Path]:
    name = sha256(os.fsencode(root.resolve())).hexdigest()[:12]
    seen: set[Path] = set()
    for place in places():
        if place not in seen:
            seen.add(place)
            yield place / f"broadcaster-{os.geteuid()}-{name}"


def _is_ours(folder: Path) -> bool:
    """True for a folder, no link, of this account, that nobody else may enter: /dev/shm is open to all."""
    with suppress(OSError):
        status = folder.lstat()
        private = not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and private
    return False
