"""Lịch phát: the week and the month with what aired and what will, and the list of schedules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.pages import schedule_airing, schedule_form
from broadcaster.console.web.schedules.files import Filed, ScheduleFiles
from broadcaster.console.web.schedules.grid import DAY, WEEK, days, month_of, rows_of, week_of
from broadcaster.console.web.schedules.shown import title_of
from broadcaster.console.web.shell import Shell
from broadcaster.people.model import Action
from broadcaster.station.model import Station
from broadcaster.timetable.regulation import rules_of, silent_spans
from broadcaster.timetable.sentence import sentence

_FAR = 400  # years: what lies further is no day that anybody means
Day = Annotated[date | None, Query(alias="from")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One schedule in the list."""

    id: str
    title: str
    sentence: str  # "" where its file has errors
    state: str  # a key of the texts `console.schedule.state`: ""; over, paused, unapproved, broken
    fault: str
    etag: str


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter(route_class=Route)
    station, files = shell.station, ScheduleFiles(shell.station)

    @made.get("/schedules")
    def week(request: Request, day: Day = None) -> Response:
        """The week in which a day lies."""
        shell.require(request, Action.LOOK)
        now = shell.now
        first = week_of(_near(day, now))
        filed = files.all()
        planned = files.station(filed)
        shown = days(station, planned, first, 7, now)
        values = {
            "first": first,
            "last": first + 6 * DAY,
            "before": first - WEEK,
            "after": first + WEEK,
            "this": first == week_of(now.date()),
            "days": shown,
            "rows": rows_of(planned, shown),
            "quiet": silent_spans(rules_of(planned.settings)),
            "used": sum(1 for each in shown if each.sessions),
            "most_days": min(rule.days_per_week for rule in rules_of(planned.settings)),
            "listed": [_listed(shell, planned, each, now) for each in filed],
        }
        return shell.page(request, "schedules", values)

    @made.get("/schedules/month")
    def month(request: Request, day: Day = None) -> Response:
        """The month in which a day lies, in whole weeks."""
        shell.require(request, Action.LOOK)
        now = shell.now
        at = _near(day, now)
        first, count = month_of(at)
        planned = files.station()
        shown = days(station, planned, first, count, now)
        begin = at.replace(day=1)
        values = {
            "month": begin,
            "weeks": [shown[number : number + 7] for number in range(0, count, 7)],
            "before": (begin - DAY).replace(day=1),
            "after": (begin + 31 * DAY).replace(day=1),
            "this": begin == now.date().replace(day=1),
        }
        return shell.page(request, "schedules_month", values)

    made.include_router(schedule_form.routes(shell, files))
    made.include_router(schedule_airing.routes(shell, files))
    return made


def _near(day: date | None, now: datetime) -> date:
    """The day that was asked for, or today; a day beyond all calendars counts as today."""
    today = now.date()
    return today if day is None or abs(day.year - today.year) > _FAR or not 1900 < day.year < 2199 else day


def _listed(shell: Shell, station: Station, filed: Filed, now: datetime) -> Listed:
    schedule = filed.schedule
    if schedule is None:
        known = shell.station.station.schedules.get(filed.id)
        title = filed.id if known is None else title_of(station, known.messages[0])
        fault = "\n".join(problem.as_line() for problem in filed.problems)
        return Listed(
            id=filed.id, title=title, sentence="", state="broken", fault=fault, etag=filed.document.etag
        )
    over = schedule.valid.until is not None and schedule.valid.until < now.date()
    state = "over" if over else "paused" if schedule.paused else ""
    messages = [station.messages[name] for name in schedule.messages if name in station.messages]
    if not state and any(shell.station.plans.objection(station, each) is not None for each in messages):
        state = "unapproved"
    return Listed(
        id=filed.id,
        title=", ".join(title_of(station, name) for name in schedule.messages),
        sentence=sentence(schedule),
        state=state,
        fault="",
        etag=filed.document.etag,
    )
