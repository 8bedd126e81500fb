"""Looks at a campaign before it is placed: loaded with the rest of the station, as it would be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from broadcaster.core.errors import FleetError
from broadcaster.fleet.campaign import KINDS
from broadcaster.station.editing.placed import CENTRE
from broadcaster.station.loading.loader import load_source
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model.message import Priority
from broadcaster.station.model.station import Recording, Station
from broadcaster.station.yaml.problems import Severity


@dataclass(frozen=True, slots=True)
class StagedSource:
    """A `Source` of the loader: the station's files with those of a campaign in their places.

    Args:
        folder: the station's.
        staged: the campaign's files, as they will lie below it.
        name: the campaign's.
    """

    folder: FolderSource
    staged: FolderSource
    name: str

    @property
    def root(self) -> Path:
        """See `Source.root`."""
        return self.folder.root

    def names(self) -> list[str]:
        """See `Source.names`."""
        own = (name for name in self.folder.names() if not self._is_staged(name))
        return sorted([*own, *self.staged.names()])

    def read(self, name: str) -> bytes:
        """See `Source.read`."""
        return (self.staged if self._is_staged(name) else self.folder).read(name)

    def recording(self, name: str) -> Recording:
        """See `Source.recording`."""
        return (self.staged if self._is_staged(name) else self.folder).recording(name)

    def strays(self) -> list[str]:
        """See `Source.strays`."""
        return self.folder.strays()

    def _is_staged(self, name: str) -> bool:
        return any(name.startswith(f"{folder}/{CENTRE}/{self.name}/") for folder in KINDS.values())


def examine(folder: Path, staged: Path, name: str) -> None:
    """Look whether a campaign can be placed.

    Args:
        folder: the station's.
        staged: see `StagedSource`.
        name: see `StagedSource`.

    Raises:
        FleetError: it has errors here, is urgent, or makes other messages air than its own.
    """
    loaded = load_source(StagedSource(FolderSource(folder), FolderSource(staged), name))
    if loaded.found is None:
        raise FleetError("fleet.station_broken")
    own = f"/{CENTRE}/{name}/"
    for problem in loaded.problems:
        if problem.severity is Severity.ERROR and own in problem.file:
            raise FleetError("fleet.bad_file", campaign=name, problem=problem.as_line())
    judge(loaded.found, name)


def judge(station: Station, name: str) -> None:
    """Look at what a campaign would have a station do.

    Raises: as `examine`.
    """
    begin = f"{CENTRE}/{name}/"
    for message in station.messages.values():
        if message.id.startswith(begin) and message.priority is Priority.EMERGENCY:
            raise FleetError("fleet.urgent", campaign=name, message=message.id)
    for schedule in station.schedules.values():
        if schedule.id.startswith(begin):
            for each in schedule.messages:
                if not each.startswith(begin):
                    raise FleetError("fleet.foreign_message", campaign=name, message=each)
