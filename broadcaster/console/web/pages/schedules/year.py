"""Lịch năm: the year's holidays with their basis, the ward's own days and swapped days; added and removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from broadcaster.console.web.kept.flashes import Undo
from broadcaster.console.web.pages.schedules.given import Given
from broadcaster.console.web.pages.schedules.workplace import CONFLICT, REFUSED, Workplace
from broadcaster.console.web.programs.program import run_command
from broadcaster.console.web.schedules.year import (
    WAYS,
    day_typed_in,
    removable,
    subscription_typed_in,
    swap_typed_in,
    year_of,
)
from broadcaster.console.web.shell import visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.service.calendars.announced import load
from broadcaster.service.calendars.subscribed import fetch
from broadcaster.service.status.calendars import calendars
from broadcaster.station.editing.calendar import (
    FILE,
    calendar_in,
    with_day,
    with_subscription,
    with_swap,
    without_day,
    without_subscription,
    without_swap,
)
from broadcaster.station.editing.documents import ABSENT, Document, EditConflict
from broadcaster.station.model import WardCalendar
from broadcaster.station.naming import plain_name
from broadcaster.station.problems import BadStation
from broadcaster.text import say
from broadcaster.timetable.days.lunar import FIRST_YEAR, LAST_YEAR

HERE = "/schedules/year"
PATIENCE = 60.0  # seconds for the drafts of one calendar
LARGEST = 1_000_000  # bytes of a calendar, as the reading has it
MOST = 21  # lines: a draft each, and what else there is to say
Text = Annotated[str, Form(max_length=300)]
Year = Annotated[int, Form(ge=FIRST_YEAR, le=LAST_YEAR)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the page tells of an attempt to change the calendar."""

    given: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)  # by field; "" for the whole


_NOTHING = Told()


def routes(place: Workplace) -> APIRouter:
    """The page and what its forms are sent to."""
    made = Pages(place.shell)

    @made.get(HERE, needs=Action.LOOK)
    def show(request: Request, year: int | None = None) -> Response:
        """A year."""
        return _page(place, request, _near(place, year))

    @made.post(f"{HERE}/day", needs=Action.WRITE)
    def add_day(request: Request, given: Given, year: Year, etag: Text) -> Response:
        """Add a day of the ward."""
        values, ward = dict(given), _ward(place)
        day, faults = day_typed_in(values, ward, place.shell.now.date())
        if day is None:
            return _page(place, request, year, Told(given=values, faults=faults), status=REFUSED)
        told = say("console.year.added", title=day.title)
        return _changed(place, request, year, etag, lambda text: with_day(text, day), told, values)

    @made.post(f"{HERE}/swap", needs=Action.WRITE)
    def add_swap(request: Request, given: Given, year: Year, etag: Text) -> Response:
        """Add a swapped day."""
        values = dict(given)
        swap, faults = swap_typed_in(values, place.shell.now.date())
        if swap is None:
            return _page(place, request, year, Told(given=values, faults=faults), status=REFUSED)
        told = say("console.year.swapped", day=f"{swap.off.day}/{swap.off.month}/{swap.off.year}")
        return _changed(place, request, year, etag, lambda text: with_swap(text, swap), told, values)

    @made.post(f"{HERE}/subscribe", needs=Action.WRITE)
    def subscribe(request: Request, given: Given, year: Year, etag: Text) -> Response:
        """Subscribe to a calendar, and fetch it."""
        values, ward = dict(given), _ward(place)
        one, faults = subscription_typed_in(values, ward)
        if one is None:
            return _page(place, request, year, Told(given=values, faults=faults), status=REFUSED)
        told = say("console.year.subscribed", title=one.title)
        return _changed(
            place,
            request,
            year,
            etag,
            lambda text: with_subscription(text, one),
            told,
            values,
            then=lambda: _fetch(place, one.id),
        )

    @made.post(f"{HERE}/fetch", needs=Action.WRITE)
    def fetch_now(request: Request, year: Year, calendar: Text) -> Response:
        """Fetch a subscribed calendar now."""
        return place.shell.done(request, f"{HERE}?year={year}", _fetch(place, calendar))

    @made.post(f"{HERE}/announce", needs=Action.WRITE)
    def announce(request: Request, calendar: Text) -> Response:
        """Draft messages from the coming events of a subscribed calendar."""
        return place.shell.done(request, "/messages", _drafted(place, "--name", calendar))

    @made.post(f"{HERE}/announce-file", needs=Action.WRITE)
    def announce_file(request: Request, file: Annotated[UploadFile, File()]) -> Response:
        """Draft messages from the coming events of a file."""
        name = plain_name((file.filename or "").removesuffix(".ics"), 40) or "lich"
        with TemporaryDirectory() as folder:
            path = Path(folder, f"{name}.ics")
            path.write_bytes(file.file.read(LARGEST + 1))
            return place.shell.done(request, "/messages", _drafted(place, str(path)))

    @made.post(f"{HERE}/remove", needs=Action.WRITE)
    def take_away(
        request: Request,
        year: Year,
        etag: Text,
        name: Text = "",
        calendar: Text = "",
        off: Annotated[date | None, Form()] = None,
    ) -> Response:
        """Remove a day of the ward, a subscribed calendar, or a swap."""
        told = say("console.year.removed")
        if calendar:
            return _changed(
                place, request, year, etag, lambda text: without_subscription(text, calendar), told, {}
            )
        if off is not None:
            return _changed(place, request, year, etag, lambda text: without_swap(text, off), told, {})
        return _changed(place, request, year, etag, lambda text: without_day(text, name), told, {})

    @made.post(f"{HERE}/undo", needs=Action.WRITE)
    def undo(request: Request, year: Year, etag: Text, back: Text) -> Response:
        """Put back what the calendar held before, if nobody has changed it since."""
        by, documents = visitor_of(request).caller.shown, place.files.documents
        if back == ABSENT:
            documents.remove(FILE, etag=etag, by=by)
        else:
            version = next((each for each in documents.history(FILE) if each.sha256 == back), None)
            text = None if version is None else documents.earlier(version)
            if text is None:
                return place.shell.done(request, f"{HERE}?year={year}", say("console.schedule.no_undo"))
            documents.write(FILE, text, etag=etag, by=by)
        return place.shell.done(request, f"{HERE}?year={year}", say("console.schedule.undone"))

    return made.router


def _changed(
    place: Workplace,
    request: Request,
    year: int,
    etag: str,
    edit: Callable[[str], str],
    told: str,
    given: Mapping[str, str],
    *,
    then: Callable[[], str] = str,
) -> Response:
    """Write a change and show the year; or tell why it was not written, with what was typed.

    `then` is done after it, and says what came of it.
    """
    by, before = visitor_of(request).caller.shown, place.files.documents.read(FILE)
    try:
        if before.etag != etag:
            raise EditConflict(before)
        after = place.files.documents.write(FILE, edit(before.text), etag=etag, by=by)
    except EditConflict:
        faults = {"": say("console.year.changed")}
        return _page(place, request, year, Told(given=given, faults=faults), status=CONFLICT)
    except BadStation as bad:
        faults = {"": "\n".join(problem.as_line() for problem in bad.problems)}
        return _page(place, request, year, Told(given=given, faults=faults), status=REFUSED)
    told = " ".join(part for part in (told, then()) if part)
    return place.shell.done(request, f"{HERE}?year={year}", told, undo=_undo(before, after, year))


def _fetch(place: Workplace, name: str) -> str:
    """Fetch a calendar that the file subscribes to; what came of it. Waits for its server, 40 s at most."""
    ward = _ward(place)
    station = replace(place.station.filed, calendar=ward)
    wanted = [one for one in ward.subscribed if one.id == name]
    for known in fetch(station, wanted, place.station.loaded.clock).values():
        trouble = known.trouble
        if trouble is not None:
            return say("console.year.not_fetched", why=say(trouble.code, **dict(trouble.facts)))
        return say("console.year.fetched", days=len(known.days))
    return say("console.year.no_calendar")


def _drafted(place: Workplace, *arguments: str) -> str:
    """What a program of its own says of the drafts that it made."""
    folder = place.station.access.folder
    before = load(folder / "state").keys()
    try:
        done = run_command(folder, "calendar", "--announce", *arguments, patience=PATIENCE)
    except (OSError, TimeoutExpired):
        return say("console.year.not_drafted", why="–")
    if done.returncode != 0:
        return say("console.year.not_drafted", why=done.stderr.strip()[-500:])
    for key, one in load(folder / "state").items():
        if key not in before:
            place.station.await_taken(one.message)  # the page that follows lists it
    return "\n".join(done.stdout.strip().splitlines()[:MOST])


def _with_fetched(place: Workplace, ward: WardCalendar) -> WardCalendar:
    """The calendar with the days of the subscribed ones, as they were taken last."""
    wanted = {one.id for one in ward.subscribed} - {one.id for one in ward.days}
    fetched = (day for day in place.station.filed.calendar.days if day.id in wanted)
    return replace(ward, days=(*ward.days, *fetched))


def _undo(before: Document, after: Document, year: int) -> Undo:
    return Undo(path=f"{HERE}/undo", fields={"year": str(year), "etag": after.etag, "back": before.etag})


def _ward(place: Workplace) -> WardCalendar:
    """The calendar as its file is now; where that has errors, as it was taken last."""
    found, _ = calendar_in(place.files.documents.read(FILE).text)
    return place.station.station.calendar if found is None else found


def _near(place: Workplace, year: int | None) -> int:
    """The year that was asked for, or this one; one beyond the calendar counts as this one."""
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else place.shell.now.year


def _page(
    place: Workplace, request: Request, year: int, told: Told = _NOTHING, *, status: int = 200
) -> Response:
    document = place.files.documents.read(FILE)
    _, problems = calendar_in(document.text)
    ward = _ward(place)
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
