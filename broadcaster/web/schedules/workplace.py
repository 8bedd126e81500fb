"""What all routes about schedules work with.

The schedules as their files are now, who writes, and the way back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from broadcaster.app.station.facade import StationFacade
from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import BroadcasterError, ServiceError, StationError
from broadcaster.station.editing.document import ABSENT, Document
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.schedules import file_of, id_of, schedule_in
from broadcaster.station.loading.crowding import crowd
from broadcaster.station.loading.sources import FileFault, FolderSource
from broadcaster.station.model.names import is_id
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.problems import Problem
from broadcaster.timetable.planning.proposal import FreeSlot, Room, offered, room_of
from broadcaster.web.schedules.form_fields import empty
from broadcaster.web.schedules.grid import Offer
from broadcaster.web.schedules.slots import title_of
from broadcaster.web.site.drafts import Drafts
from broadcaster.web.site.shell import Shell, Undo

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
        """The file of one schedule. Raises StationError: there is none."""
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

        A schedule with errors, one that cannot be read, one that asks for too many airings, or one that names
        a message which the station does not have yet, is as it was taken last.

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
        for name in crowd(schedules):
            last = taken.schedules.get(name)
            if last is None:
                del schedules[name]
            else:
                schedules[name] = last
        held: Mapping[str, Schedule] = MappingProxyType(schedules)
        return replace(taken, schedules=held)

    def free_name(self, message: str) -> str:
        """An id for a new schedule of a message."""
        for name in (message, *(f"{message}-{number}" for number in range(2, 1000))):
            if is_id(name) and self.documents.read(file_of(name)).etag == ABSENT:
                return name
        raise StationError("station.edit_not_possible")


SEE_OTHER, CONFLICT, REFUSED = 303, 409, 422
HERE = "/schedules"
NEW = "-"
"""The id of a schedule that has no file yet, in a preview."""


class ScheduleWorkplace:
    """The station's schedule files under the eyes of the console. From any thread."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.station = shell.station
        self.files = ScheduleFiles(shell.station)
        self.drafts = Drafts(self.station.access.folder / "state")

    def changed(
        self, request: Request, told: str, before: Document, after: Document, *, path: str = HERE
    ) -> Response:
        """Go to a page that tells once what was done to a file, with the way back."""
        return self.shell.done(request, path, told, undo=undo_of(before, after))

    def offer(self, planned: Station) -> Offer:
        """Gives the next free start of a message beside what is planned; it is looked at when first asked."""

        @cache
        def room() -> Room | None:
            try:
                return room_of(self.station.plans, planned, self.shell.now)
            except ServiceError:  # the station plans nothing
                return None

        def free(message: str) -> FreeSlot | None:
            found = room()
            return None if found is None else offered(self.station.plans, found, message)

        return free

    def title(self, filed: Filed) -> str:
        """What people call a schedule."""
        if filed.schedule is None:
            return filed.id
        return title_of(self.station.filed, filed.schedule.messages[0])


def base_of(filed: Filed | None) -> Schedule:
    """What a form changes: the schedule as its file has it, or an empty one."""
    return empty(NEW) if filed is None or filed.schedule is None else filed.schedule


def undo_of(before: Document, after: Document) -> Undo:
    """The form that puts back what a file held."""
    fields = {"schedule": id_of(before.file), "etag": after.etag, "back": before.etag}
    return Undo(path="/schedules/undo", fields=fields)
