"""One station on the air for each folder."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from broadcaster.atomic import make_folder, make_private, store_error
from broadcaster.errors import ServiceError


class StationLock:
    """Holds `state/lock` while the process lives; the kernel lets go when it dies, however it dies.

    Raises (on entering):
        ServiceError: another process airs from this folder.
        StoreError: the state folder cannot be made or written.
    """

    def __init__(self, state: Path) -> None:
        self._path = state / "lock"
        self._handle: int | None = None

    def __enter__(self) -> StationLock:
        handle = self._opened()
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            pid = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
            os.close(handle)
            raise ServiceError("service.already_running", pid=pid or "?") from error
        # Whose it is only tells people; a disk that is full or read-only does not take it.
        with suppress(OSError):
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        make_private(self._path.parent)
        self._handle = handle
        return self

    def _opened(self) -> int:
        try:
            make_folder(self._path.parent)
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            try:
                return os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)  # to lock it takes no right to write
            except OSError:
                raise store_error(self._path, error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def is_held(state: Path) -> bool:
    """True while a station runs on the folder whose `state` this is."""
    try:
        handle = os.open(state / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
