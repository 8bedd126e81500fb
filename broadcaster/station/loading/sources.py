"""Where a station's files come from: a folder, or the archive of the accepted station."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Protocol

from broadcaster.atomic import sha256_file
from broadcaster.station.model import Recording
from broadcaster.station.naming import nearest, nfc, shown

LARGEST_YAML = 1_000_000  # bytes; a year of daily messages in one file would be smaller
LARGEST_RECORDING = 1 << 30  # bytes; an hour, the longest that airs, in 24 bits, 48 kHz and stereo
SUBSCRIBED = "subscribed.yaml"
"""The days of subscribed calendars, which the program fetches and writes."""
TOP_FILES = ("station.yaml", "lexicon.yaml", "calendar.yaml", SUBSCRIBED, "clusters.yaml", "regulation.yaml")
FOLDERS = ("messages", "schedules", "approvals")
RECORDINGS = "recordings"


class FileFault(Exception):
    """A file that cannot be taken: a catalogue code and its facts, to become a `Problem`."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Source(Protocol):
    """A station's files."""

    @property
    def root(self) -> Path:
        """The station folder that names are relative to."""

    def names(self) -> list[str]:
        """The files below messages/, schedules/ and approvals/ and those at the top, sorted.

        Names are relative, with `/`, as the disk spells them.

        Raises:
            FileFault: there is no such station.
        """

    def read(self, name: str) -> bytes:
        """The bytes of one of these files.

        Raises:
            FileFault: it cannot be read, is no regular file or is too large.
        """

    def recording(self, name: str) -> Recording:
        """A recording by its name as written in a message.

        Raises:
            FileFault: it is missing, empty, too large, unreadable or outside the station folder.
        """


@dataclass(frozen=True, slots=True)
class FolderSource:
    """A station folder on disk."""

    root: Path

    def names(self) -> list[str]:
        """See `Source.names`."""
        if not self.root.is_dir():
            raise FileFault("station.no_folder", folder=str(self.root))
        top = [name for name in TOP_FILES if os.path.lexists(self.root / name)]
        return sorted([*top, *(name for folder in FOLDERS for name in self._below(folder))])

    def _below(self, folder: str) -> Iterator[str]:
        for place, folders, files in os.walk(self.root / folder, onerror=_tell):
            folders[:] = [name for name in folders if not name.startswith(".")]
            inside = Path(place).relative_to(self.root)
            links = [name for name in folders if (self.root / inside / name).is_symlink()]
            yield from ((inside / name).as_posix() for name in (*files, *links) if not name.startswith("."))

    def read(self, name: str) -> bytes:
        """See `Source.read`; never waits, whatever kind of file it meets."""
        path = self.root / name
        if path.is_symlink() and not self._holds(path):
            raise FileFault("station.outside", written=shown(name))
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    raise FileFault("station.no_file", written=shown(name))
                raw = file.read(LARGEST_YAML + 1)
        except OSError as error:
            raise _cannot_read(name, error) from error
        if len(raw) > LARGEST_YAML:
            raise FileFault("station.too_large", written=shown(name), limit=LARGEST_YAML)
        return raw

    def recording(self, name: str) -> Recording:
        """See `Source.recording`."""
        if name.startswith("/") or ".." in PurePosixPath(name).parts:
            raise FileFault("station.outside", written=shown(name))
        path = self._spelt_as_on_disk(name)
        if path is None:
            near = nearest(name, self._recordings())
            raise FileFault("station.no_recording", written=shown(name), near=near or "")
        if not self._holds(path):
            raise FileFault("station.outside", written=shown(name))
        try:
            seen = path.stat()
            if not stat.S_ISREG(seen.st_mode):
                raise FileFault("station.no_file", written=shown(name))
            if seen.st_size == 0:
                raise FileFault("station.empty_recording", written=shown(name))
            if seen.st_size > LARGEST_RECORDING:
                # Not even hashed: that alone would hold up each look at the station for seconds.
                raise FileFault("station.large_recording", written=shown(name), limit=LARGEST_RECORDING >> 20)
            digest = _sha256(path, seen.st_mtime_ns, seen.st_size, seen.st_ino)
        except OSError as error:
            raise _cannot_read(name, error) from error
        return Recording(name=name, path=path, sha256=digest)

    def _spelt_as_on_disk(self, name: str) -> Path | None:
        """The path of a name; some disks and archives spell accents apart (NFD)."""
        path = self.root
        for part in PurePosixPath(name).parts:
            straight = path / part
            try:
                if not straight.exists():
                    straight = next(entry for entry in path.iterdir() if nfc(entry.name) == nfc(part))
            except (OSError, StopIteration, ValueError):
                return None
            path = straight
        return path

    def _holds(self, path: Path) -> bool:
        try:
            return path.resolve(strict=True).is_relative_to(self.root.resolve())
        except (OSError, RuntimeError):
            return False

    def _recordings(self) -> list[str]:
        below = (self.root / RECORDINGS).rglob("*")
        return sorted(nfc(path.relative_to(self.root).as_posix()) for path in below if path.is_file())


@lru_cache(maxsize=4096)
def _sha256(path: Path, _mtime_ns: int, _size: int, _inode: int) -> str:
    """Hash a recording once for as long as the disk calls it unchanged."""
    return sha256_file(path)


def _tell(error: OSError) -> None:
    """A folder that is absent is empty; one that cannot be listed must not look empty."""
    if error.errno != errno.ENOENT:
        raise _cannot_read(Path(str(error.filename)).name, error) from error


def _cannot_read(name: str, error: OSError) -> FileFault:
    if error.errno in (errno.EACCES, errno.EPERM):
        return FileFault("station.no_permission", written=shown(name))
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO, errno.EISDIR):
        return FileFault("station.no_file", written=shown(name))
    reason = errno.errorcode.get(error.errno or 0, "?")
    return FileFault("station.unreadable", written=shown(name), reason=reason)
