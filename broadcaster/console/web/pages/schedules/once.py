"""One airing more of a message, at a free time that a page offered: one click, and the way back."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.web.pages.schedules.workplace import HERE, Workplace
from broadcaster.console.web.schedules.fields import empty
from broadcaster.console.web.schedules.next_ten import said
from broadcaster.console.web.shell import visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.service.planning.free_slot import Room, room_of
from broadcaster.station.editing.documents import ABSENT, Document, EditConflict
from broadcaster.station.editing.schedules import file_of, with_schedule
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Schedule
from broadcaster.text import say
from broadcaster.timetable.days.recurrence import once_of
from broadcaster.timetable.shown.sentence import clock_said

TODAY = "/"
Id = Annotated[str, Form(max_length=300)]


def routes(place: Workplace) -> APIRouter:
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


def _with(place: Workplace, room: Room, schedule: str, message: str, start: datetime) -> tuple[Document, str]:
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
