"""The form of a schedule.

Opened as the file says or as this person typed it, and what is typed but not saved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from broadcaster.people.roles.model import Action
from broadcaster.station.editing.document import ABSENT
from broadcaster.station.editing.schedules import file_of
from broadcaster.station.model.names import is_id
from broadcaster.station.model.station import Station
from broadcaster.web.drawing.days import day_typed
from broadcaster.web.drawing.render import hour, page
from broadcaster.web.schedules.conflict import beside
from broadcaster.web.schedules.form import FormNotes, broken_page, coming, filed_of, form_page
from broadcaster.web.schedules.form_fields import Days, Fields, fields_of, typed
from broadcaster.web.schedules.workplace import NEW, SEE_OTHER, Filed, ScheduleWorkplace, base_of
from broadcaster.web.site.drafts import Typed
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import visitor_of

USUAL = "17:00"


def proposed(station: Station, message: str, day: date | None, at: str | None) -> Fields:
    """The form of a new schedule with what is likely.

    Args:
        station: has the message, and the schedules by whose times the ward knows its station.
        message: its id; "" where none is chosen.
        day: the only day; None for each one.
        at: the time; the one at which most schedules air by default.
    """
    known = station.messages.get(message)
    walls = Counter(wall for rule in station.schedules.values() for wall in rule.at)
    usual = min(walls, key=lambda wall: (-walls[wall], wall), default=None)
    return Fields(
        message=message,
        days=Days.DAILY if day is None else Days.DATES,
        dates=day_typed(day),
        at=(at or (USUAL if usual is None else f"{usual:%H:%M}"),),
        until="" if known is None or day is not None else day_typed(known.valid.until),
        holidays=False,
        late=True,
    )


async def _given(request: Request) -> list[tuple[str, str]]:
    form = await request.form()
    return [(key, value) for key, value in form.multi_items() if isinstance(value, str)]


Given = Annotated[list[tuple[str, str]], Depends(_given)]


_FORM = "form"
_NOT_TYPED = ("csrf", "etag", "take")
_MOST = 2000  # fields

Name = Annotated[str, Form(max_length=300)]


def draft_routes(place: ScheduleWorkplace) -> APIRouter:
    """What the form sends by itself, and the button that throws a draft away."""
    made = Pages(place.shell)

    @made.post("/schedules/draft", needs=Action.WRITE)
    def draft(request: Request, given: Given) -> Response:
        """Keep what is typed and not saved."""
        keep_draft(place, visitor_of(request).caller.shown, given)
        return JSONResponse({"at": hour(place.shell.now)})

    @made.post("/schedules/forget", needs=Action.WRITE)
    def forget(request: Request, schedule: Name = "", about: Name = "") -> Response:
        """Throw away what was typed and not saved, and show what the file has."""
        place.drafts.drop(visitor_of(request).caller.shown, draft_file(schedule, about))
        if schedule:
            return RedirectResponse(quote(f"/schedules/edit/{schedule}"), SEE_OTHER)
        query = f"?{urlencode({'message': about})}" if about else ""
        return RedirectResponse(f"/schedules/new{query}", SEE_OTHER)

    return made.router


def draft_file(schedule: str, about: str) -> str:
    """Under what a form is kept: its file; a new one's by the message that it was opened for."""
    if schedule:
        return file_of(schedule)
    return file_of(f"{NEW}/{about if is_id(about) else ''}")


def keep_draft(place: ScheduleWorkplace, by: str, given: Sequence[tuple[str, str]]) -> None:
    """Keep a form as it is typed.

    Raises:
        StationError: it is too long.
        StoreError: the disk takes nothing.
    """
    values = dict(given)
    typed = urlencode([(name, value) for name, value in given if name not in _NOT_TYPED])
    kept = Typed(etag=values.get("etag", ""), at=place.station.now, fields={_FORM: typed})
    place.drafts.keep(by, draft_file(values.get("id", ""), values.get("about", "")), kept)


def drop_draft(place: ScheduleWorkplace, by: str, given: Sequence[tuple[str, str]]) -> None:
    """It was saved."""
    values = dict(given)
    place.drafts.drop(by, draft_file(values.get("id", ""), values.get("about", "")))


def kept(
    place: ScheduleWorkplace, by: str, schedule: str, about: str
) -> tuple[Typed, list[tuple[str, str]]] | None:
    """What a person typed and did not save, with the fields as a browser sent them."""
    found = place.drafts.of(by, draft_file(schedule, about))
    if found is None:
        return None
    try:
        return found, parse_qsl(found.fields.get(_FORM, ""), keep_blank_values=True, max_num_fields=_MOST)
    except ValueError:  # more fields than any form has
        return None


def form_routes(place: ScheduleWorkplace) -> APIRouter:
    """The form's pages."""
    made = Pages(place.shell)

    @made.get("/schedules/new", needs=Action.WRITE)
    def new(
        request: Request,
        message: Annotated[str, Query(max_length=300)] = "",
        day: date | None = None,
        at: Annotated[str, Query(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None,
    ) -> Response:
        """A form with what is likely: the message's days, the time at which the station usually airs."""
        by, filed = visitor_of(request).caller.shown, place.station.filed
        fields = proposed(filed, message, day, at)
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
    place: ScheduleWorkplace,
    request: Request,
    by: str,
    filed: Filed | None,
    fields: Fields,
    *,
    about: str = "",
) -> Response:
    """The form with `fields`, unless this person typed something else and did not save it."""
    schedule = "" if filed is None else filed.id
    found = kept(place, by, schedule, about)
    if found is None:
        return form_page(place, request, filed, fields, about=about)
    draft, given = found
    mine = typed(given)
    if _same(mine, fields):
        place.drafts.drop(by, draft_file(schedule, about))
        return form_page(place, request, filed, fields, about=about)
    told = FormNotes(kept=draft.at)
    etag = ABSENT if filed is None else filed.document.etag
    if filed is not None and filed.schedule is not None and draft.etag != etag:
        told = replace(beside(place, filed, filed.schedule, mine), kept=draft.at)
    return form_page(place, request, filed, mine, told, about=about)


def _same(mine: Fields, fields: Fields) -> bool:
    """Whether two forms say the same; fields for a further time that are still empty say nothing."""
    return _bare(mine) == _bare(fields)


def _bare(fields: Fields) -> Fields:
    return replace(fields, at=tuple(each for each in fields.at if each.strip()))
