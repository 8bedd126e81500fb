"""`broadcaster calendar --announce`: coming events become draft messages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from broadcaster.cli.terminal.options import who
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import StationError, TimetableError
from broadcaster.core.text.catalogue import say
from broadcaster.station.model.station import Station
from broadcaster.timetable.calendars.announcements import changed, follow
from broadcaster.timetable.calendars.drafts import StartWish, draft
from broadcaster.timetable.calendars.events import LARGEST, coming, states
from broadcaster.timetable.calendars.subscriptions import kept_file


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
