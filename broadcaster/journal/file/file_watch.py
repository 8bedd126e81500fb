"""Whether the journal file on the disk is still the one that is open.

By `stat` alone. Nothing is opened: to close a file that SQLite has open drops SQLite's locks on it.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


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
