"""Move one airing: this day only, or the time of its whole schedule."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.web.pages.schedules.airing import (
    At,
    Name,
    Wish,
    airing_page,
    changed_page,
    read,
    told_of,
    written,
)
from broadcaster.console.web.pages.schedules.workplace import REFUSED, Workplace
from broadcaster.console.web.schedules.moving import Objection, against_airing, against_rule
from broadcaster.console.web.shell import visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.station.editing.schedules import with_airing_moved, with_time_moved
from broadcaster.station.model import Once, Schedule
from broadcaster.text import say
from broadcaster.timetable.days.recurrence import once_of

Typed = Annotated[str, Form(max_length=40)]
Scope = Literal["day", "rule"]


def routes(place: Workplace) -> APIRouter:
    """What the form of an airing is sent to."""
    made = Pages(place.shell)

    @made.post("/schedules/move", needs=Action.WRITE)
    def move(
        request: Request,
        schedule: Name,
        at: At,
        etag: Name,
        day: Typed,
        time: Typed,
        scope: Annotated[Scope, Form()] = "day",
        anyway: Annotated[bool, Form()] = False,
        take: Typed = "",
    ) -> Response:
        """Move one airing, or the time of the whole schedule; `take` is a free slot that was offered."""
        by, old, filed = visitor_of(request).caller.shown, once_of(at), place.files.one(schedule)
        if take:
            day, _, time = take.partition(" ")
        to, wrong = read(day, time, place.shell.now.date())
        if to is None:
            return airing_page(place, request, schedule, old, Wish(to=old, fault=wrong), status=REFUSED)
        rule = filed.schedule
        if filed.document.etag != etag or rule is None:
            return changed_page(place, request, schedule, old, to)
        if to == old:
            same = Wish(to=to, fault=say("console.schedule.same"))
            return airing_page(place, request, schedule, old, same, status=REFUSED)
        if to.day != old.day:
            scope = "day"
        objection = _against(place, rule, old, to, scope)
        if objection is not None and not (objection.waits and anyway):
            wish = Wish(to=to, scope=scope, objection=objection)
            return airing_page(place, request, schedule, old, wish, status=REFUSED)
        text = _moved(filed.document.text, rule, old, to, scope)
        told = told_of(place, f"console.schedule.moved_{scope}", rule.messages[0], to)
        return written(place, request, filed, text, by, told, to)

    return made.router


def _against(place: Workplace, rule: Schedule, old: Once, to: Once, scope: Scope) -> Objection | None:
    planned, now = place.files.station(), place.shell.now
    if scope == "rule":
        return against_rule(place.station, planned, rule, old.wall, to.wall, now)
    return against_airing(place.station, planned, rule, old, to, now)


def _moved(text: str, rule: Schedule, old: Once, to: Once, scope: Scope) -> str:
    if scope == "rule":
        return with_time_moved(text, rule, old.wall, to.wall)
    return with_airing_moved(text, rule, old, to)
