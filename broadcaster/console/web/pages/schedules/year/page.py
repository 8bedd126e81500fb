"""The page of a year, and how a form of it changes the file of the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import Form, Request
from starlette.responses import Response

from broadcaster.console.web.kept.flashes import Undo
from broadcaster.console.web.pages.schedules.workplace import CONFLICT, REFUSED, Workplace
from broadcaster.console.web.schedules.year import WAYS, removable, year_of
from broadcaster.console.web.shell import visitor_of
from broadcaster.service.status.calendars import calendars
from broadcaster.station.editing.calendar import FILE, calendar_in
from broadcaster.station.editing.documents import Document, EditConflict
from broadcaster.station.model import WardCalendar
from broadcaster.station.problems import BadStation
from broadcaster.text import say
from broadcaster.timetable.days.lunar import FIRST_YEAR, LAST_YEAR

HERE = "/schedules/year"
Text = Annotated[str, Form(max_length=300)]
Year = Annotated[int, Form(ge=FIRST_YEAR, le=LAST_YEAR)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the page tells of an attempt to change the calendar."""

    given: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)  # by field; "" for the whole


_NOTHING = Told()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form that changes the calendar, as it came.

    Args:
        request: brought it.
        year: the page shows.
        etag: of the file as the page showed it.
        given: what was typed.
    """

    request: Request
    year: int
    etag: str
    given: Mapping[str, str] = field(default_factory=dict)


def page(
    place: Workplace, request: Request, year: int, told: Told = _NOTHING, *, status: int = 200
) -> Response:
    """The page of a year."""
    document = place.files.documents.read(FILE)
    _, problems = calendar_in(document.text)
    ward = ward_of(place)
    shown = year_of(_with_fetched(place, ward), year)
    own, swaps = removable(ward, shown)
    values = {
        "year": year,
        "this_year": place.shell.now.year,
        "first_year": FIRST_YEAR,
        "last_year": LAST_YEAR,
        "shown": shown,
        "own": own,
        "swaps": swaps,
        "calendars": calendars(replace(place.station.filed, calendar=ward)),
        "ways": WAYS,
        "etag": document.etag,
        "given": told.given,
        "faults": told.faults,
        "broken": "\n".join(problem.as_line() for problem in problems),
    }
    return place.shell.page(request, "calendar_year", values, status=status)


def refused(place: Workplace, sent: Sent, faults: Mapping[str, str], *, status: int = REFUSED) -> Response:
    """The page with what was typed and what is wrong with it, by field."""
    told = Told(given=sent.given, faults=faults)
    return page(place, sent.request, sent.year, told, status=status)


def changed(
    place: Workplace, sent: Sent, edit: Callable[[str], str], told: str, *, then: Callable[[], str] = str
) -> Response:
    """Write a change and show the year; or tell why it was not written, with what was typed.

    `then` is done after it, and says what came of it.
    """
    by, before = visitor_of(sent.request).caller.shown, place.files.documents.read(FILE)
    try:
        if before.etag != sent.etag:
            raise EditConflict(before)
        after = place.files.documents.write(FILE, edit(before.text), etag=sent.etag, by=by)
    except EditConflict:
        return refused(place, sent, {"": say("console.year.changed")}, status=CONFLICT)
    except BadStation as bad:
        return refused(place, sent, {"": "\n".join(problem.as_line() for problem in bad.problems)})
    told = " ".join(part for part in (told, then()) if part)
    return done(place, sent.request, sent.year, told, undo=_undo(before, after, sent.year))


def done(place: Workplace, request: Request, year: int, told: str, *, undo: Undo | None = None) -> Response:
    """Go to the page of a year, which tells once what was done."""
    return place.shell.done(request, f"{HERE}?year={year}", told, undo=undo)


def ward_of(place: Workplace) -> WardCalendar:
    """The calendar as its file is now; where that has errors, as it was taken last."""
    found, _ = calendar_in(place.files.documents.read(FILE).text)
    return place.station.station.calendar if found is None else found


def _with_fetched(place: Workplace, ward: WardCalendar) -> WardCalendar:
    """The calendar with the days of the subscribed ones, as they were taken last."""
    wanted = {one.id for one in ward.subscribed} - {one.id for one in ward.days}
    fetched = (day for day in place.station.filed.calendar.days if day.id in wanted)
    return replace(ward, days=(*ward.days, *fetched))


def _undo(before: Document, after: Document, year: int) -> Undo:
    return Undo(path=f"{HERE}/undo", fields={"year": str(year), "etag": after.etag, "back": before.etag})
