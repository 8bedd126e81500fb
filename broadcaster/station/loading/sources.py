"""The station's files as read from a folder, what editors leave beside them, and its time zone alone."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from dataclasses import dataclass, field
from enum import StrEnum
from io import BufferedReader
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from broadcaster.core import confined_files
from broadcaster.core.text.forms import nfc
from broadcaster.station.model.names import nearest, shown
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Recording
from broadcaster.station.yaml.tree import parse


class Leftover(StrEnum):
    """What kind of file was left; the value is the code of the note about it."""

    TEMPORARY = "station.temporary_file"
    COPY = "station.copied_file"


# Office programs lock a file as `~$x` while it is open, vim writes `x.swp`. Backups that some editors always
# keep (`x~`, `x.bak`) need no warning.
_TEMPORARY = re.compile(r"~\$.*|.*\.sw[a-p]", re.IGNORECASE)
# Windows, macOS and the Linux desktops, in English and Vietnamese; Syncthing and Dropbox on a conflict.
# Each holds a sign that no id may have: nothing that people could mean as a message is left out.
_WORDS = r"copy|another copy|bản sao|sao chép|chép|chép khác"
_COPY = re.compile(
    rf"(?:.+ - (?:{_WORDS})(?: ?\(\d+\))?"
    rf"|.+ \((?:(?:\d+(?:st|nd|rd|th) )?(?:{_WORDS})(?: \d+)?|\d+)\)"
    rf"|.+ (?:{_WORDS})(?: \d+)?"
    r"|(?:copy of|bản sao của) .+"
    r"|.+\.sync-conflict-.+"
    r"|.+ \(.*conflicted copy.*\))\.(?:yaml|yml|txt)",
    re.IGNORECASE,
)


def leftover(name: str) -> Leftover | None:
    """What kind of leftover a file is, by its bare name in NFC; None for any other file."""
    if _TEMPORARY.fullmatch(name):
        return Leftover.TEMPORARY
    return Leftover.COPY if _COPY.fullmatch(name) else None


LARGEST_YAML = 1_000_000  # bytes; a year of daily messages in one file would be smaller
MOST_FILES = 20_000  # of a folder; a station of ten thousand schedules has room
MOST_TEXT = 32_000_000  # bytes of all these files: some seconds of a start, and decades of messages
LARGEST_RECORDING = 1 << 30  # bytes; an hour, the longest that airs, in 24 bits, 48 kHz and stereo
MOST_RECORDED = 4 << 30  # bytes of all that messages play, which a start reads whole; 70 hours of MP3
SUBSCRIBED = "subscribed.yaml"
"""The days of subscribed calendars, which the program fetches and writes."""
TOP_FILES = ("station.yaml", "lexicon.yaml", "calendar.yaml", SUBSCRIBED, "clusters.yaml", "regulation.yaml")
FOLDERS = ("messages", "schedules", "approvals", "services")
RECORDINGS, _TEMPLATES = "recordings", "templates"


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
        """The files below messages/, schedules/, approvals/ and services/ and those at the top, sorted.

        Names are relative, with `/`, as the disk spells them.

        Raises:
            FileFault: there is no such station, a folder has too many files, or all have too much text.
        """

    def read(self, name: str) -> bytes:
        """The bytes of one of these files.

        Raises:
            FileFault: it cannot be read, is no regular file or is too large.
        """

    def recording(self, name: str) -> Recording:
        """A recording by its name as written in a message.

        Raises:
            FileFault: it is missing, empty, too large, unreadable or outside the station folder, or too much
                was asked for before it.
        """

    def strays(self) -> list[str]:
        """The links below recordings/ and templates/, which nobody reads through."""


@dataclass(slots=True)
class _Played:
    """The recordings that the messages of one reading asked for."""

    _sizes: dict[Path, int] = field(default_factory=dict)  # bytes
    _total: int = 0

    def takes(self, path: Path, size: int) -> bool:
        """Count a recording, each once; False, and it is not counted, where all would be too much."""
        total = self._total - self._sizes.get(path, 0) + size
        if total > MOST_RECORDED:
            return False
        self._sizes[path], self._total = size, total
        return True


@dataclass(frozen=True, slots=True)
class FolderSource:
    """A station folder on disk."""

    root: Path
    _played: _Played = field(default_factory=_Played, repr=False, compare=False)

    def names(self) -> list[str]:
        """See `Source.names`."""
        if not self.root.is_dir():
            raise FileFault("station.no_folder", folder=str(self.root))
        top = [name for name in TOP_FILES if os.path.lexists(self.root / name)]
        found = {folder: self._below(folder) for folder in FOLDERS}
        sizes = {folder: sum(map(self._size, names)) for folder, names in found.items()}
        if sum(sizes.values()) > MOST_TEXT:  # as many files that are too large each
            most = max(sizes, key=lambda folder: sizes[folder])
            raise FileFault("station.too_much_text", written=f"{most}/", limit=MOST_TEXT // 1_000_000)
        return sorted([*top, *(name for names in found.values() for name in names)])

    def _size(self, name: str) -> int:
        """Bytes of a file, as far as it would be read."""
        try:
            return min(os.lstat(self.root / name).st_size, LARGEST_YAML)
        except OSError:  # it goes away just now, or may not be looked at: whoever reads it says so
            return 0

    def _below(self, folder: str) -> list[str]:
        try:
            found = [*islice(confined_files.files_below(self.root, folder), MOST_FILES + 1)]
        except OSError as error:
            raise cannot_read(Path(str(error.filename)).name, error) from error
        if len(found) > MOST_FILES:  # to read them all would hold up each start for minutes
            raise FileFault("station.too_many_files", written=f"{folder}/", limit=MOST_FILES)
        return found

    def read(self, name: str) -> bytes:
        """See `Source.read`; never waits, whatever kind of file it meets."""
        try:
            with confined_files.open_file(self.root, name) as file:
                raw = file.read(LARGEST_YAML + 1)
        except OSError as error:
            raise cannot_read(name, error) from error
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
        try:
            with confined_files.open_file(self.root, path.relative_to(self.root).as_posix()) as file:
                seen = os.fstat(file.fileno())
                if seen.st_size == 0:
                    raise FileFault("station.empty_recording", written=shown(name))
                if seen.st_size > LARGEST_RECORDING:
                    # Not even hashed: that alone would hold up each look at the station for seconds.
                    raise FileFault(
                        "station.large_recording", written=shown(name), limit=LARGEST_RECORDING >> 20
                    )
                if not self._played.takes(path, seen.st_size):
                    raise FileFault(
                        "station.too_much_recorded", written=shown(name), limit=MOST_RECORDED >> 30
                    )
                digest = fingerprint(path, file)
        except OSError as error:
            raise cannot_read(name, error) from error
        return Recording(name=name, path=path, sha256=digest)

    def strays(self) -> list[str]:
        """See `Source.strays`."""
        return sorted(
            name for folder in (RECORDINGS, _TEMPLATES) for name in confined_files.strays(self.root, folder)
        )

    def _spelt_as_on_disk(self, name: str) -> Path | None:
        """The path of a name; some disks and archives spell accents apart (NFD)."""
        path = self.root
        for part in PurePosixPath(name).parts:
            straight = path / part
            try:
                if not os.path.lexists(straight):
                    straight = next(entry for entry in path.iterdir() if nfc(entry.name) == nfc(part))
            except (OSError, StopIteration, ValueError):
                return None
            path = straight
        return path

    def _recordings(self) -> list[str]:
        try:
            return sorted(nfc(name) for name in confined_files.files_below(self.root, RECORDINGS))
        except OSError:
            return []


@dataclass(frozen=True, slots=True)
class _Seen:
    """A recording as the disk calls it."""

    path: Path
    mtime_ns: int
    size: int
    inode: int


def fingerprint(path: Path, file: BufferedReader) -> str:
    """The SHA-256 of a recording that is open, whose size the caller has looked at.

    Raises:
        OSError: it cannot be read.
    """
    seen = os.fstat(file.fileno())
    return _sha256(_Seen(path, seen.st_mtime_ns, seen.st_size, seen.st_ino), file)


_MOST_DIGESTS = 4096
_digests: dict[_Seen, str] = {}


def _sha256(seen: _Seen, file: BufferedReader) -> str:
    """Hash a recording once for as long as the disk calls it unchanged."""
    known = _digests.get(seen)
    if known is None:
        known = hashlib.file_digest(file, "sha256").hexdigest()
        if len(_digests) >= _MOST_DIGESTS:
            _digests.clear()
        _digests[seen] = known
    return known


def cannot_read(name: str, error: OSError) -> FileFault:
    """What is told of a file that could not be opened or read."""
    if isinstance(error, confined_files.Astray) and error.why != "kind":
        code = "station.link" if error.why == "link" else "station.private"
        return FileFault(code, written=shown(error.part))
    if error.errno in (errno.EACCES, errno.EPERM):
        return FileFault("station.no_permission", written=shown(name))
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO, errno.EISDIR):
        return FileFault("station.no_file", written=shown(name))
    reason = errno.errorcode.get(error.errno or 0, "?")
    return FileFault("station.unreadable", written=shown(name), reason=reason)


_STATION = "station.yaml"


def zone_of(folder: Path) -> ZoneInfo | None:
    """The zone that `station.yaml` names, or the default one; None where the file cannot be understood."""
    try:
        root, problems = parse(_STATION, FolderSource(folder).read(_STATION))
    except FileFault:
        return None
    faults = [one for one in problems if one.code != "station.secret_elsewhere"]  # read without secrets.yaml
    if root is None or faults or not isinstance(root.data, dict):
        return None
    written = root.data.get("timezone")
    if written is None:
        return Settings(name="").timezone
    try:
        return ZoneInfo(str(written))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
