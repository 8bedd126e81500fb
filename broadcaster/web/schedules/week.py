"""Lịch phát: the week and the month with what aired and what will, and the list of schedules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from broadcaster.core.containment import Kind, attempt
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain
from broadcaster.people.roles.model import Action
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import days_allowed, rules_of
from broadcaster.timetable.days.sentence import sentence
from broadcaster.timetable.planning.plans import Plans
from broadcaster.timetable.rules.guard import quiet_throughout
from broadcaster.web.drawing.file_text import in_lines
from broadcaster.web.schedules.grid import DAY, WEEK, days, month_of, not_aired, rows_of, soon, week_of
from broadcaster.web.schedules.slots import title_of
from broadcaster.web.schedules.workplace import Filed, ScheduleWorkplace
from broadcaster.web.site.page_routes import Pages

_FAR = 400  # years: what lies further is no day that anybody means
Day = Annotated[date | None, Query(alias="from")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """One schedule in the list."""

    id: str
    title: str
    sentence: str  # "" where its file has errors
    state: str  # a key of the texts `console.schedule.state`: ""; over, paused, unapproved, broken
    fault: str
    etag: str


def routes(place: ScheduleWorkplace) -> APIRouter:
    """Week and month."""
    made = Pages(place.shell)

    @made.get("/schedules", needs=Action.LOOK)
    def week(request: Request, day: Day = None) -> Response:
        """The week in which a day lies."""
        now = place.shell.now
        return place.shell.page(request, "schedules", _week(place, week_of(_near(day, now)), now))

    @made.get("/schedules/month", needs=Action.LOOK)
    def month(request: Request, day: Day = None) -> Response:
        """The month in which a day lies, in whole weeks."""
        now = place.shell.now
        return place.shell.page(request, "schedules_month", _month(place, _near(day, now), now))

    return made.router


def _week(place: ScheduleWorkplace, first: date, now: datetime) -> dict[str, object]:
    unread: dict[str, BroadcasterError] = {}
    filed = place.files.all(unread.__setitem__)
    planned = place.files.station(filed, unread)
    faults = list(unread.values())
    shown = days(place.station, planned, first, 7, now, faults.append)
    return {
        "first": first,
        "last": first + 6 * DAY,
        "before": first - WEEK,
        "after": first + WEEK,
        "this": first == week_of(now.date()),
        "days": shown,
        "rows": rows_of(planned, first),
        "quiet": quiet_throughout(planned.settings, [first + number * DAY for number in range(7)]),
        "used": sum(1 for each in shown if each.sessions),
        "most_days": days_allowed(rules_of(planned.settings), first),
        "not_aired": not_aired(shown, place.offer(planned)) if soon(shown, now) else [],
        "listed": listed(place, planned, filed, now),
        "aside": [explain(fault) for fault in dict.fromkeys(faults)],
    }


def _month(place: ScheduleWorkplace, at: date, now: datetime) -> dict[str, object]:
    first, count = month_of(at)
    faults: list[BroadcasterError] = []
    shown = days(place.station, place.files.station(), first, count, now, faults.append)
    begin = at.replace(day=1)
    return {
        "month": begin,
        "weeks": [shown[number : number + 7] for number in range(0, count, 7)],
        "before": (begin - DAY).replace(day=1),
        "after": (begin + 31 * DAY).replace(day=1),
        "this": begin == now.date().replace(day=1),
        "aside": [explain(fault) for fault in faults],
    }


def _near(day: date | None, now: datetime) -> date:
    """The day that was asked for, or today; a day beyond all calendars counts as today."""
    today = now.date()
    return today if day is None or abs(day.year - today.year) > _FAR or not 1900 < day.year < 2199 else day


def listed(
    place: ScheduleWorkplace, station: Station, filed: Iterable[Filed], now: datetime
) -> list[ScheduleRow]:
    """The schedules of some files; one with which something goes wrong has that as its fault."""
    plans = place.station.plans

    def bare(one: Filed, fault: BroadcasterError) -> ScheduleRow:
        etag = one.document.etag
        return ScheduleRow(
            id=one.id, title=one.id, sentence="", state="broken", fault=explain(fault), etag=etag
        )

    return [
        attempt(Kind.SCHEDULE, one.id, partial(_listed, place, plans, station, one, now), partial(bare, one))
        for one in filed
    ]


def _listed(
    place: ScheduleWorkplace, plans: Plans, station: Station, filed: Filed, now: datetime
) -> ScheduleRow:
    schedule = filed.schedule
    if schedule is None:
        known = place.station.station.schedules.get(filed.id)
        title = filed.id if known is None else title_of(station, known.messages[0])
        fault = in_lines(filed.problems)
        return ScheduleRow(
            id=filed.id, title=title, sentence="", state="broken", fault=fault, etag=filed.document.etag
        )
    over = schedule.valid.until is not None and schedule.valid.until < now.date()
    state = "over" if over else "paused" if schedule.paused else ""
    messages = [station.messages[name] for name in schedule.messages if name in station.messages]
    if not state and any(plans.objection(station, each) is not None for each in messages):
        state = "unapproved"
    return ScheduleRow(
        id=filed.id,
        title=", ".join(title_of(station, name) for name in schedule.messages),
        sentence=sentence(schedule),
        state=state,
        fault="",
        etag=filed.document.etag,
    )
