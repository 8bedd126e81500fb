"""`broadcaster calendar [FILE.ics] --announce`: coming events become draft messages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.options import who
from broadcaster.text import say

if TYPE_CHECKING:
    from datetime import datetime

    from broadcaster.service.calendars.room import Wish
    from broadcaster.station.model import Station


def announce(folder: Path, station: Station, file: Path | None, name: str | None) -> int:
    """Write a draft for each event that has none; tell what has changed of the others."""
    from broadcaster.clock import SystemClock
    from broadcaster.service.calendars.announced import changed, follow
    from broadcaster.service.calendars.drafting import draft
    from broadcaster.service.calendars.events import coming, states

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


def _told(place: tuple[Wish, datetime | None]) -> str:
    """The start that is proposed, or that none was free."""
    wish, free = place
    if free is not None:
        return f"{free:%H:%M %d/%m}"
    return say("calendars.no_room", since=f"{wish.at:%H:%M}", until=f"{wish.until:%H:%M %d/%m}")


def _files(
    folder: Path, station: Station, file: Path | None, name: str | None
) -> list[tuple[str, str, bytes]]:
    """The calendars that are meant: name, what they are called, content."""
    from broadcaster.errors import StationError, TimetableError
    from broadcaster.service.calendars.subscribed import kept_file
    from broadcaster.service.calendars.taken import LARGEST

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
