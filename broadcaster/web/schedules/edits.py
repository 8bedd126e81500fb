"""Changes of schedules: written from the form, paused, removed, put back, one airing more at a free time."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.core.errors import StationError, StoreError
from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.document import ABSENT, Document, EditConflict
from broadcaster.station.editing.schedules import file_of, with_pause, with_schedule
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import find_message
from broadcaster.station.yaml.problems import BadStation
from broadcaster.timetable.days.recurrence import once_of
from broadcaster.timetable.days.sentence import clock_said
from broadcaster.timetable.planning.proposal import Room, room_of
from broadcaster.web.drawing.file_text import fault_told
from broadcaster.web.schedules import form_pages
from broadcaster.web.schedules.conflict import conflict_page
from broadcaster.web.schedules.forecast import said
from broadcaster.web.schedules.form import FormNotes, filed_of, form_page
from broadcaster.web.schedules.form_fields import Fields, empty, schedule_of, typed
from broadcaster.web.schedules.form_pages import Given
from broadcaster.web.schedules.slots import title_of
from broadcaster.web.schedules.workplace import HERE, REFUSED, SEE_OTHER, Filed, ScheduleWorkplace, base_of
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import visitor_of


def saving_routes(place: ScheduleWorkplace) -> APIRouter:
    """What the form is sent to."""
    made = Pages(place.shell)

    @made.post("/schedules/save", needs=Action.WRITE)
    def save(request: Request, given: Given) -> Response:
        """Write what is typed, or take a free time that was offered."""
        by, values, fields = visitor_of(request).caller.shown, dict(given), typed(given)
        filed, about = filed_of(place, values), values.get("about", "")
        if "take" in values:
            return form_page(place, request, filed, _taken(fields, values["take"]), about=about)
        answer = _saved(place, request, filed, fields, values, by)
        if answer.status_code == SEE_OTHER:
            form_pages.drop_draft(place, by, given)
        else:
            with suppress(StationError, StoreError):  # the browser has it; why nothing was saved is told
                form_pages.keep_draft(place, by, given)
        return answer

    return made.router


def _saved(
    place: ScheduleWorkplace,
    request: Request,
    filed: Filed | None,
    fields: Fields,
    values: Mapping[str, str],
    by: str,
) -> Response:
    """The page after the form was saved; or the form that shows why it was not."""
    about = values.get("about", "")
    if filed is not None and filed.document.etag != values.get("etag", ""):
        return conflict_page(place, request, filed, fields)
    today, messages = place.shell.now.date(), place.station.filed.messages
    rule, faults = schedule_of(fields, base_of(filed), today, messages)
    if faults:
        told = FormNotes(faults=faults)
        return form_page(place, request, filed, fields, told, about=about, status=REFUSED)
    return _written(place, request, filed, fields, rule, by)


def _written(
    place: ScheduleWorkplace, request: Request, filed: Filed | None, fields: Fields, rule: Schedule, by: str
) -> Response:
    """The page after the file is written; or the form that shows why not."""
    name = place.files.free_name(rule.messages[0]) if filed is None else filed.id
    before = Document(file=file_of(name), text="", etag=ABSENT) if filed is None else filed.document
    text = with_schedule(before.text, None if filed is None else filed.schedule, replace(rule, id=name))
    if text == before.text:
        return place.shell.done(request, HERE, say("console.schedule.nothing_changed"))
    try:
        after = place.files.documents.write(before.file, text, etag=before.etag, by=by)
    except EditConflict as conflict:
        return conflict_page(place, request, place.files.filed(conflict.current), fields)
    except BadStation as bad:
        told = FormNotes(faults={"": fault_told(bad)})
        return form_page(place, request, filed, fields, told, status=REFUSED)
    code = "console.schedule.created" if filed is None else "console.schedule.saved"
    done = say(code, title=title_of(place.station.filed, rule.messages[0]))
    return place.changed(request, done, before, after)


def _taken(fields: Fields, take: str) -> Fields:
    """The form with a free time in place of another one: `05:50=06:05`."""
    old, _, new = take.partition("=")
    return replace(fields, at=tuple(new if each == old else each for each in fields.at))


Id = Annotated[str, Form(max_length=300)]


def filing_routes(place: ScheduleWorkplace) -> APIRouter:
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


TODAY = "/"


def once_routes(place: ScheduleWorkplace) -> APIRouter:
    """What the button beside an airing that did not happen is sent to."""
    made = Pages(place.shell)
    one_by_one = (
        threading.Lock()
    )  # two people at once: the second one is judged beside what the first one wrote

    @made.post("/schedules/once", needs=Action.WRITE)
    def once(
        request: Request,
        message: Id,
        at: Annotated[datetime, Form()],
        schedule: Id = "",
        week: Annotated[date | None, Form()] = None,
    ) -> Response:
        """Put one airing of a message at a time.

        `schedule` is the one whose airing did not happen; `week` is shown again, or else Hôm nay.
        """
        path = TODAY if week is None else f"{HERE}?from={week}"
        by, zone = visitor_of(request).caller.shown, place.station.station.settings.timezone
        start = at.replace(tzinfo=zone, microsecond=0)
        with one_by_one:
            room = room_of(place.station.plans, place.files.station(), place.shell.now)
            message = find_message(room.station, message).id
            length = place.station.plans.length(room.station, message)
            refused = room.judge(message, length)(start)
            if refused is not None:
                told = say("console.slot.not_free", time=clock_said(start.time()), why=said(refused))
                return place.shell.done(request, path, told)
            before, text = _with(place, room, schedule, message, start)
            try:
                after = place.files.documents.write(before.file, text, etag=before.etag, by=by)
            except EditConflict:
                return place.shell.done(request, path, say("console.schedule.changed"))
        told = say(
            "console.slot.placed",
            title=room.station.messages[message].title,
            time=clock_said(start.time()),
            day=f"{start.day}/{start.month}",
        )
        return place.changed(request, told, before, after, path=path)

    return made.router


def _with(
    place: ScheduleWorkplace, room: Room, schedule: str, message: str, start: datetime
) -> tuple[Document, str]:
    """The file that takes the airing, and its text with it."""
    length = place.station.plans.length(room.station, message)
    home, one = room.home(schedule, message, start, length), once_of(start)
    filed = None if home is None else place.files.one(home.id)
    if filed is not None and filed.schedule is not None and filed.schedule == home:
        added = replace(filed.schedule, once=(*filed.schedule.once, one))
        return filed.document, with_schedule(filed.document.text, filed.schedule, added)
    like = room.station.schedules.get(schedule) or empty("")
    name = place.files.free_name(message)
    alone = Schedule(
        id=name, messages=(message,), once=(one,), zones=like.zones, wait=like.wait, catch_up=like.catch_up
    )
    return Document(file=file_of(name), text="", etag=ABSENT), with_schedule("", None, alone)
