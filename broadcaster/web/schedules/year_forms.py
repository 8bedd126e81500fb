"""The forms of the year's page.

Holidays, own days and swaps, calendars of others, draft messages from their events.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from broadcaster.api.transport.workers import join
from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.calendar import (
    FILE,
    with_day,
    with_subscription,
    with_swap,
    without_day,
    without_subscription,
    without_swap,
)
from broadcaster.station.model.names import plain_name
from broadcaster.timetable.calendars.announcements import load
from broadcaster.timetable.calendars.subscriptions import fetch
from broadcaster.timetable.days.calendar import FIRST_YEAR, LAST_YEAR
from broadcaster.web.schedules.form_pages import Given
from broadcaster.web.schedules.workplace import ScheduleWorkplace
from broadcaster.web.schedules.year import (
    HERE,
    CalendarForm,
    Text,
    Year,
    changed,
    day_typed_in,
    done,
    page,
    refused,
    subscription_typed_in,
    swap_typed_in,
    ward_of,
)
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import run_command
from broadcaster.web.site.shell import visitor_of


def day_routes(place: ScheduleWorkplace) -> APIRouter:
    """The page, and the forms of its days."""
    made = Pages(place.shell)
    _add_adding(made, place)
    _add_taking_back(made, place)

    @made.get(HERE, needs=Action.LOOK)
    def show(request: Request, year: int | None = None) -> Response:
        """A year."""
        return page(place, request, _near(place, year))

    return made.router


def _add_adding(made: Pages, place: ScheduleWorkplace) -> None:
    """The forms that add a day."""

    @made.post(f"{HERE}/day", needs=Action.WRITE)
    def add_day(request: Request, given: Given, year: Year, etag: Text) -> Response:
        """Add a day of the ward."""
        sent = CalendarForm(request=request, year=year, etag=etag, given=dict(given))
        day, faults = day_typed_in(sent.given, ward_of(place), place.shell.now.date())
        if day is None:
            return refused(place, sent, faults)
        told = say("console.year.added", title=day.title)
        return changed(place, sent, lambda text: with_day(text, day), told)

    @made.post(f"{HERE}/swap", needs=Action.WRITE)
    def add_swap(request: Request, given: Given, year: Year, etag: Text) -> Response:
        """Add a swapped day."""
        sent = CalendarForm(request=request, year=year, etag=etag, given=dict(given))
        swap, faults = swap_typed_in(sent.given, place.shell.now.date())
        if swap is None:
            return refused(place, sent, faults)
        told = say("console.year.swapped", day=f"{swap.off.day}/{swap.off.month}/{swap.off.year}")
        return changed(place, sent, lambda text: with_swap(text, swap), told)


def _add_taking_back(made: Pages, place: ScheduleWorkplace) -> None:
    """The forms that remove what was added, and put back what was removed."""

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

        def without(text: str) -> str:
            if calendar:
                return without_subscription(text, calendar)
            return without_day(text, name) if off is None else without_swap(text, off)

        sent = CalendarForm(request=request, year=year, etag=etag)
        return changed(place, sent, without, say("console.year.removed"))

    @made.post(f"{HERE}/undo", needs=Action.WRITE)
    def undo(request: Request, year: Year, etag: Text, back: Text) -> Response:
        """Put back what the calendar held before, if nobody has changed it since."""
        by = visitor_of(request).caller.shown
        there = place.files.documents.put_back(FILE, back, etag=etag, by=by)
        told = say("console.schedule.undone" if there else "console.schedule.no_undo")
        return done(place, request, year, told)


def _near(place: ScheduleWorkplace, year: int | None) -> int:
    """The year that was asked for, or this one; one beyond the calendar counts as this one."""
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else place.shell.now.year


def subscription_routes(place: ScheduleWorkplace) -> APIRouter:
    """The forms of the subscribed calendars; `days` removes one."""
    made = Pages(place.shell)

    @made.post(f"{HERE}/subscribe", needs=Action.WRITE)
    def subscribe(request: Request, given: Given, year: Year, etag: Text) -> Response:
        """Subscribe to a calendar, and fetch it."""
        sent = CalendarForm(request=request, year=year, etag=etag, given=dict(given))
        one, faults = subscription_typed_in(sent.given, ward_of(place))
        if one is None:
            return refused(place, sent, faults)
        return changed(
            place,
            sent,
            lambda text: with_subscription(text, one),
            say("console.year.subscribed", title=one.title),
            then=lambda: _fetch(place, one.id),
        )

    @made.post(f"{HERE}/fetch", needs=Action.WRITE)
    def fetch_now(request: Request, year: Year, calendar: Text) -> Response:
        """Fetch a subscribed calendar now."""
        return done(place, request, year, _fetch(place, calendar))

    return made.router


def _fetch(place: ScheduleWorkplace, name: str) -> str:
    """Fetch a calendar that the file subscribes to; what came of it. Waits for its server, 40 s at most."""
    ward = ward_of(place)
    station = replace(place.station.filed, calendar=ward)
    wanted = [one for one in ward.subscribed if one.id == name]
    for known in fetch(station, wanted, place.station.loaded.clock).values():
        trouble = known.trouble
        if trouble is not None:
            return say("console.year.not_fetched", why=say(trouble.code, **dict(trouble.facts)))
        return say("console.year.fetched", days=len(known.days))
    return say("console.year.no_calendar")


PATIENCE = 60.0  # seconds for the drafts of one calendar
LARGEST = 1_000_000  # bytes of a calendar, as the reading has it
MOST = 21  # lines: a draft each, and what else there is to say


def announcement_routes(place: ScheduleWorkplace) -> APIRouter:
    """The forms that make drafts; what was made is shown with the messages."""
    made = Pages(place.shell)

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

    return made.router


def _drafted(place: ScheduleWorkplace, *arguments: str) -> str:
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


def routes(place: ScheduleWorkplace) -> APIRouter:
    """The page and what its forms are sent to."""
    made = APIRouter()
    for routes_of in (day_routes, subscription_routes, announcement_routes):
        join(made, routes_of(place))
    return made
