"""The page of a schedule's form: as one sentence, with its next ten airings as one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import Request
from starlette.responses import Response

from broadcaster.core.containment import Kind, contained
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain
from broadcaster.station.editing.document import ABSENT
from broadcaster.station.editing.placed import campaign_of
from broadcaster.station.forms.calendar import holidays
from broadcaster.station.model.schedule import Schedule, WardCalendar
from broadcaster.station.yaml.structure import data_of
from broadcaster.station.yaml.writing import in_flow
from broadcaster.timetable.days.vietnam import titled
from broadcaster.web.drawing.file_text import faulty_lines
from broadcaster.web.schedules.forecast import next_ten
from broadcaster.web.schedules.form_fields import NTH, Days, Fields, Times, schedule_of
from broadcaster.web.schedules.slots import title_of
from broadcaster.web.schedules.workplace import Filed, ScheduleWorkplace, base_of

_UNTOUCHED = ("messages", "wait", "once")
"""Keys that the form has no field for; the page shows them, and saving leaves them as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormNotes:
    """What the form tells of an attempt to save it."""

    faults: Mapping[str, str] = field(default_factory=dict)  # by field; "" for the whole
    theirs: Sequence[tuple[str, str]] = ()  # the lines of the file beside the form's
    now_in_file: str = ""
    kept: datetime | None = None  # when what comes back was kept


_NOTHING = FormNotes()
OK = 200


def filed_of(place: ScheduleWorkplace, values: Mapping[str, str]) -> Filed | None:
    """The file that a form is about; None for a new schedule."""
    return place.files.one(values["id"]) if values.get("id") else None


def form_page(
    place: ScheduleWorkplace,
    request: Request,
    filed: Filed | None,
    fields: Fields,
    told: FormNotes = _NOTHING,
    *,
    about: str = "",
    status: int = OK,
) -> Response:
    """The form, with what is typed in it; `about` is the message for which a new one was opened."""
    station, base = place.station, base_of(filed)
    found = coming(place, fields, base)
    named = named_days(station.filed.calendar, (*base.named, *base.exceptions.named))
    values = {
        "id": "" if filed is None else filed.id,
        "campaign": None if filed is None else campaign_of(place.station.access.folder, filed.document.file),
        "etag": ABSENT if filed is None else filed.document.etag,
        "fields": fields,
        "faults": told.faults,
        "messages": sorted(station.filed.messages.values(), key=lambda each: each.title),
        "several": [title_of(station.filed, name) for name in base.messages]
        if len(base.messages) > 1
        else [],
        "days_ways": [each for each in Days if each is not Days.NAMED or named],
        "nths": NTH,
        "named": named,
        "times_ways": [each for each in Times if each is not Times.NONE or base.once],
        "untouched": [] if filed is None else untouched(filed.document.text),
        "paused": base.paused,
        "theirs": told.theirs,
        "now_in_file": told.now_in_file,
        "kept": told.kept,
        "refused": status != OK,
        "about": about,
        "history": () if filed is None else place.files.documents.history(filed.document.file)[:5],
        "ten": found["ten"],
        "fault": found["fault"],
        "wrong": found["wrong"],
    }
    return place.shell.page(request, "schedule_form", values, status=status)


def broken_page(place: ScheduleWorkplace, request: Request, filed: Filed) -> Response:
    """The text of a schedule's file that has errors."""
    values = {"id": filed.id, "lines": faulty_lines(filed.document.text, filed.problems)}
    return place.shell.page(request, "schedule_text", values)


def named_days(calendar: WardCalendar, beside: Sequence[str]) -> list[tuple[str, str]]:
    """The days of calendar.yaml by name and title: the ward's own first, then the holidays.

    Args:
        beside: names that a file has; those that no day has any more stand at the end.
    """
    known = {one.id: titled(one.title) for one in (*calendar.days, *holidays(calendar))}
    return [*known.items(), *((name, name) for name in dict.fromkeys(beside) if name not in known)]


def coming(place: ScheduleWorkplace, fields: Fields, base: Schedule) -> dict[str, object]:
    """The values of the preview."""
    now, planned = place.shell.now, place.files.station()
    rule, faults = schedule_of(fields, base, now.date(), planned.messages)
    wrong = tuple(text for name, text in faults.items() if name != "message") if _begun(fields) else ()
    known: dict[str, object] = {"faults": faults, "ten": None, "fault": "", "wrong": wrong}
    if wrong:
        return known
    if any(name not in planned.messages for name in rule.messages) or not rule.messages:
        return known
    if rule.at or rule.every or rule.once:
        try:
            with contained(Kind.SCHEDULE, rule.id):
                known["ten"] = next_ten(place.station, planned, rule, now)
        except BroadcasterError as error:
            known["fault"] = explain(error)
    return known


def _begun(fields: Fields) -> bool:
    """True once there is a time, without which nothing else is judged."""
    return fields.times is not Times.AT or any(each.strip() for each in fields.at)


def untouched(text: str) -> list[str]:
    """What a file says that the form has no field for, as it is written."""
    data = data_of(text)
    if not isinstance(data, dict):
        return []
    found = [f"{key}: {in_flow(data[key])}" for key in _UNTOUCHED if key in data]
    left_out = data.get("except")
    if isinstance(left_out, dict):
        found += [f"except.{key}: {in_flow(left_out[key])}" for key in ("once",) if key in left_out]
    return found
