"""Lịch năm, the page of the year's calendar.

The year's named days as the page shows them, and how a form of it changes the file of the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import Form, Request
from starlette.responses import Response

from broadcaster.app.status.office import calendars
from broadcaster.core.errors import TimetableError
from broadcaster.core.text.catalogue import say
from broadcaster.station.editing.calendar import FILE, calendar_in, free_name
from broadcaster.station.editing.document import Document, EditConflict
from broadcaster.station.forms.calendar import holidays
from broadcaster.station.model.schedule import NamedDay, Subscription, Swap, WardCalendar
from broadcaster.station.yaml.problems import BadStation
from broadcaster.timetable.days.calendar import FIRST_YEAR, LAST_YEAR, RestReason
from broadcaster.timetable.days.sentence import listed
from broadcaster.timetable.days.vietnam import VietnamCalendar, day_titles
from broadcaster.web.drawing.days import day_of
from broadcaster.web.drawing.file_text import fault_told, in_lines
from broadcaster.web.schedules.day_notation import lunar_of, parts, yearly_of
from broadcaster.web.schedules.workplace import CONFLICT, REFUSED, ScheduleWorkplace
from broadcaster.web.site.shell import Undo, visitor_of

WAYS = ("yearly", "lunar", "dates")
"""How the form says when a day of the ward is."""

_ADDRESS = re.compile(r"https?://[^\s/]\S*")
_DAY = timedelta(days=1)
_LONGEST = 300  # characters of a title, as the file's form has it


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDayRow:
    """One day of the year that has a name."""

    day: date
    lunar: str
    title: str
    kind: str  # a key of the texts `console.year.kind`
    basis: str


def year_of(ward: WardCalendar, year: int) -> list[NamedDayRow]:
    """The days of a year that have a name, on which people rest, or work for another day."""
    calendar = VietnamCalendar(ward)
    bases = {one.id: one.basis or "" for one in (*ward.days, *holidays(ward))}
    swaps = {day: swap.basis or "" for swap in ward.swaps for day in (swap.off, swap.work) if day}
    found = []
    day = date(year, 1, 1)
    while day.year == year:
        try:
            titles, off = day_titles(calendar, day), calendar.holiday(day)
        except TimetableError:
            return []
        if titles or off is not None:
            basis = next((bases[name] for name in sorted(calendar.named(day)) if bases.get(name)), "")
            kind = "off" if off is not None else "work" if calendar.works_instead(day) else "named"
            if off is not None and off.why is RestReason.COMPENSATED:
                kind, basis = "compensated", say("console.year.compensated_basis")
            elif day in swaps:
                kind, basis = ("swapped" if off is not None else "work"), swaps[day]
            found.append(
                NamedDayRow(
                    day=day, lunar=_lunar(calendar, day), title=listed(titles), kind=kind, basis=basis
                )
            )
        day += _DAY
    return found


def _lunar(calendar: VietnamCalendar, day: date) -> str:
    one = calendar.lunar(day)
    return say("console.lunar_leap" if one.leap else "console.lunar_day", day=one.day, month=one.month)


def day_typed_in(
    given: Mapping[str, str], ward: WardCalendar, today: date
) -> tuple[NamedDay | None, dict[str, str]]:
    """The ward's day that is typed; None and what is wrong at which field."""
    faults: dict[str, str] = {}
    title, way = given.get("title", "").strip(), given.get("way", "")
    when: dict[str, object] = {}
    if not title or len(title) > _LONGEST:
        faults["title"] = say("console.year.no_title")
    try:
        if way == "lunar":
            when = {"lunar": lunar_of(given.get("when", ""))}
        elif way == "dates":
            when = {"dates": frozenset(day_of(each, today) for each in parts(given.get("when", "")))}
        else:
            when = {"yearly": yearly_of(given.get("when", ""))}
        if not any(when.values()):
            faults["when"] = say("console.year.no_when")
    except ValueError as wrong:
        faults["when"] = str(wrong)
    if faults:
        return None, faults
    taken = _names(ward)
    basis = given.get("basis", "").strip()[:_LONGEST] or None
    name = free_name(title, taken)
    return NamedDay(id=name, title=title, off="off" in given, basis=basis, **when), {}  # type: ignore[arg-type]


def swap_typed_in(given: Mapping[str, str], today: date) -> tuple[Swap | None, dict[str, str]]:
    """The swap that is typed; None and what is wrong at which field."""
    faults: dict[str, str] = {}
    found: dict[str, date] = {}
    for name in ("swap_off", "swap_work"):
        written = given.get(name, "").strip()
        try:
            if written:
                found[name] = day_of(written, today)
        except ValueError as wrong:
            faults[name] = str(wrong)
    if "swap_off" not in found:
        faults.setdefault("swap_off", say("console.year.no_swap"))
    if faults:
        return None, faults
    basis = given.get("swap_basis", "").strip()[:_LONGEST] or None
    return Swap(off=found["swap_off"], work=found.get("swap_work"), basis=basis), {}


def subscription_typed_in(
    given: Mapping[str, str], ward: WardCalendar
) -> tuple[Subscription | None, dict[str, str]]:
    """The calendar of others that is typed; None and what is wrong at which field."""
    faults: dict[str, str] = {}
    url, title = given.get("url", "").strip(), given.get("calendar", "").strip()
    if url.startswith("webcal://"):
        url = url.replace("webcal", "https", 1)  # the same address, as calendar programs write it
    if not _ADDRESS.fullmatch(url) or len(url) > _LONGEST:
        faults["url"] = say("console.year.no_url")
    if not title or len(title) > _LONGEST:
        faults["calendar"] = say("console.year.no_title")
    if faults:
        return None, faults
    taken = _names(ward)
    return Subscription(id=free_name(title, taken), url=url, title=title, off="calendar_off" in given), {}


def _names(ward: WardCalendar) -> set[str]:
    return {day.id for day in (*ward.days, *holidays(ward))} | {one.id for one in ward.subscribed}


def removable(ward: WardCalendar, shown: Sequence[NamedDayRow]) -> tuple[list[NamedDay], list[Swap]]:
    """The ward's own days, and the swaps of the year that is shown."""
    years = {each.day.year for each in shown}
    return list(ward.days), [swap for swap in ward.swaps if swap.off.year in years or not shown]


HERE = "/schedules/year"
Text = Annotated[str, Form(max_length=300)]
Year = Annotated[int, Form(ge=FIRST_YEAR, le=LAST_YEAR)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarNotes:
    """What the page tells of an attempt to change the calendar."""

    given: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)  # by field; "" for the whole


_NOTHING = CalendarNotes()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarForm:
    """A form that changes the calendar, as it came.

    Args:
        year: the page shows.
        etag: of the file as the page showed it.
    """

    request: Request
    year: int
    etag: str
    given: Mapping[str, str] = field(default_factory=dict)


def page(
    place: ScheduleWorkplace,
    request: Request,
    year: int,
    told: CalendarNotes = _NOTHING,
    *,
    status: int = 200,
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
        "broken": in_lines(problems),
    }
    return place.shell.page(request, "calendar_year", values, status=status)


def refused(
    place: ScheduleWorkplace, sent: CalendarForm, faults: Mapping[str, str], *, status: int = REFUSED
) -> Response:
    """The page with what was typed and what is wrong with it, by field."""
    told = CalendarNotes(given=sent.given, faults=faults)
    return page(place, sent.request, sent.year, told, status=status)


def changed(
    place: ScheduleWorkplace,
    sent: CalendarForm,
    edit: Callable[[str], str],
    told: str,
    *,
    then: Callable[[], str] = str,
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
        return refused(place, sent, {"": fault_told(bad)})
    told = " ".join(part for part in (told, then()) if part)
    return done(place, sent.request, sent.year, told, undo=_undo(before, after, sent.year))


def done(
    place: ScheduleWorkplace, request: Request, year: int, told: str, *, undo: Undo | None = None
) -> Response:
    """Go to the page of a year, which tells once what was done."""
    return place.shell.done(request, f"{HERE}?year={year}", told, undo=undo)


def ward_of(place: ScheduleWorkplace) -> WardCalendar:
    """The calendar as its file is now; where that has errors, as it was taken last."""
    found, _ = calendar_in(place.files.documents.read(FILE).text)
    return place.station.station.calendar if found is None else found


def _with_fetched(place: ScheduleWorkplace, ward: WardCalendar) -> WardCalendar:
    """The calendar with the days of the subscribed ones, as they were taken last."""
    wanted = {one.id for one in ward.subscribed} - {one.id for one in ward.days}
    fetched = (day for day in place.station.filed.calendar.days if day.id in wanted)
    return replace(ward, days=(*ward.days, *fetched))


def _undo(before: Document, after: Document, year: int) -> Undo:
    return Undo(path=f"{HERE}/undo", fields={"year": str(year), "etag": after.etag, "back": before.etag})
