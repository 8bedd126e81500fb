"""Events as drafts: a message each, with a schedule that is proposed and paused. For commands only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.letters.importing import frame_of
from broadcaster.service.calendars.announced import Announced, load, note
from broadcaster.service.calendars.events import Event
from broadcaster.station.editing.documents import ABSENT, Documents
from broadcaster.station.model import Station
from broadcaster.station.naming import plain_name
from broadcaster.text import say

MOST = 20  # drafts that are made at once: a person reads each
_NAME = 40  # code points
_EVE, _MORNING = time(17), time(6, 30)
_LEAST = timedelta(hours=1)  # between the last proposed airing and the event
_LONGEST_SOURCE = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """An event that became a draft."""

    event: Event
    message: str
    airings: tuple[datetime, ...]  # proposed


def draft(
    station: Station, folder: Path, calendar: str, source: str, events: list[Event], clock: Clock, *, by: str
) -> Iterator[Drafted]:
    """Write a message and a paused schedule for each event that has none yet, `MOST` at once.

    Args:
        station: its place is greeted.
        folder: the station's.
        calendar: the name of a subscribed one; "" for a file.
        source: what the calendar is called.
        events: in order.
        clock: what is past is not proposed.
        by: who.

    Raises:
        StationError, StoreError: a file cannot be written; the event stays to be announced.
    """
    state, documents = folder / "state", Documents(folder, clock)
    made = 0
    for event in events:
        if event.cancelled or made == MOST or event.key in load(state):
            continue
        name = _free_name(documents, event.title)
        one = Announced(
            calendar=calendar, message=name, title=event.title[:300], start=event.start, digest=event.digest
        )
        # Remembered first: a kill in between costs a draft, and does not make a second one.
        if not note(state, event.key, one):
            continue
        airings = tuple(proposed(event, clock.now().astimezone(station.settings.timezone)))
        try:
            text = message_text(station, folder, source, event)
            documents.write(f"messages/{name}.yaml", text, etag=ABSENT, by=by)
            if airings:
                documents.write(f"schedules/{name}.yaml", schedule_text(name, airings), etag=ABSENT, by=by)
        except BroadcasterError:
            note(state, event.key, None)
            raise
        made += 1
        yield Drafted(event=event, message=name, airings=airings)


def proposed(event: Event, now: datetime) -> Iterator[datetime]:
    """When it could be announced: the evening before, and the morning of the day if that is before it."""
    day, zone = event.start.date(), event.start.tzinfo
    for at in (
        datetime.combine(day - timedelta(days=1), _EVE, zone),
        datetime.combine(day, _MORNING, zone),
    ):
        if now < at and (event.whole_day or at + _LEAST <= event.start):
            yield at


def message_text(station: Station, folder: Path, source: str, event: Event) -> str:
    """The file of the message. Texts of JSON are texts of YAML."""
    frame = frame_of(station, folder)
    day = f"{event.start.day}/{event.start.month}/{event.start.year}"
    when = say("calendars.whole_day", day=day)
    if not event.whole_day:
        when = say("calendars.at_time", time=f"{event.start:%H:%M}", day=day)
    said = [frame.greeting, _sentence(event.title), when]
    said += [_sentence(say("calendars.at_place", place=event.place))] if event.place else []
    said += [*event.about.splitlines(), frame.closing]
    words = "\n".join(f"      {line}" for text in said for line in text.splitlines())
    basis = say("calendars.basis", source=source[:_LONGEST_SOURCE], uid=event.key)[:300]
    return (
        f"title: {_quoted(event.title.replace(chr(10), ' ')[:200])}\n"
        f"basis: {_quoted(basis)}\n"
        f"valid: {{until: {event.start.date().isoformat()}}}\n"
        f"parts:\n  - say: |\n{words}\n"
    )


def schedule_text(message: str, airings: tuple[datetime, ...]) -> str:
    """The file of the schedule: paused until a person lets it air."""
    once = ", ".join(_quoted(f"{at:%Y-%m-%d %H:%M}") for at in airings)
    return f"# {say('calendars.proposed')}\nmessage: {message}\nonce: [{once}]\npaused: true\n"


def _free_name(documents: Documents, title: str) -> str:
    base = plain_name(title, _NAME) or "su-kien"
    return next(
        name
        for name in (base, *(f"{base}-{number}" for number in range(2, 10_000)))
        if all(documents.read(f"{kind}/{name}.yaml").etag == ABSENT for kind in ("messages", "schedules"))
    )


def _sentence(text: str) -> str:
    flat = " ".join(text.split())
    return flat if flat.endswith((".", "!", "?")) else f"{flat}."


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
