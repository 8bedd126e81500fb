"""What all routes about schedules work with: the station's files, and who writes."""

from __future__ import annotations

from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from broadcaster.console.web.kept.drafts import Drafts
from broadcaster.console.web.kept.flashes import Undo
from broadcaster.console.web.schedules.fields import empty
from broadcaster.console.web.schedules.files import Filed, ScheduleFiles
from broadcaster.console.web.schedules.not_aired import Offer
from broadcaster.console.web.schedules.shown import title_of
from broadcaster.console.web.shell import Shell
from broadcaster.errors import ServiceError
from broadcaster.service.planning.free_slot import FreeSlot, Room, offered, room_of
from broadcaster.station.editing.documents import Document
from broadcaster.station.editing.schedules import id_of
from broadcaster.station.model import Schedule, Station

SEE_OTHER, CONFLICT, REFUSED = 303, 409, 422
HERE = "/schedules"
NEW = "-"
"""The id of a schedule that has no file yet, in a preview."""


class Workplace:
    """The station's schedule files under the eyes of the console. From any thread.

    Args:
        shell: makes pages, and knows who asks.
    """

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
