"""One airing: what it is and what can be done with it: leave it out, move it on this day or for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from broadcaster.core.errors import StationError
from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.document import EditConflict
from broadcaster.station.editing.schedules import with_airing_moved, with_time_moved, without_airing
from broadcaster.station.forms.times import clock
from broadcaster.station.model.schedule import Once, Schedule
from broadcaster.timetable.days.recurrence import once_of
from broadcaster.timetable.days.sentence import clock_said, sentence
from broadcaster.web.drawing.days import day_of
from broadcaster.web.drawing.render import page
from broadcaster.web.schedules.forecast import Objection, against_airing, against_rule
from broadcaster.web.schedules.grid import days, offer_at, week_of
from broadcaster.web.schedules.slots import Slot, title_of
from broadcaster.web.schedules.workplace import CONFLICT, HERE, REFUSED, Filed, ScheduleWorkplace
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import visitor_of

Name = Annotated[str, Form(max_length=300)]
At = Annotated[datetime, Form()]


@dataclass(frozen=True, slots=True, kw_only=True)
class AiringMove:
    """Where an airing is about to be moved, and what speaks against it."""

    to: Once
    scope: str = "day"  # or rule
    objection: Objection | None = None
    fault: str = ""


def airing_routes(place: ScheduleWorkplace) -> APIRouter:
    """The page of one airing."""
    made = Pages(place.shell)

    @made.get("/schedules/airing", needs=Action.LOOK)
    def show(
        request: Request,
        schedule: Annotated[str, Query(max_length=300)],
        at: datetime,
        day: date | None = None,
        time: Annotated[str, Query(max_length=8)] = "",
    ) -> Response:
        """One airing and what can be done with it; `day` and `time` are where it is about to be moved."""
        old = once_of(at)
        to, _ = read(f"{day or old.day}", time or f"{old.wall:%H:%M:%S}", place.shell.now.date())
        return airing_page(place, request, schedule, old, AiringMove(to=to or old))

    @made.post("/schedules/cancel", needs=Action.WRITE)
    def cancel(request: Request, schedule: Name, at: At, etag: Name) -> Response:
        """Leave one airing out."""
        by, old, filed = visitor_of(request).caller.shown, once_of(at), place.files.one(schedule)
        if filed.document.etag != etag or filed.schedule is None:
            return changed_page(place, request, schedule, old, old)
        text = without_airing(filed.document.text, filed.schedule, old)
        told = told_of(place, "console.schedule.left_out", filed.schedule.messages[0], old)
        return written(place, request, filed, text, by, told, old)

    return made.router


def airing_page(
    place: ScheduleWorkplace,
    request: Request,
    schedule: str,
    old: Once,
    wish: AiringMove,
    *,
    status: int = 200,
) -> Response:
    """The page of one airing, or the part for the dialog where htmx asks."""
    filed, to = place.files.one(schedule), wish.to
    at = datetime.combine(old.day, old.wall)
    slot, rule = _slot(place, filed, at), filed.schedule
    values = {
        "slot": slot,
        "filed": filed,
        "week": week_of(at.date()),
        "free": offer_at(slot, place.offer(place.files.station())),
        "etag": filed.document.etag,
        "sentence": "" if rule is None else sentence(rule),
        "paused": rule is not None and rule.paused,
        "message": "" if rule is None else rule.messages[0],
        "movable": slot is not None and not slot.past and rule is not None,
        "rule": rule is not None and old.wall in rule.at and old not in rule.once,
        "single": rule is not None and old in rule.once,
        "moving": to != old or bool(wish.fault),
        "day": f"{to.day.day}/{to.day.month}/{to.day.year}",
        "time": f"{to.wall:%H:%M:%S}" if to.wall.second else f"{to.wall:%H:%M}",
        "at": at,
        "to": to,
        "scope": wish.scope,
        "objection": wish.objection,
        "fault": wish.fault,
    }
    if request.headers.get("hx-request"):
        return page("airing_part", {**place.shell.common(request, "airing"), **values}, status)
    return place.shell.page(request, "airing", values, status=status)


def changed_page(place: ScheduleWorkplace, request: Request, schedule: str, old: Once, to: Once) -> Response:
    """The page of an airing whose file somebody else has changed."""
    wish = AiringMove(to=to, fault=say("console.schedule.changed"))
    return airing_page(place, request, schedule, old, wish, status=CONFLICT)


def written(
    place: ScheduleWorkplace, request: Request, filed: Filed, text: str, by: str, told: str, shown: Once
) -> Response:
    """Write a schedule's file and go to the week of `shown`, or tell that somebody else has changed it."""
    before = filed.document
    try:
        after = place.files.documents.write(before.file, text, etag=before.etag, by=by)
    except EditConflict:
        return changed_page(place, request, filed.id, shown, shown)
    return place.changed(request, told, before, after, path=f"{HERE}?from={shown.day}")


def read(day: str, wall: str, today: date) -> tuple[Once | None, str]:
    """A day and a time as they are typed; None and what is wrong with them."""
    try:
        at = day_of(day.strip(), today)
    except ValueError as wrong:
        return None, str(wrong)
    try:
        return Once(at, clock(wall.strip())), ""
    except ValueError:
        return None, say("console.schedule.bad_time")


def told_of(place: ScheduleWorkplace, code: str, message: str, at: Once) -> str:
    """What was done to one airing, by the code of a text."""
    title = title_of(place.station.filed, message)
    day = f"{at.day.day}/{at.day.month}"
    return say(code, title=title, time=clock_said(at.wall), day=day)


def _slot(place: ScheduleWorkplace, filed: Filed, at: datetime) -> Slot | None:
    """The session as the grid has it; None where there is none any more."""
    others = (each for each in place.files.all() if each.id != filed.id)
    planned = place.files.station([*others, filed])
    try:
        shown = days(place.station, planned, at.date(), 1, place.shell.now)
    except StationError:
        return None
    return next(
        (
            slot
            for slot in shown[0].slots
            if slot.schedule == filed.id and slot.start.replace(tzinfo=None) == at
        ),
        None,
    )


Typed = Annotated[str, Form(max_length=40)]
Scope = Literal["day", "rule"]


def move_routes(place: ScheduleWorkplace) -> APIRouter:
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
            return airing_page(place, request, schedule, old, AiringMove(to=old, fault=wrong), status=REFUSED)
        rule = filed.schedule
        if filed.document.etag != etag or rule is None:
            return changed_page(place, request, schedule, old, to)
        if to == old:
            same = AiringMove(to=to, fault=say("console.schedule.same"))
            return airing_page(place, request, schedule, old, same, status=REFUSED)
        if to.day != old.day:
            scope = "day"
        objection = _against(place, rule, old, to, scope)
        if objection is not None and not (objection.waits and anyway):
            wish = AiringMove(to=to, scope=scope, objection=objection)
            return airing_page(place, request, schedule, old, wish, status=REFUSED)
        text = _moved(filed.document.text, rule, old, to, scope)
        told = told_of(place, f"console.schedule.moved_{scope}", rule.messages[0], to)
        return written(place, request, filed, text, by, told, to)

    return made.router


def _against(place: ScheduleWorkplace, rule: Schedule, old: Once, to: Once, scope: Scope) -> Objection | None:
    planned, now = place.files.station(), place.shell.now
    if scope == "rule":
        return against_rule(place.station, planned, rule, old.wall, to.wall, now)
    return against_airing(place.station, planned, rule, old, to, now)


def _moved(text: str, rule: Schedule, old: Once, to: Once, scope: Scope) -> str:
    if scope == "rule":
        return with_time_moved(text, rule, old.wall, to.wall)
    return with_airing_moved(text, rule, old, to)
