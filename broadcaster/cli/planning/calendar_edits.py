"""What `broadcaster calendar` writes into calendar.yaml: the days of a file, or an address to follow."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.terminal.options import who
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import StationError, TimetableError
from broadcaster.core.text.catalogue import say
from broadcaster.station.editing.calendar import FILE, calendar_in, with_day, with_subscription
from broadcaster.station.editing.documents import Documents
from broadcaster.station.loading.archive import opened
from broadcaster.station.loading.partial import whole
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model.schedule import NamedDay, Subscription
from broadcaster.station.yaml.problems import BadStation
from broadcaster.timetable.calendars.events import LARGEST, calendar_days


def subscribe(folder: Path, url: str, name: str, title: str | None, off: bool) -> None:
    """Write an address into calendar.yaml."""
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


def take(folder: Path, file: Path, name: str, title: str | None, off: bool) -> int:
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
