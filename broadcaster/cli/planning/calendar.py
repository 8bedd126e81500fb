"""`broadcaster calendar`: days of an iCalendar file, or of one at an address, become a named day."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.terminal.options import who
from broadcaster.text import say


@click.command(help=say("cli.calendar"))
@click.argument("source", required=False, metavar="FILE.ics|URL")
@click.option("--name", metavar="NAME", help=say("timetable.help.ics_name"))
@click.option("--title", metavar="TITLE", help=say("timetable.help.ics_title"))
@click.option("--off", is_flag=True, help=say("timetable.help.ics_off"))
@click.option("--update", "again", is_flag=True, help=say("timetable.help.ics_update"))
@click.option("--announce", is_flag=True, help=say("timetable.help.ics_announce"))
@click.pass_obj
def command(
    folder: Path,
    source: str | None,
    name: str | None,
    title: str | None,
    off: bool,
    again: bool,
    announce: bool,
) -> int:
    """Take the days of a file, subscribe to an address, or show and fetch what is subscribed."""
    from broadcaster.cli.asking.files import station_of
    from broadcaster.cli.planning import calendar_subscribed as subscribed
    from broadcaster.station.naming import is_name

    if announce:
        from broadcaster.cli.planning.calendar_announced import announce as drafted

        return drafted(folder, station_of(folder), None if source is None else Path(source), name)
    if source is None and (again or name is None):
        station = station_of(folder)
        return subscribed.update(folder, station, name) if again else subscribed.listed(folder, station)
    if source is None or name is None or again:
        raise click.UsageError(say("timetable.ics_which"))
    if not is_name(name):
        raise click.UsageError(say("timetable.ics_bad_name", name=name))
    if source.startswith(("http://", "https://")):
        return subscribed.subscribe(folder, source, name, title, off)
    if "://" in source:
        raise click.UsageError(say("console.year.no_url"))
    return _taken(folder, Path(source), name, title, off)


def _taken(folder: Path, file: Path, name: str, title: str | None, off: bool) -> int:
    """Take the days of a file, in place of those that were taken under the same name before."""
    from broadcaster.clock import SystemClock
    from broadcaster.errors import TimetableError
    from broadcaster.service.calendars.taken import LARGEST, taken
    from broadcaster.station.acceptance.accepted import opened
    from broadcaster.station.editing.calendar import FILE, calendar_in, with_day
    from broadcaster.station.editing.documents import Documents
    from broadcaster.station.loading.partial import whole
    from broadcaster.station.loading.sources import FolderSource
    from broadcaster.station.model import NamedDay
    from broadcaster.station.problems import BadStation

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
    read = taken(raw, SystemClock().now().astimezone(zone).date(), zone)
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
