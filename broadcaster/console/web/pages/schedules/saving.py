"""Write what was typed into a schedule's form; what goes wrong is shown beside it, and nothing is lost."""

from __future__ import annotations

import difflib
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.pages.schedules.form import Given, Told, broken_page, filed_of, form_page
from broadcaster.console.web.pages.schedules.workplace import CONFLICT, HERE, REFUSED, Workplace, base_of
from broadcaster.console.web.schedules.fields import Fields, schedule_of, typed
from broadcaster.console.web.schedules.files import Filed
from broadcaster.console.web.schedules.shown import title_of
from broadcaster.station.editing.documents import ABSENT, Document, EditConflict
from broadcaster.station.editing.schedules import file_of, with_schedule
from broadcaster.station.model import Schedule
from broadcaster.station.problems import BadStation
from broadcaster.text import say
from broadcaster.timetable.sentence import sentence


def routes(place: Workplace) -> APIRouter:
    """What the form is sent to."""
    made = APIRouter(route_class=Route)

    @made.post("/schedules/save")
    def save(request: Request, given: Given) -> Response:
        """Write what is typed, or take a free time that was offered."""
        by, values, fields = place.shell.writer(request), dict(given), typed(given)
        filed = filed_of(place, values)
        if "take" in values:
            return form_page(place, request, filed, _taken(fields, values["take"]))
        if filed is not None and filed.document.etag != values.get("etag", ""):
            return _conflict(place, request, filed, fields)
        today, messages = place.shell.now.date(), place.station.filed.messages
        rule, faults = schedule_of(fields, base_of(filed), today, messages)
        if faults:
            return form_page(place, request, filed, fields, Told(faults=faults), status=REFUSED)
        return _written(place, request, filed, fields, rule, by)

    return made


def _written(
    place: Workplace, request: Request, filed: Filed | None, fields: Fields, rule: Schedule, by: str
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
        return _conflict(place, request, place.files.filed(conflict.current), fields)
    except BadStation as bad:
        told = "\n".join(problem.as_line() for problem in bad.problems)
        return form_page(place, request, filed, fields, Told(faults={"": told}), status=REFUSED)
    code = "console.schedule.created" if filed is None else "console.schedule.saved"
    told = say(code, title=title_of(place.station.filed, rule.messages[0]))
    return place.changed(request, told, before, after)


def _conflict(place: Workplace, request: Request, filed: Filed, fields: Fields) -> Response:
    """The form as it is typed, beside what the file says now."""
    if filed.schedule is None:
        return broken_page(place, request, filed)
    today, messages = place.shell.now.date(), place.station.filed.messages
    rule, _ = schedule_of(fields, filed.schedule, today, messages)
    mine = with_schedule(filed.document.text, filed.schedule, replace(rule, id=filed.id))
    told = Told(theirs=compared(filed.document.text, mine), now_in_file=sentence(filed.schedule))
    return form_page(place, request, filed, fields, told, status=CONFLICT)


def compared(theirs: str, mine: str) -> list[tuple[str, str]]:
    """The lines of two texts: what only the file has ("del"), only the form ("ins"), and both ("")."""
    signs = {"- ": "del", "+ ": "ins", "  ": ""}
    lines = difflib.ndiff(theirs.splitlines(), mine.splitlines())
    return [(signs[line[:2]], line[2:]) for line in lines if line[:2] in signs]


def _taken(fields: Fields, take: str) -> Fields:
    """The form with a free time in place of another one: `05:50=06:05`."""
    old, _, new = take.partition("=")
    return replace(fields, at=tuple(new if each == old else each for each in fields.at))
