"""Calendars of others that the ward subscribes to: entered, and fetched at once."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
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
    refused,
    ward_of,
)
from broadcaster.console.web.schedules.year import subscription_typed_in
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.service.calendars.subscribed import fetch
from broadcaster.station.editing.calendar import with_subscription
from broadcaster.text import say


def routes(place: Workplace) -> APIRouter:
    """The forms of the subscribed calendars; `days` removes one."""
    made = Pages(place.shell)

    @made.post(f"{HERE}/subscribe", needs=Action.WRITE)
    def subscribe(request: Request, given: Given, year: Year, etag: Text) -> Response:
        """Subscribe to a calendar, and fetch it."""
        sent = Sent(request=request, year=year, etag=etag, given=dict(given))
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


def _fetch(place: Workplace, name: str) -> str:
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
