"""A station folder in which some files are others: the station as it would be after a change."""

from __future__ import annotations

from pathlib import Path

from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model import Recording


class ChangedSource:
    """A `Source` of the loader.

    Args:
        folder: the station's.
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
