"""The two pages of a backup: what it is, in front; what was written into it, at its end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from broadcaster.errors import BackupError
from broadcaster.statefile import Instant

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
    """The first page.

    Raises:
        BackupError: it is none, or of a newer version.
    """
    try:
        found = _HEADER_SHAPE.validate_json(page)
    except ValidationError as error:
        raise BackupError("backup.foreign") from error
    if found.form != FORM:
        raise BackupError("backup.newer", version=found.version)
    return found


def manifest_of(page: bytes) -> Manifest:
    """The last page.

    Raises:
        BackupError: it is none.
    """
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
