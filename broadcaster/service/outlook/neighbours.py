"""Where `jitter` cannot keep the starts of neighbouring stations apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from broadcaster.errors import TimetableError
from broadcaster.service.outlook.view import View, warning
from broadcaster.station.model import Schedule
from broadcaster.station.problems import Problem
from broadcaster.timetable.days.recurrence import days, times
from broadcaster.timetable.days.vietnam import calendar_of
from broadcaster.timetable.plan.apart import CYCLE, own_points
from broadcaster.timetable.plan.jitter import windows_of

_DAYS = timedelta(days=14)


def meetings(view: View, today: date) -> Iterator[Problem]:
    """No second is left beside these neighbours, or the window of a start is too short for one."""
    station = view.station
    neighbours = station.settings.neighbours
    spread = [schedule for schedule in station.schedules.values() if schedule.jitter]
    if not neighbours or not spread:
        return
    if not own_points(station.settings.name, neighbours):
        place = view.trees.station
        yield warning(place, place.mark("neighbours"), "outlook.neighbours_meet")
        return
    for schedule in spread:
        if _meets(view, schedule, today):
            place = view.trees.schedules[schedule.id]
            yield warning(place, place.mark("jitter"), "outlook.jitter_short", least=CYCLE - 1)


def _meets(view: View, schedule: Schedule, today: date) -> bool:
    walls, windows = times(schedule), windows_of(view.station)
    try:
        coming = list(days(schedule, today, today + _DAYS, calendar_of(view.station)))
    except TimetableError:
        return False  # a lunar day beyond the calendar; `plan` reports it
    found = (window for day in coming for window in windows(schedule, day, walls))
    return any(not window.apart for window in found if window.first < window.last)  # else it is quiet there
