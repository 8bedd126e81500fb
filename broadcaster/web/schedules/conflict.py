"""The form of a schedule whose file somebody else has changed: what is typed beside what the file says."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from broadcaster.core.text.difference import stretches
from broadcaster.station.editing.schedules import with_schedule
from broadcaster.station.model.schedule import Schedule
from broadcaster.timetable.days.sentence import sentence
from broadcaster.web.schedules.form import FormNotes, broken_page, form_page
from broadcaster.web.schedules.form_fields import Fields, schedule_of
from broadcaster.web.schedules.workplace import CONFLICT, Filed, ScheduleWorkplace


def conflict_page(place: ScheduleWorkplace, request: Request, filed: Filed, fields: Fields) -> Response:
    """The form as it is typed, beside what the file says now."""
    if filed.schedule is None:
        return broken_page(place, request, filed)
    told = beside(place, filed, filed.schedule, fields)
    return form_page(place, request, filed, fields, told, status=CONFLICT)


def beside(place: ScheduleWorkplace, filed: Filed, schedule: Schedule, fields: Fields) -> FormNotes:
    """What the file says now, and what the form would make of it."""
    today, messages = place.shell.now.date(), place.station.filed.messages
    rule, _ = schedule_of(fields, schedule, today, messages)
    mine = with_schedule(filed.document.text, schedule, replace(rule, id=filed.id))
    return FormNotes(theirs=compared(filed.document.text, mine), now_in_file=sentence(schedule))


def compared(theirs: str, mine: str) -> list[tuple[str, str]]:
    """The lines of two texts: what only the file has ("del"), only the form ("ins"), and both ("")."""
    before, after = theirs.splitlines(), mine.splitlines()
    found: list[tuple[str, str]] = []
    for same, i, j, k, m in stretches(before, after):
        found += [("" if same else "del", line) for line in before[i:j]]
        found += [("ins", line) for line in after[k:m] if not same]
    return found
