"""What a backup holds, and its two pages: the header in front, the manifest of its files at the end.

Everything that stands in docs/files.md is either kept here or left out here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, BinaryIO

from pydantic import StringConstraints, TypeAdapter, ValidationError

from broadcaster.core import confined_files
from broadcaster.core.errors import BackupError
from broadcaster.core.state_files import Instant

FILES = (
    "station.yaml", "lexicon.yaml", "calendar.yaml", "subscribed.yaml", "clusters.yaml", "regulation.yaml",
    "people.yaml",
)  # fmt: skip
FOLDERS = ("messages", "schedules", "recordings", "approvals", "templates", "services")
"""What people wrote."""

STATE_FILES = ("accepted.zip", "announced.json", "held.json", "published.json", "station-id")
STATE_FOLDERS = (
    "recordings",
    "pinned",
    "photos",
    "versions",
    "drafts",
    "sent",
    "inbox",
    "outlines",
    "placed",
)
"""What the program knows and cannot make again. A message that a correction holds back stays held back."""

HEAD = "journal.head"
"""Made anew from the copied journal."""

DATABASES = ("journal.db", "meanwhile.db", "people.db", "inbox.db")
"""Copied by SQLite, since they are written meanwhile."""

SECRET = frozenset({"secrets.yaml", "state/confirmed.json", "state/secrets.yaml", "state/people.db"})
"""Only in an encrypted backup; what `confirmed.json` says is in `accepted.zip` too, without addresses."""

LEFT_OUT = (
    "clock.json", "clock-proof.json",  # another computer's clock proves nothing
    "on-air.json", "repeating.json", "output",  # of the moment
    "lock", "editing.lock", "api.sock", "box-id", "restored.json", "devices.key",  # of this computer
    "revived.json", "exchange",  # of one restore
    "setup.json", "first-code",  # of one first start
    "update.json",  # of this computer's program
    "fleet",  # fetched anew from the centre
    "test-tone.wav", "audio_cache",  # made anew
    "calendars", "calendars.json", "calendars.lock", "announced.lock",  # fetched anew
    "notices.db", "notices.db.lock",  # nobody is told again of what lies behind
    "junk", "backup", "backup.json", "letters", "removed-recordings", "new-recordings",
    "new-photos",
)  # fmt: skip
"""What of `state/` is in no backup."""

_DRAFT = ".draft-"
_INDEX = "index.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupItem:
    """A file to be kept."""

    name: str  # in the backup, and below the station's folder
    root: Path  # of what people wrote: the station's folder
    file: str  # its name below it
    removable: bool = True  # people may remove it while the backup is made; a copy of ours must be there

    @property
    def path(self) -> Path:
        """Where it is, to be told."""
        return self.root / self.file

    def open(self) -> BinaryIO:
        """The file; nothing that a link leads to, even one that came after the listing.

        Raises:
            OSError: it cannot be opened.
        """
        return confined_files.open_file(self.root, self.file)


def items(folder: Path, *, secret: bool) -> Iterator[BackupItem]:
    """The plain files of a station, in the order in which they are read; databases and voices apart.

    Args:
        secret: the backup is encrypted, so that `secrets.yaml` may be in it.
    """
    names = [*FILES, *(f"state/{name}" for name in STATE_FILES)]
    if secret:
        names += sorted(name for name in SECRET if not name.endswith(".db"))
    for name in names:
        item = _item(folder, name)
        if item.path.is_file() and not item.path.is_symlink():
            yield item
    for root in (*FOLDERS, *(f"state/{name}" for name in STATE_FOLDERS)):
        yield from _below(folder, root)


def voices(folder: Path) -> list[str]:
    """The names of the installed voices: they are named in a backup and installed again."""
    return sorted(path.name for path in (folder / "voices").glob("*") if path.is_dir())


def belongs(name: str) -> bool:
    """True for the name of a file that a backup may hold: nothing else is ever written by `restore`."""
    path = PurePosixPath(name)
    plain = not path.is_absolute() and ".." not in path.parts and str(path) == name and "\0" not in name
    if not plain:
        return False
    if not path.parts:
        return False
    first, rest = path.parts[0], path.parts[1:]
    if first != "state":
        return name in FILES or name in SECRET or (first in FOLDERS and bool(rest))
    return (
        name in SECRET
        or name.removeprefix("state/") in (*STATE_FILES, *DATABASES, HEAD)
        or (len(rest) > 1 and rest[0] in STATE_FOLDERS)
    )


def _item(folder: Path, name: str) -> BackupItem:
    """A file by its name; `state/` itself may be a link to another disk."""
    inside = name.removeprefix("state/")
    return BackupItem(name=name, root=folder if inside == name else folder / "state", file=inside)


def _below(folder: Path, root: str) -> Iterator[BackupItem]:
    """All files of a folder but links, which `check` tells; an index before what it names."""
    for parent, folders, files in os.walk(folder / root):
        if Path(parent).is_symlink():  # the folder itself
            return
        folders.sort()
        for file in sorted(files, key=lambda name: (name != _INDEX, name)):
            path = Path(parent) / file
            if _DRAFT not in file and path.is_file() and not path.is_symlink():
                yield _item(folder, path.relative_to(folder).as_posix())


HEADER, MANIFEST = "backup.json", "manifest.json"
"""The names of the first and of the last member of a backup."""

FORM = 1
LARGEST_PAGE = 64 << 20  # bytes

_Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{0,32}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a backup is."""

    form: int
    name: str  # of the station
    station: _Id  # its id; empty where it has none yet
    box: _Id  # of the computer that made it
    at: Instant
    version: str  # of the program
    secret: bool  # it has the people's secrets
    voices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file of a backup."""

    size: int
    sha256: _Hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All files of a backup, by their names."""

    files: Mapping[str, Written]


_HEADER_SHAPE, _MANIFEST_SHAPE = TypeAdapter(Header), TypeAdapter(Manifest)


def page_of(value: Header | Manifest) -> bytes:
    """A page as it stands in a backup."""
    shape: TypeAdapter[Header] | TypeAdapter[Manifest]
    shape = _HEADER_SHAPE if isinstance(value, Header) else _MANIFEST_SHAPE
    return shape.dump_json(value)  # type: ignore[arg-type]


def header_of(page: bytes) -> Header:
    """The first page. Raises BackupError: it is none, or of a newer version."""
    try:
        found = _HEADER_SHAPE.validate_json(page)
    except ValidationError as error:
        raise BackupError("backup.foreign") from error
    if found.form != FORM:
        raise BackupError("backup.newer", version=found.version)
    return found


def manifest_of(page: bytes) -> Manifest:
    """The last page. Raises BackupError: it is none."""
    try:
        return _MANIFEST_SHAPE.validate_json(page)
    except ValidationError as error:
        raise BackupError("backup.altered", name=MANIFEST) from error


_NAME = re.compile(r"broadcaster-([0-9a-f]{8})-([0-9a-f]{8})-(\d{8}T\d{6})\.tar\.gz(?:\.age)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyName:
    """What the name of a daily backup says; it can be read without a key."""

    station: str  # the first eight digits of its id
    box: str  # the first eight digits of the computer's
    at: str  # 20261127T024500, in the station's zone

    @classmethod
    def of(cls, station: str, box: str, at: datetime) -> DailyName:
        """The name for a backup of a station, made by a computer at an instant."""
        return cls(station=f"{station:0<8.8}", box=f"{box:0<8.8}", at=f"{at:%Y%m%dT%H%M%S}")

    @classmethod
    def read(cls, file: str) -> DailyName | None:
        """What a file's name says; None for another file."""
        found = _NAME.fullmatch(file)
        return None if found is None else cls(station=found[1], box=found[2], at=found[3])

    def file(self, *, encrypted: bool) -> str:
        """The file's name."""
        ending = ".tar.gz.age" if encrypted else ".tar.gz"
        return f"broadcaster-{self.station}-{self.box}-{self.at}{ending}"
