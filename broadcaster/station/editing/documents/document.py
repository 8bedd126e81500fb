"""A file as somebody saw it, known by its bytes; and that another one stands there by now."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from broadcaster.errors import StationError
from broadcaster.station.declared import nothing
from broadcaster.station.loading.sources import FileFault, FolderSource

ABSENT = "absent"
"""The etag of a file that does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file as it was seen."""

    file: str  # relative to the station folder
    text: str
    etag: str
    dropped: Mapping[str, str] = field(default_factory=nothing, repr=False)
    """Of station.yaml that was written: what was removed from secrets.yaml, which nothing asks for now."""


class EditConflict(StationError):
    """The file was changed by somebody else meanwhile; nothing was written.

    Attributes:
        current: the file as it is now.
    """

    def __init__(self, current: Document) -> None:
        super().__init__("station.edit_conflict", file=current.file)
        self.current = current


def etag_of(data: bytes | None) -> str:
    """What names the bytes of a file; None where there is none."""
    return ABSENT if data is None else hashlib.sha256(data).hexdigest()


def document_of(file: str, data: bytes | None) -> Document:
    """A file with these bytes; None where there is none."""
    return Document(file=file, text=(data or b"").decode("utf-8", "replace"), etag=etag_of(data))


def bytes_in(folder: Path, file: str) -> bytes | None:
    """What a file of a station's folder holds now; None where there is none.

    Raises:
        StationError: it cannot be read, or is none of its own.
    """
    try:
        return FolderSource(folder).read(file) if os.path.lexists(folder / file) else None
    except FileFault as fault:
        raise StationError(fault.code, **fault.facts) from fault
