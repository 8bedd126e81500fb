"""What `broadcaster calendar` writes: the days of a file, an address to follow, drafts of coming events."""

from __future__ import annotations

from datetime import datetime
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
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.problems import BadStation
from broadcaster.timetable.calendars.announcements import changed, follow
from broadcaster.timetable.calendars.drafts import StartWish, draft
from broadcaster.timetable.calendars.events import LARGEST, calendar_days, coming, states
from broadcaster.timetable.calendars.subscriptions import kept_file


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


def draft_announcements(folder: Path, station: Station, file: Path | None, name: str | None) -> int:
    """Write a draft for each event that has none; tell what has changed of the others."""
    clock, zone = SystemClock(), station.settings.timezone
    made = 0
    for calendar, source, raw in _files(folder, station, file, name):
        title, events = coming(raw, clock.now(), zone)
        told = states(raw, clock.now(), zone)
        follow(folder / "state", calendar, told, clock.now(), whole=bool(calendar))
        for one in draft(station, folder, calendar, title or source, events, clock, by=who()):
            made += 1
            airings = ", ".join(map(_told, one.places)) or "–"
            facts = {"title": one.event.title, "message": one.message, "airings": airings}
            click.echo(say("calendars.drafted", **facts))
    if not made:
        click.echo(say("calendars.no_drafts"))
    for known in changed(folder / "state").values():
        click.echo(say(f"calendars.was_{known.change}", title=known.title, message=known.message), err=True)
    return 0


def _told(place: tuple[StartWish, datetime | None]) -> str:
    """The start that is proposed, or that none was free."""
    wish, free = place
    if free is not None:
        return f"{free:%H:%M %d/%m}"
    return say("calendars.no_room", since=f"{wish.at:%H:%M}", until=f"{wish.until:%H:%M %d/%m}")


def _files(
    folder: Path, station: Station, file: Path | None, name: str | None
) -> list[tuple[str, str, bytes]]:
    """The calendars that are meant: name, what they are called, content."""
    if file is not None:
        try:
            with file.open("rb") as opened:
                return [("", file.stem, opened.read(LARGEST + 1))]
        except OSError as error:
            facts = {"file": str(file), "reason": error.strerror or ""}
            raise TimetableError("timetable.ics_no_file", **facts) from error
    wanted = [one for one in station.calendar.subscribed if name in (None, one.id)]
    if name is not None and not wanted:
        raise StationError("calendars.unknown", name=name)
    found = []
    for one in wanted:
        path = kept_file(folder / "state", one.id)
        if path.is_file():
            found.append((one.id, one.title or one.id, path.read_bytes()))
        else:
            click.echo(say("timetable.calendars.never", name=one.id), err=True)
    return found
