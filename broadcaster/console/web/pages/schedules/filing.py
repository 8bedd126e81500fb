"""Pause a schedule, remove it, and put back what its file held before."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.web.pages.schedules.workplace import HERE, Workplace
from broadcaster.console.web.shell import visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.station.editing.documents import ABSENT, Document
from broadcaster.station.editing.schedules import file_of, with_pause
from broadcaster.text import say

Id = Annotated[str, Form(max_length=300)]


def routes(place: Workplace) -> APIRouter:
    """What the buttons of a schedule are sent to."""
    made = Pages(place.shell)
    files = place.files

    @made.post("/schedules/pause", needs=Action.WRITE)
    def pause(request: Request, schedule: Id, etag: Id, paused: Annotated[bool, Form()]) -> Response:
        """Pause a schedule, or let it go on."""
        by, filed = visitor_of(request).caller.shown, files.one(schedule)
        text = with_pause(filed.document.text, paused=paused)
        after = files.documents.write(filed.document.file, text, etag=etag, by=by)
        code = "console.schedule.paused" if paused else "console.schedule.resumed"
        return place.changed(request, say(code, title=place.title(filed)), filed.document, after)

    @made.post("/schedules/remove", needs=Action.WRITE)
    def remove(request: Request, schedule: Id, etag: Id) -> Response:
        """Remove a schedule's file; its text stays in the history."""
        by, filed = visitor_of(request).caller.shown, files.one(schedule)
        files.documents.remove(filed.document.file, etag=etag, by=by)
        gone = Document(file=filed.document.file, text="", etag=ABSENT)
        told = say("console.schedule.removed", title=place.title(filed))
        return place.changed(request, told, filed.document, gone)

    @made.post("/schedules/undo", needs=Action.WRITE)
    def undo(request: Request, schedule: Id, etag: Id, back: Id) -> Response:
        """Put back what a file held before, if nobody has changed it since."""
        by = visitor_of(request).caller.shown
        done = place.files.documents.put_back(file_of(schedule), back, etag=etag, by=by)
        told = say("console.schedule.undone" if done else "console.schedule.no_undo")
        return place.shell.done(request, HERE, told)

    return made.router
