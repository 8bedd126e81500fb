"""The schedules as their files are now: what was just saved is seen before the station has taken it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType

from broadcaster.containment import Kind, each
from broadcaster.errors import BroadcasterError, StationError
from broadcaster.service.station.facade import StationFacade
from broadcaster.station.editing.documents import ABSENT, Document, Documents
from broadcaster.station.editing.schedules import file_of, id_of, schedule_in
from broadcaster.station.loading.sources import FileFault, FolderSource
from broadcaster.station.model import Schedule, Station
from broadcaster.station.naming import is_id
from broadcaster.station.problems import Problem

_FOLDER, _ENDING = "schedules/", ".yaml"
_KEPT = 4096  # files whose reading is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """One schedule's file."""

    id: str
    schedule: Schedule | None  # None: it has errors
    problems: tuple[Problem, ...]
    document: Document


class ScheduleFiles:
    """Reads and changes the files of a running station's schedules. From any thread."""

    def __init__(self, station: StationFacade) -> None:
        self._station = station
        self.documents = Documents(station.access.folder, station.loaded.clock)
        self._read: dict[tuple[str, str], tuple[Schedule | None, tuple[Problem, ...]]] = {}

    def all(self, aside: Callable[[str, BroadcasterError], None] = lambda _name, _fault: None) -> list[Filed]:
        """All of them, by their ids; `aside` is told of each that cannot be read."""
        names = FolderSource(self._station.access.folder).names()
        ids = sorted(
            name.removeprefix(_FOLDER).removesuffix(_ENDING)
            for name in names
            if name.startswith(_FOLDER) and name.endswith(_ENDING)
        )

        def read(name: str) -> Filed | None:
            with suppress(FileFault, BroadcasterError):  # removed in this moment; `check` tells the rest
                return self.one(name)
            return None

        found = each(Kind.SCHEDULE, ids, str, read, aside)
        return [one for one in found if one is not None]

    def one(self, name: str) -> Filed:
        """The file of one schedule.

        Raises:
            StationError: there is none.
        """
        if not is_id(name):
            raise StationError("station.unknown_schedule", schedule=name)
        document = self.documents.read(file_of(name))
        if document.etag == ABSENT:
            raise StationError("station.unknown_schedule", schedule=name)
        return self.filed(document)

    def filed(self, document: Document) -> Filed:
        """What a file says."""
        digest = hashlib.sha256(document.text.encode()).hexdigest()
        key = (document.file, digest)
        if key not in self._read:
            if len(self._read) >= _KEPT:
                self._read.clear()
            schedule, problems = schedule_in(document.file, document.text.encode())
            self._read[key] = (schedule, tuple(problems))
        schedule, known = self._read[key]
        return Filed(id=id_of(document.file), schedule=schedule, problems=known, document=document)

    def station(self, filed: list[Filed] | None = None, unread: Iterable[str] = ()) -> Station:
        """The station that airs, with its schedules as their files are.

        A schedule with errors, one that cannot be read, or one that names a message which the station does
        not have yet, is as it was taken last.

        Args:
            filed: the files; those of now by default.
            unread: the ids of those that cannot be read.
        """
        taken = self._station.station
        if filed is None:
            names: list[str] = []
            filed, unread = self.all(lambda name, _fault: names.append(name)), names
        schedules = {name: taken.schedules[name] for name in unread if name in taken.schedules}
        for one in filed:
            schedule = one.schedule
            if schedule is None or not set(schedule.messages) <= taken.messages.keys():
                schedule = taken.schedules.get(one.id)
            if schedule is not None:
                schedules[one.id] = schedule
        held: Mapping[str, Schedule] = MappingProxyType(schedules)
        return replace(taken, schedules=held)

    def free_name(self, message: str) -> str:
        """An id for a new schedule of a message."""
        for name in (message, *(f"{message}-{number}" for number in range(2, 1000))):
            if is_id(name) and self.documents.read(file_of(name)).etag == ABSENT:
                return name
        raise StationError("station.edit_not_possible")
