"""Open the form of a schedule: what the file says, or what this person typed and did not save."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from broadcaster.console.web.drawing.days import day_typed
from broadcaster.console.web.drawing.render import page
from broadcaster.console.web.pages.schedules import unsaved
from broadcaster.console.web.pages.schedules.conflict import beside
from broadcaster.console.web.pages.schedules.form import Told, broken_page, coming, filed_of, form_page
from broadcaster.console.web.pages.schedules.given import Given
from broadcaster.console.web.pages.schedules.workplace import Workplace, base_of
from broadcaster.console.web.schedules.fields import Fields, fields_of, typed
from broadcaster.console.web.schedules.files import Filed
from broadcaster.console.web.shell import visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.station.editing.documents import ABSENT


def routes(place: Workplace) -> APIRouter:
    """The form's pages."""
    made = Pages(place.shell)

    @made.get("/schedules/new", needs=Action.WRITE)
    def new(
        request: Request, message: Annotated[str, Query(max_length=300)] = "", day: date | None = None
    ) -> Response:
        """An empty form, or one for a message."""
        by = visitor_of(request).caller.shown
        fields = Fields(message=message, at=("",), since=day_typed(day), holidays=False, late=True)
        return _opened(place, request, by, None, fields, about=message)

    @made.get("/schedules/edit/{name:path}", needs=Action.LOOK)
    def edit(request: Request, name: str) -> Response:
        """The form of a schedule, or its text where it has errors."""
        by = visitor_of(request).caller.shown
        filed = place.files.one(name)
        if filed.schedule is None:
            return broken_page(place, request, filed)
        return _opened(place, request, by, filed, fields_of(filed.schedule))

    @made.post("/schedules/preview", needs=Action.LOOK)
    def preview(request: Request, given: Given) -> Response:
        """The next ten airings of what is typed."""
        base = base_of(filed_of(place, dict(given)))
        return page("schedule_preview", coming(place, typed(given), base))

    return made.router


def _opened(
    place: Workplace, request: Request, by: str, filed: Filed | None, fields: Fields, *, about: str = ""
) -> Response:
    """The form with `fields`, unless this person typed something else and did not save it."""
    schedule = "" if filed is None else filed.id
    found = unsaved.kept(place, by, schedule, about)
    if found is None:
        return form_page(place, request, filed, fields, about=about)
    draft, given = found
    mine = typed(given)
    if _same(mine, fields):
        place.drafts.drop(by, unsaved.file(schedule, about))
        return form_page(place, request, filed, fields, about=about)
    told = Told(kept=draft.at)
    etag = ABSENT if filed is None else filed.document.etag
    if filed is not None and filed.schedule is not None and draft.etag != etag:
        told = replace(beside(place, filed, filed.schedule, mine), kept=draft.at)
    return form_page(place, request, filed, mine, told, about=about)


def _same(mine: Fields, fields: Fields) -> bool:
    """Whether two forms say the same; fields for a further time that are still empty say nothing."""
    return _bare(mine) == _bare(fields)


def _bare(fields: Fields) -> Fields:
    return replace(fields, at=tuple(each for each in fields.at if each.strip()))
