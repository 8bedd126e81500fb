"""A file with its ETag, the conflict of two edits, secrets.yaml, and a station with some files changed."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from broadcaster.core.errors import BroadcasterError, StationError
from broadcaster.core.whole_files import write_bytes
from broadcaster.station.editing.settings import asked_names, without_secrets
from broadcaster.station.loading.secrets import FILE, Secret
from broadcaster.station.loading.sources import FileFault, FolderSource
from broadcaster.station.model.keys import NOTHING, nothing
from broadcaster.station.model.station import Recording

ABSENT = "absent"
"""The etag of a file that does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file as it was seen."""

    file: str  # relative to the station folder
    text: str
    etag: str
    dropped: Mapping[str, Secret] = field(default_factory=nothing, repr=False)
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


_log = logging.getLogger(__name__)


class SecretsFile:
    """The file of one station. Call what changes it under the editing lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> bytes:
        """What it holds; nothing where there is none."""
        return bytes_in(self._folder, FILE) or b""

    def drop(self, file: str, before: bytes, after: bytes) -> Mapping[str, Secret]:
        """Remove what a file has asked for and asks for no more; what was removed, by its names.

        Only such names are removed: one that nothing ever asked for is not ours.
        """
        gone = asked_names(file, before) - asked_names(file, after)
        if not gone:
            return NOTHING
        try:
            left, texts = without_secrets(self.read(), gone)
            write_bytes(self._folder / FILE, left, durable=True)
        except BroadcasterError:  # what was asked for is done; these texts are used by nothing
            _log.warning("texts that nothing asks for any more stay in %s", FILE, exc_info=True)
            return NOTHING
        return texts


class ChangedSource:
    """A `Source` of the loader.

    Args:
        changed: the files that are others, with what they hold; None for one that is gone.
    """

    def __init__(self, folder: Path, changed: dict[str, bytes | None]) -> None:
        self._folder = FolderSource(folder)
        self._files = changed

    @property
    def root(self) -> Path:
        """See `Source.root`."""
        return self._folder.root

    def names(self) -> list[str]:
        """See `Source.names`."""
        gone = {name for name, data in self._files.items() if data is None}
        return sorted({*self._folder.names(), *self._files} - gone)

    def read(self, name: str) -> bytes:
        """See `Source.read`."""
        data = self._files.get(name)
        return self._folder.read(name) if data is None else data

    def recording(self, name: str) -> Recording:
        """See `Source.recording`."""
        return self._folder.recording(name)

    def strays(self) -> list[str]:
        """See `Source.strays`."""
        return self._folder.strays()
