"""Write what was typed into a schedule's form; what goes wrong is shown beside it, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from broadcaster.console.web.pages.schedules import unsaved
from broadcaster.console.web.pages.schedules.conflict import conflict_page
from broadcaster.console.web.pages.schedules.form import Told, filed_of, form_page
from broadcaster.console.web.pages.schedules.given import Given
from broadcaster.console.web.pages.schedules.workplace import HERE, REFUSED, SEE_OTHER, Workplace, base_of
from broadcaster.console.web.schedules.fields import Fields, schedule_of, typed
from broadcaster.console.web.schedules.files import Filed
from broadcaster.console.web.schedules.shown import title_of
from broadcaster.console.web.shell import visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.errors import StationError, StoreError
from broadcaster.people.model import Action
from broadcaster.station.editing.documents import ABSENT, Document, EditConflict
from broadcaster.station.editing.schedules import file_of, with_schedule
from broadcaster.station.model import Schedule
from broadcaster.station.problems import BadStation
from broadcaster.text import say


def routes(place: Workplace) -> APIRouter:
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
            unsaved.drop(place, by, given)
        else:
            with suppress(StationError, StoreError):  # the browser has it; why nothing was saved is told
                unsaved.keep(place, by, given)
        return answer

    return made.router


def _saved(
    place: Workplace,
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
        told = Told(faults=faults)
        return form_page(place, request, filed, fields, told, about=about, status=REFUSED)
    return _written(place, request, filed, fields, rule, by)


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
        return conflict_page(place, request, place.files.filed(conflict.current), fields)
    except BadStation as bad:
        told = "\n".join(problem.as_line() for problem in bad.problems)
        return form_page(place, request, filed, fields, Told(faults={"": told}), status=REFUSED)
    code = "console.schedule.created" if filed is None else "console.schedule.saved"
    told = say(code, title=title_of(place.station.filed, rule.messages[0]))
    return place.changed(request, told, before, after)


def _taken(fields: Fields, take: str) -> Fields:
    """The form with a free time in place of another one: `05:50=06:05`."""
    old, _, new = take.partition("=")
    return replace(fields, at=tuple(new if each == old else each for each in fields.at))
