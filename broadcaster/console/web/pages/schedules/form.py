"""The form of a schedule: as one sentence, with its next ten airings as one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.drawing.render import page
from broadcaster.console.web.pages.schedules.workplace import Workplace, base_of
from broadcaster.console.web.schedules.fields import Days, Fields, Times, fields_of, schedule_of, typed
from broadcaster.console.web.schedules.files import Filed
from broadcaster.console.web.schedules.next_ten import next_ten
from broadcaster.console.web.schedules.shown import title_of
from broadcaster.errors import BroadcasterError
from broadcaster.people.model import Action
from broadcaster.station.editing.documents import ABSENT
from broadcaster.station.model import Schedule
from broadcaster.station.yaml.structure import data_of
from broadcaster.station.yaml.writing import in_flow
from broadcaster.text import explain

_UNTOUCHED = ("messages", "wait", "named", "monthly", "yearly", "nearest", "once")
"""Keys that the form has no field for; the page shows them, and saving leaves them as they are."""


async def _given(request: Request) -> list[tuple[str, str]]:
    """The fields of a form, in their order; a field may come several times."""
    form = await request.form()
    return [(key, value) for key, value in form.multi_items() if isinstance(value, str)]


Given = Annotated[list[tuple[str, str]], Depends(_given)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the form tells of an attempt to save it."""

    faults: Mapping[str, str] = field(default_factory=dict)  # by field; "" for the whole
    theirs: Sequence[tuple[str, str]] = ()  # the lines of the file beside the form's
    now_in_file: str = ""


_NOTHING = Told()


def routes(place: Workplace) -> APIRouter:
    """The form's pages."""
    made = APIRouter(route_class=Route)

    @made.get("/schedules/new")
    def new(
        request: Request, message: Annotated[str, Query(max_length=300)] = "", day: date | None = None
    ) -> Response:
        """An empty form, or one for a message."""
        place.shell.require(request, Action.WRITE)
        since = "" if day is None else f"{day.day}/{day.month}/{day.year}"
        return form_page(
            place, request, None, Fields(message=message, at=("",), since=since, holidays=False, late=True)
        )

    @made.get("/schedules/edit/{name:path}")
    def edit(request: Request, name: str) -> Response:
        """The form of a schedule, or its text where it has errors."""
        place.shell.reader(request)
        filed = place.files.one(name)
        if filed.schedule is None:
            return broken_page(place, request, filed)
        return form_page(place, request, filed, fields_of(filed.schedule))

    @made.post("/schedules/preview")
    def preview(request: Request, given: Given) -> Response:
        """The next ten airings of what is typed."""
        place.shell.reader(request)
        base = base_of(filed_of(place, dict(given)))
        return page("schedule_preview", _next(place, typed(given), base))

    return made


def filed_of(place: Workplace, values: Mapping[str, str]) -> Filed | None:
    """The file that a form is about; None for a new schedule."""
    return place.files.one(values["id"]) if values.get("id") else None


def form_page(
    place: Workplace,
    request: Request,
    filed: Filed | None,
    fields: Fields,
    told: Told = _NOTHING,
    *,
    status: int = 200,
) -> Response:
    """The form, with what is typed in it."""
    station, base = place.station, base_of(filed)
    found = _next(place, fields, base)
    values = {
        "id": "" if filed is None else filed.id,
        "etag": ABSENT if filed is None else filed.document.etag,
        "fields": fields,
        "faults": told.faults,
        "messages": sorted(station.filed.messages.values(), key=lambda each: each.title),
        "several": [title_of(station.filed, name) for name in base.messages]
        if len(base.messages) > 1
        else [],
        "zones": list(station.station.settings.zones),
        "days_ways": [each for each in Days if each is not Days.MIXED or fields.days is Days.MIXED],
        "times_ways": [each for each in Times if each is not Times.NONE or base.once],
        "untouched": [] if filed is None else untouched(filed.document.text),
        "paused": base.paused,
        "theirs": told.theirs,
        "now_in_file": told.now_in_file,
        "history": () if filed is None else place.files.documents.history(filed.document.file)[:5],
        "ten": found["ten"],
        "fault": found["fault"],
    }
    return place.shell.page(request, "schedule_form", values, status=status)


def broken_page(place: Workplace, request: Request, filed: Filed) -> Response:
    """The text of a schedule's file that has errors."""
    told = "\n".join(problem.as_line() for problem in filed.problems)
    values = {"id": filed.id, "text": filed.document.text, "told": told}
    return place.shell.page(request, "schedule_text", values)


def _next(place: Workplace, fields: Fields, base: Schedule) -> dict[str, object]:
    """The values of the preview."""
    now, planned = place.shell.now, place.files.station()
    rule, faults = schedule_of(fields, base, now.date(), planned.messages)
    known: dict[str, object] = {"faults": faults, "ten": None, "fault": ""}
    if any(name not in planned.messages for name in rule.messages) or not rule.messages:
        return known
    if rule.at or rule.every or rule.once:
        try:
            known["ten"] = next_ten(place.station, planned, rule, now)
        except BroadcasterError as error:
            known["fault"] = explain(error)
    return known


def untouched(text: str) -> list[str]:
    """What a file says that the form has no field for, as it is written."""
    data = data_of(text)
    if not isinstance(data, dict):
        return []
    found = [f"{key}: {in_flow(data[key])}" for key in _UNTOUCHED if key in data]
    left_out = data.get("except")
    if isinstance(left_out, dict):
        found += [f"except.{key}: {in_flow(left_out[key])}" for key in ("named", "once") if key in left_out]
    return found
