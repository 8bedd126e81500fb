"""The journal's file on the disk: whether it is still the open one, whether it is whole, room behind it.

By `stat` alone. Nothing is opened: to close a file that SQLite has open drops SQLite's locks on it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import threading
from enum import StrEnum
from pathlib import Path

from broadcaster.core.database import Connection
from broadcaster.core.errors import JournalError
from broadcaster.journal.file import queries
from broadcaster.journal.file.database import FAULTS, VERSION, connect_to_read
from broadcaster.journal.file.transaction import version_of


class FileChange(StrEnum):
    """What may happen to a file while it is open."""

    REMOVED = "removed"
    REPLACED = "replaced"
    TRUNCATED = "truncated"


class FileWatch:
    """Remembers the journal file and its write-ahead log as they were when they were opened.

    Args:
        path: the journal; None for one in memory, to which nothing happens.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: dict[str, tuple[int, int]] = {}  # name → device and inode
        self._size = 0  # bytes of the file; it never shrinks
        self._modified = 0  # ns: the modification time that is known; 0: none, -1: written by others since

    def remember(self) -> None:
        """Remember the files as they are now, just after they were opened.

        Raises:
            OSError: they cannot be looked at.
        """
        if self._path is None:
            return
        self._known = {str(file): _identity(file) for file in (self._path, write_ahead_log(self._path))}
        status = self._path.stat()
        self._size, self._modified = status.st_size, status.st_mtime_ns

    def change(self) -> FileChange | None:
        """What has happened to the files since they were opened; None for nothing, or if `stat` fails."""
        if self._path is None:
            return None
        for name, known in self._known.items():
            try:
                found = Path(name).stat()
            except FileNotFoundError:
                return FileChange.REMOVED
            except OSError:
                return None
            if (found.st_dev, found.st_ino) != known:
                return FileChange.REPLACED
            if name == str(self._path):
                if found.st_size < self._size:
                    return FileChange.TRUNCATED
                self._size = found.st_size
        return None

    def written_by_others(self) -> bool:
        """True once after another process wrote to the file: SQLite's checkpoint, or something else."""
        if self._path is None:
            return False
        try:
            modified = self._path.stat().st_mtime_ns
        except OSError:
            return False
        before, self._modified = self._modified, modified
        return before not in (0, modified)

    def remember_own_write(self, *, others: bool) -> None:
        """Take the file's present modification time as this process's own.

        Args:
            others: another process wrote before; the next `written_by_others` says so.
        """
        if self._path is not None:
            self._modified = -1 if others else self._path.stat().st_mtime_ns

    def is_ours(self, file: Path) -> bool:
        """True if `file` is still the one that was opened under this name."""
        try:
            return _identity(file) == self._known.get(str(file))
        except FileNotFoundError:
            return False


def write_ahead_log(path: Path) -> Path:
    """Where SQLite keeps the write-ahead log of the file at `path`."""
    return path.with_name(f"{path.name}-wal")


def _identity(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_dev, found.st_ino


_KEEP_SIZE = 1  # FALLOC_FL_KEEP_SIZE: the file does not look longer
_FULL = (errno.ENOSPC, errno.EDQUOT)


def keep_room(path: Path, length: int) -> None:
    """Have the disk keep `length` bytes behind the end of `path`; again for the same ones does nothing.

    Cutting the file off gives the room back. A file system that cannot keep room keeps none.

    Raises:
        OSError: the disk is full, or the file cannot be opened.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    # The plain one counts in 32 bits on small computers; where there is only that one, it does not.
    allocate = getattr(libc, "fallocate64", None) or getattr(libc, "fallocate", None)
    if allocate is None:
        return
    allocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64)
    handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        while allocate(handle, _KEEP_SIZE, os.fstat(handle).st_size, length):
            code = ctypes.get_errno()
            if code in _FULL:
                raise OSError(code, os.strerror(code))
            if code != errno.EINTR:
                return
    finally:
        os.close(handle)


class StructureCheck:
    """Examines the file on a connection of its own, on the caller's thread. Thread-safe.

    Args:
        path: the journal; None for one in memory, which is never damaged.
        patience: seconds to wait for another process that is writing.
    """

    def __init__(self, path: Path | None, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._lock = threading.Lock()
        self._running: Connection | None = None
        self._stopped = False

    def stop(self) -> None:
        """End a running examination, and let none begin."""
        self._stopped = True
        with self._lock:
            if self._running is not None:
                self._running.interrupt()

    def damage(self, *, thorough: bool) -> str | None:
        """What SQLite finds wrong with the file; None if nothing is wrong, or the check was stopped.

        Reads the whole file: seconds where it is large.

        Args:
            thorough: also compare the indexes and the table of open airings with the rows.

        Raises:
            JournalError: another process keeps the file.
            StoreError: it cannot be read.
        """
        if self._path is None:
            return None
        try:
            with FAULTS.translated(self._path):
                return self._examined(self._path, thorough)
        except JournalError as error:
            if self._stopped:
                return None
            if error.code != "journal.damaged":
                raise
            return str(error.__cause__)

    def _examined(self, path: Path, thorough: bool) -> str | None:
        connection = connect_to_read(path, patience=self._patience)
        try:
            with self._lock:
                if self._stopped:
                    return None
                self._running = connection
            pragma = "integrity_check" if thorough else "quick_check"
            found = str(connection.execute(f"PRAGMA {pragma}(1)").fetchone()[0])
            if found != "ok":
                return found
            if thorough and version_of(connection) == VERSION:
                return None if queries.open_is_right(connection) else "open airings"
            return None
        finally:
            with self._lock:
                self._running = None
            connection.close()
