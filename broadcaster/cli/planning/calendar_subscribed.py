"""`broadcaster calendar URL`, `--update` and without a file: calendars that are fetched from addresses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.options import who
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.service.calendars.subscribed import Known
    from broadcaster.station.model import Station


def subscribe(folder: Path, url: str, name: str, title: str | None, off: bool) -> int:
    """Write an address into calendar.yaml, and fetch it."""
    from broadcaster.cli.asking.files import station_of
    from broadcaster.clock import SystemClock
    from broadcaster.errors import StationError
    from broadcaster.station.editing.calendar import FILE, calendar_in, with_subscription
    from broadcaster.station.editing.documents import Documents
    from broadcaster.station.model import Subscription
    from broadcaster.station.problems import BadStation

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
    from broadcaster.clock import SystemClock
    from broadcaster.errors import StationError
    from broadcaster.service.calendars.subscribed import fetch

    wanted = [one for one in station.calendar.subscribed if name in (None, one.id)]
    if name is not None and not wanted:
        raise StationError("calendars.unknown", name=name)
    found = fetch(station, wanted, SystemClock())
    _show(station, found)
    return int(any(one.trouble is not None for one in found.values()))


def listed(folder: Path, station: Station) -> int:
    """What is known of each subscribed calendar."""
    from broadcaster.service.calendars.subscribed import load

    _show(station, load(folder / "state"))
    return 0


def _show(station: Station, found: Mapping[str, Known]) -> None:
    from broadcaster.service.calendars.subscribed import host_of, is_unlisted

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
