"""One airing: what it is, move it (this day only, or the rule), leave it out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.drawing.render import page
from broadcaster.console.web.pages.schedule_form import CONFLICT, REFUSED, undo_of
from broadcaster.console.web.schedules.fields import day_of
from broadcaster.console.web.schedules.files import Filed, ScheduleFiles
from broadcaster.console.web.schedules.grid import days
from broadcaster.console.web.schedules.moving import Objection, against_airing, against_rule
from broadcaster.console.web.schedules.shown import Slot, title_of
from broadcaster.console.web.shell import Shell
from broadcaster.errors import StationError
from broadcaster.people.model import Action
from broadcaster.station.editing.documents import EditConflict
from broadcaster.station.editing.schedules import with_airing_moved, with_time_moved, without_airing
from broadcaster.station.forms.times import clock
from broadcaster.station.model import Once
from broadcaster.text import say
from broadcaster.timetable.sentence import clock_said, sentence

Name = Annotated[str, Form(max_length=300)]
Typed = Annotated[str, Form(max_length=40)]
At = Annotated[datetime, Form()]
Scope = Literal["day", "rule"]


def routes(shell: Shell, files: ScheduleFiles) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter(route_class=Route)
    station = shell.station

    @made.get("/schedules/airing")
    def show(
        request: Request,
        schedule: Annotated[str, Query(max_length=300)],
        at: datetime,
        day: date | None = None,
        time: Annotated[str, Query(max_length=8)] = "",
    ) -> Response:
        """One airing and what can be done with it; `day` and `time` are where it is about to be moved."""
        shell.require(request, Action.LOOK)
        at = _plain(at)
        to, _ = _read(f"{day or at.date()}", time or f"{at:%H:%M:%S}", shell.now.date())
        return _shown(request, schedule, at, to or Once(at.date(), at.time()))

    @made.post("/schedules/move")
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
        by = shell.require(request, Action.WRITE).caller.shown
        at = _plain(at)
        old, filed = Once(at.date(), at.time()), files.one(schedule)
        rule = filed.schedule
        if take:
            day, _, time = take.partition(" ")
        to, wrong = _read(day, time, shell.now.date())
        if to is None:
            return _shown(request, schedule, at, old, fault=wrong, status=REFUSED)
        if filed.document.etag != etag or rule is None:
            return _shown(request, schedule, at, to, fault=say("console.schedule.changed"), status=CONFLICT)
        if to == old:
            return _shown(request, schedule, at, to, fault=say("console.schedule.same"), status=REFUSED)
        planned = files.station()
        if scope == "rule" and to.day == old.day:
            objection = against_rule(station, planned, rule, old.wall, to.wall, shell.now)
        else:
            scope = "day"
            objection = against_airing(station, planned, rule, old, to, shell.now)
        if objection is not None and not (objection.waits and anyway):
            return _shown(request, schedule, at, to, scope=scope, objection=objection, status=REFUSED)
        if scope == "rule":
            text = with_time_moved(filed.document.text, rule, old.wall, to.wall)
        else:
            text = with_airing_moved(filed.document.text, rule, old, to)
        told = say(
            f"console.schedule.moved_{scope}",
            title=title_of(planned, rule.messages[0]),
            time=clock_said(to.wall),
            day=f"{to.day.day}/{to.day.month}",
        )
        return _written(request, filed, text, etag, by, told, to.day)

    @made.post("/schedules/cancel")
    def cancel(request: Request, schedule: Name, at: At, etag: Name) -> Response:
        """Leave one airing out."""
        by = shell.require(request, Action.WRITE).caller.shown
        at = _plain(at)
        old, filed = Once(at.date(), at.time()), files.one(schedule)
        if filed.document.etag != etag or filed.schedule is None:
            told = say("console.schedule.changed")
            return _shown(request, schedule, at, old, fault=told, status=CONFLICT)
        text = without_airing(filed.document.text, filed.schedule, old)
        told = say(
            "console.schedule.left_out",
            title=title_of(station.station, filed.schedule.messages[0]),
            time=clock_said(old.wall),
            day=f"{old.day.day}/{old.day.month}",
        )
        return _written(request, filed, text, etag, by, told, old.day)

    def _written(
        request: Request, filed: Filed, text: str, etag: str, by: str, told: str, day: date
    ) -> Response:
        try:
            after = files.documents.write(filed.document.file, text, etag=etag, by=by)
        except EditConflict:
            at = datetime.combine(day, datetime.min.time())
            changed = say("console.schedule.changed")
            return _shown(request, filed.id, at, Once(day, at.time()), fault=changed, status=CONFLICT)
        return shell.done(request, f"/schedules?from={day}", told, undo=undo_of(filed.document, after))

    def _shown(
        request: Request,
        schedule: str,
        at: datetime,
        to: Once,
        *,
        scope: str = "day",
        objection: Objection | None = None,
        fault: str = "",
        status: int = 200,
    ) -> Response:
        """The page of one airing, or the part for the dialog where htmx asks."""
        filed = files.one(schedule)
        slot = _slot(filed, at)
        rule = filed.schedule
        old = Once(at.date(), at.time())
        values = {
            "slot": slot,
            "filed": filed,
            "etag": filed.document.etag,
            "sentence": "" if rule is None else sentence(rule),
            "paused": rule is not None and rule.paused,
            "message": "" if rule is None else rule.messages[0],
            "movable": slot is not None and not slot.past and rule is not None,
            "rule": rule is not None and old.wall in rule.at and old not in rule.once,
            "single": rule is not None and old in rule.once,
            "moving": to != old or bool(fault),
            "day": f"{to.day.day}/{to.day.month}/{to.day.year}",
            "time": f"{to.wall:%H:%M:%S}" if to.wall.second else f"{to.wall:%H:%M}",
            "at": at,
            "to": to,
            "scope": scope,
            "objection": objection,
            "fault": fault,
        }
        if request.headers.get("hx-request"):
            return page("airing_part", {**shell.common(request, "airing"), **values}, status)
        return shell.page(request, "airing", values, status=status)

    def _slot(filed: Filed, at: datetime) -> Slot | None:
        """The session as the grid has it; None where there is none any more."""
        planned = files.station([*(each for each in files.all() if each.id != filed.id), filed])
        try:
            shown = days(station, planned, at.date(), 1, shell.now)
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

    return made


def _read(day: str, wall: str, today: date) -> tuple[Once | None, str]:
    """A day and a time as they are typed; None and what is wrong with them."""
    try:
        at = day_of(day.strip(), today)
    except ValueError as wrong:
        return None, str(wrong)
    try:
        return Once(at, clock(wall.strip())), ""
    except ValueError:
        return None, say("console.schedule.bad_time")


def _plain(at: datetime) -> datetime:
    """What the station's clocks show, to the second, as addresses carry it."""
    return at.replace(tzinfo=None, microsecond=0)
