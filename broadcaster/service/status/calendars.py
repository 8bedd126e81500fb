"""Subscribed calendars in the status."""

from __future__ import annotations

from broadcaster.service.calendars.subscribed import host_of, load
from broadcaster.service.status.clock import local
from broadcaster.service.status.values import CalendarShown
from broadcaster.station.model import Station
from broadcaster.text import say


def calendars(station: Station) -> tuple[CalendarShown, ...]:
    """Each subscribed calendar, and whether it can be fetched. Reads from the disk."""
    if not station.calendar.subscribed:
        return ()
    known, zone = load(station.root / "state"), station.settings.timezone
    shown = []
    for one in station.calendar.subscribed:
        found = known.get(one.id)
        if found is not None and found.url != one.url:
            found = None
        trouble = None if found is None else found.trouble
        fetched, failing = (None, None) if found is None else (found.fetched, found.failing)
        shown.append(
            CalendarShown(
                name=one.id,
                title=one.title or ("" if found is None else found.title) or one.id,
                host=host_of(one.url),
                days=0 if found is None else len(found.days),
                fetched=None if fetched is None else local(fetched, zone),
                failing=None if failing is None else local(failing, zone),
                error=None if trouble is None else say(trouble.code, **dict(trouble.facts)),
            )
        )
    return tuple(shown)
