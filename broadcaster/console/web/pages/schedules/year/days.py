"""The year's holidays, the ward's own days and swapped days: shown, added, removed, put back."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.web.pages.schedules.given import Given
from broadcaster.console.web.pages.schedules.workplace import Workplace
from broadcaster.console.web.pages.schedules.year.page import (
    HERE,
    Sent,
    Text,
    Year,
    changed,
    done,
    page,
    refused,
    ward_of,
)
from broadcaster.console.web.schedules.year import day_typed_in, swap_typed_in
from broadcaster.console.web.shell import visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.station.editing.calendar import (
    FILE,
    with_day,
    with_swap,
    without_day,
    without_subscription,
    without_swap,
)
from broadcaster.text import say
from broadcaster.timetable.days.lunar import FIRST_YEAR, LAST_YEAR


def routes(place: Workplace) -> APIRouter:
    """The page, and the forms of its days."""
    made = Pages(place.shell)
    _add_adding(made, place)
    _add_taking_back(made, place)

    @made.get(HERE, needs=Action.LOOK)
    def show(request: Request, year: int | None = None) -> Response:
        """A year."""
        return page(place, request, _near(place, year))

    return made.router


def _add_adding(made: Pages, place: Workplace) -> None:
    """The forms that add a day."""

    @made.post(f"{HERE}/day", needs=Action.WRITE)
    def add_day(request: Request, given: Given, year: Year, etag: Text) -> Response:
        """Add a day of the ward."""
        sent = Sent(request=request, year=year, etag=etag, given=dict(given))
        day, faults = day_typed_in(sent.given, ward_of(place), place.shell.now.date())
        if day is None:
            return refused(place, sent, faults)
        told = say("console.year.added", title=day.title)
        return changed(place, sent, lambda text: with_day(text, day), told)

    @made.post(f"{HERE}/swap", needs=Action.WRITE)
    def add_swap(request: Request, given: Given, year: Year, etag: Text) -> Response:
        """Add a swapped day."""
        sent = Sent(request=request, year=year, etag=etag, given=dict(given))
        swap, faults = swap_typed_in(sent.given, place.shell.now.date())
        if swap is None:
            return refused(place, sent, faults)
        told = say("console.year.swapped", day=f"{swap.off.day}/{swap.off.month}/{swap.off.year}")
        return changed(place, sent, lambda text: with_swap(text, swap), told)


def _add_taking_back(made: Pages, place: Workplace) -> None:
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

        sent = Sent(request=request, year=year, etag=etag)
        return changed(place, sent, without, say("console.year.removed"))

    @made.post(f"{HERE}/undo", needs=Action.WRITE)
    def undo(request: Request, year: Year, etag: Text, back: Text) -> Response:
        """Put back what the calendar held before, if nobody has changed it since."""
        by = visitor_of(request).caller.shown
        there = place.files.documents.put_back(FILE, back, etag=etag, by=by)
        told = say("console.schedule.undone" if there else "console.schedule.no_undo")
        return done(place, request, year, told)


def _near(place: Workplace, year: int | None) -> int:
    """The year that was asked for, or this one; one beyond the calendar counts as this one."""
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else place.shell.now.year
