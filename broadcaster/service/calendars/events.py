"""The coming events of an iCalendar file, to be announced. For commands and programs of their own only."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from broadcaster.errors import TimetableError
from broadcaster.service.calendars.ical import Component, components, rule_days
from broadcaster.service.calendars.taken import LARGEST, MOST_EVENTS

AHEAD = timedelta(days=60)
"""How far ahead events are announced."""
_FOLLOWED = timedelta(days=400)
_LONGEST_KEY = 300
_MARK = re.compile(r"<[^<>]{1,200}>")


class State(NamedTuple):
    """How an event stands in its calendar, as it goes from one program to another."""

    digest: str  # of what people would be told; "" of one that is cancelled
    start: str  # ISO 8601


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. `key` is its UID; of one that comes again with the day of this time."""

    key: str
    title: str
    start: datetime  # aware, in the station's zone; midnight where it lasts the whole day
    whole_day: bool
    place: str
    about: str
    cancelled: bool

    @property
    def digest(self) -> str:
        """The same as long as people would be told the same; "" of one that is cancelled."""
        told = (
            self.title,
            self.start.astimezone(UTC).isoformat(),
            str(self.whole_day),
            self.place,
            self.about,
        )
        return "" if self.cancelled else hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def coming(raw: bytes, now: datetime, zone: ZoneInfo, *, ahead: timedelta = AHEAD) -> tuple[str, list[Event]]:
    """The title of a calendar, and its coming events in order; of each rule the next one only.

    Raises:
        TimetableError: it is too large, or no iCalendar.
    """
    if len(raw) > LARGEST:
        raise TimetableError("timetable.ics_too_large", largest=LARGEST // 1000)
    title, found = components(raw)
    if len(found) > MOST_EVENTS:
        raise TimetableError("timetable.ics_too_many", most=MOST_EVENTS)
    events: dict[str, Event] = {}
    for one in found:
        if one is None or not one.uid or not one.title:
            continue
        try:
            events |= {event.key: event for event in islice(_next(one, now, zone, ahead), 1)}
        except (ValueError, OverflowError, TypeError, AttributeError):
            continue
    return title, sorted(events.values(), key=lambda event: (event.start, event.key))


def states(raw: bytes, now: datetime, zone: ZoneInfo) -> dict[str, State]:
    """Digest and start of each coming event, by its key; further ahead, since events are put off."""
    found = coming(raw, now, zone, ahead=_FOLLOWED)[1]
    return {event.key: State(event.digest, event.start.astimezone(UTC).isoformat()) for event in found}


def _next(one: Component, now: datetime, zone: ZoneInfo, ahead: timedelta) -> Iterator[Event]:
    timed = isinstance(one.start, datetime)
    begin = _local(one.start, zone)
    last = (now + ahead).astimezone(zone)
    days = [begin.date()] if one.rule is None else rule_days(one.rule, begin.date(), last.date())
    without = {_local(day, zone).date() for day in one.without}
    for day in islice(days, 20_000):
        start = datetime.combine(day, begin.time(), zone)
        over = start if timed else start + timedelta(days=1)
        if day in without or over <= now or start > last:
            continue
        key = one.uid if one.rule is None else f"{one.uid}/{day.isoformat()}"
        yield Event(
            key=key[:_LONGEST_KEY],
            title=_plain(one.title),
            start=start,
            whole_day=not timed,
            place=_plain(one.place),
            about=_plain(one.about),
            cancelled=one.cancelled,
        )


def _local(at: date, zone: ZoneInfo) -> datetime:
    if isinstance(at, datetime):
        return at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)
    return datetime.combine(at, time(), zone)


def _plain(text: str) -> str:
    """What people would read of a text in which a calendar program has left marks of HTML."""
    lines = unescape(_MARK.sub(" ", text)).splitlines()
    return "\n".join(line for line in (" ".join(each.split()) for each in lines) if line)
