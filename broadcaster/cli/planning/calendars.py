"""`broadcaster calendar`: days of a file or an address become a named day; subscribed calendars."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from broadcaster.cli.asking.station_files import station_of
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import StationError
from broadcaster.core.text.catalogue import say
from broadcaster.station.model.names import is_name
from broadcaster.station.model.station import Station
from broadcaster.timetable.calendars.subscriptions import SubscriptionState, fetch, host_of, is_unlisted, load


def update(folder: Path, station: Station, name: str | None) -> int:
    """Fetch the subscribed calendars, or one of them; 1 if one cannot be fetched."""
    wanted = [one for one in station.calendar.subscribed if name in (None, one.id)]
    if name is not None and not wanted:
        raise StationError("calendars.unknown", name=name)
    found = fetch(station, wanted, SystemClock())
    _show(station, found)
    return int(any(one.trouble is not None for one in found.values()))


def listed(folder: Path, station: Station) -> int:
    """What is known of each subscribed calendar."""
    _show(station, load(folder / "state"))
    return 0


def _show(station: Station, found: Mapping[str, SubscriptionState]) -> None:
    if not station.calendar.subscribed:
        click.echo(say("timetable.calendars.none"), err=True)
    for one in station.calendar.subscribed:
        known = found.get(one.id)
        if known is None:
            continue
        if known.fetched is not None:
            title = one.title or known.title or one.id
            click.echo(say("timetable.calendars.fetched", name=one.id, days=len(known.days), title=title))
        if known.left_out:
            click.echo(say("timetable.ics_left_out", count=known.left_out), err=True)
        if is_unlisted(station, one, known):
            click.echo(say("calendars.unlisted", name=one.id, host=host_of(one.url)), err=True)
        trouble = known.trouble
        if trouble is not None:
            why = say(trouble.code, **dict(trouble.facts))
            click.echo(say("timetable.calendars.failed", name=one.id, why=why), err=True)
        elif known.fetched is None:
            click.echo(say("timetable.calendars.never", name=one.id), err=True)


def calendar(
    folder: Path,
    source: str | None,
    name: str | None,
    title: str | None,
    off: bool,
    again: bool,
    announce: bool,
) -> int:
    """Take the days of a file, subscribe to an address, or show and fetch what is subscribed."""
    if announce:
        from broadcaster.cli.planning.calendar_edits import draft_announcements

        return draft_announcements(folder, station_of(folder), None if source is None else Path(source), name)
    if source is None and (again or name is None):
        station = station_of(folder)
        return update(folder, station, name) if again else listed(folder, station)
    if source is None or name is None or again:
        raise click.UsageError(say("timetable.ics_which"))
    if not is_name(name):
        raise click.UsageError(say("timetable.ics_bad_name", name=name))
    address = source.startswith(("http://", "https://"))
    if "://" in source and not address:
        raise click.UsageError(say("console.year.no_url"))
    from broadcaster.cli.planning.calendar_edits import subscribe, take

    if not address:
        return take(folder, Path(source), name, title, off)
    subscribe(folder, source, name, title, off)
    return update(folder, station_of(folder), name)
