"""`broadcaster calendar`: days of a file or an address become a named day; subscribed calendars."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.terminal.options import who
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import StationError, TimetableError
from broadcaster.core.text.catalogue import say
from broadcaster.station.editing.calendar import FILE, calendar_in, with_day, with_subscription
from broadcaster.station.editing.documents import Documents
from broadcaster.station.loading.archive import opened
from broadcaster.station.loading.partial import whole
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model.names import is_name
from broadcaster.station.model.schedule import NamedDay, Subscription
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.problems import BadStation
from broadcaster.timetable.calendars.events import LARGEST, calendar_days
from broadcaster.timetable.calendars.subscriptions import (
    SubscriptionState,
    fetch,
    host_of,
    is_unlisted,
    load,
)


def subscribe(folder: Path, url: str, name: str, title: str | None, off: bool) -> int:
    """Write an address into calendar.yaml, and fetch it."""
    documents = Documents(folder, SystemClock())
    before = documents.read(FILE)
    ward, problems = calendar_in(before.text)
    if ward is None:
        raise BadStation(tuple(problems))
    if any(day.id == name for day in ward.days):
        raise StationError("calendars.taken_name", name=name)
    one = Subscription(id=name, url=url, title=title, off=off)
    documents.write(FILE, with_subscription(before.text, one), etag=before.etag, by=who())
    click.echo(say("timetable.calendars.subscribed", name=name))
    return update(folder, station_of(folder), name)


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
        from broadcaster.cli.planning.announcements import draft_announcements

        return draft_announcements(folder, station_of(folder), None if source is None else Path(source), name)
    if source is None and (again or name is None):
        station = station_of(folder)
        return update(folder, station, name) if again else listed(folder, station)
    if source is None or name is None or again:
        raise click.UsageError(say("timetable.ics_which"))
    if not is_name(name):
        raise click.UsageError(say("timetable.ics_bad_name", name=name))
    if source.startswith(("http://", "https://")):
        return subscribe(folder, source, name, title, off)
    if "://" in source:
        raise click.UsageError(say("console.year.no_url"))
    return _taken(folder, Path(source), name, title, off)


def _taken(folder: Path, file: Path, name: str, title: str | None, off: bool) -> int:
    """Take the days of a file, in place of those that were taken under the same name before."""
    try:
        with file.open("rb") as opened_file:
            raw = opened_file.read(LARGEST + 1)
    except OSError as error:
        raise TimetableError("timetable.ics_no_file", file=str(file), reason=error.strerror or "") from error
    kept = opened(folder / "state", folder)
    found = whole(FolderSource(folder.absolute()), kept, alone=kept is None)
    if found.loaded.station is None:
        raise BadStation(found.problems)
    zone = found.loaded.station.settings.timezone
    read = calendar_days(raw, SystemClock().now().astimezone(zone).date(), zone)
    documents = Documents(folder, SystemClock())
    before = documents.read(FILE)
    ward, problems = calendar_in(before.text)
    if ward is None:
        raise BadStation(tuple(problems))
    old = next((day for day in ward.days if day.id == name), None)
    called = title or (old.title if old is not None else read.title) or name
    day = NamedDay(id=name, title=called, dates=frozenset(read.days), off=off)
    documents.write(FILE, with_day(before.text, day), etag=before.etag, by=who())
    first, last = (f"{day:%d/%m/%Y}" for day in (read.days[0], read.days[-1]))
    click.echo(
        say("timetable.ics_taken", count=len(read.days), title=called, name=name, first=first, last=last)
    )
    if read.left_out:
        click.echo(say("timetable.ics_left_out", count=read.left_out), err=True)
    if read.more:
        click.echo(say("timetable.ics_more", count=len(read.days)), err=True)
    return 0
