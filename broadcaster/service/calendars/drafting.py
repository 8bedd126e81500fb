"""Events as drafts: a message each, with a schedule that is proposed and paused. For commands only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.letters.draft.writing import Frame
from broadcaster.letters.importing import frame_of
from broadcaster.service.calendars.announced import Announced, load, note
from broadcaster.service.calendars.events import Event
from broadcaster.service.calendars.room import Room, Wish
from broadcaster.station.editing.documents import ABSENT, Documents
from broadcaster.station.model import Message, Say, Station
from broadcaster.station.naming import plain_name
from broadcaster.text import say

MOST = 20  # drafts that are made at once: a person reads each
_NAME = 40  # code points
_EVE, _MORNING = time(17), time(6, 30)
_EVE_OVER, _MORNING_OVER = time(23), time(11)  # no start is proposed from then on
_LEAST = timedelta(hours=1)  # between the last proposed airing and the event
_LONGEST_SOURCE = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """An event that became a draft."""

    event: Event
    message: str
    places: tuple[tuple[Wish, datetime | None], ...]  # each with the next start that is free

    @property
    def airings(self) -> tuple[datetime, ...]:
        """What is proposed."""
        return tuple(free for _, free in self.places if free is not None)


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
    frame, room = frame_of(station, folder), Room(station, clock)
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
        try:
            words = words_of(frame, event)
            message = Message(id=name, title=event.title, parts=(Say(text="\n".join(words)),))
            wishes = wanted(event, clock.now().astimezone(station.settings.timezone))
            done = Drafted(event=event, message=name, places=tuple(room.take(message, wishes)))
            text = message_text(words, source, event)
            documents.write(f"messages/{name}.yaml", text, etag=ABSENT, by=by)
            if done.airings:
                text = schedule_text(name, done.airings)
                documents.write(f"schedules/{name}.yaml", text, etag=ABSENT, by=by)
        except BroadcasterError:
            note(state, event.key, None)
            raise
        made += 1
        yield done
    room.keep()


def wanted(event: Event, now: datetime) -> Iterator[Wish]:
    """When it is best announced: the evening before, and the morning of the day if that is before it."""
    day, zone = event.start.date(), event.start.tzinfo
    eve = day - timedelta(days=1)
    for on, since, over in ((eve, _EVE, _EVE_OVER), (day, _MORNING, _MORNING_OVER)):
        at, until = (datetime.combine(on, wall, zone) for wall in (since, over))
        if not event.whole_day:
            until = min(until, event.start - _LEAST + timedelta(seconds=1))
        if now < at < until:
            yield Wish(at, until)


def words_of(frame: Frame, event: Event) -> list[str]:
    """What is said of an event, line by line."""
    day = f"{event.start.day}/{event.start.month}/{event.start.year}"
    when = say("calendars.whole_day", day=day)
    if not event.whole_day:
        when = say("calendars.at_time", time=f"{event.start:%H:%M}", day=day)
    said = [frame.greeting, _sentence(event.title), when]
    said += [_sentence(say("calendars.at_place", place=event.place))] if event.place else []
    said += [*event.about.splitlines(), frame.closing]
    return [line for text in said for line in text.splitlines()]


def message_text(words: list[str], source: str, event: Event) -> str:
    """The file of the message. Texts of JSON are texts of YAML."""
    basis = say("calendars.basis", source=source[:_LONGEST_SOURCE], uid=event.key)[:300]
    return (
        f"title: {_quoted(event.title.replace(chr(10), ' ')[:200])}\n"
        f"basis: {_quoted(basis)}\n"
        f"valid: {{until: {event.start.date().isoformat()}}}\n"
        "parts:\n  - say: |\n" + "".join(f"      {line}\n" for line in words)
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
