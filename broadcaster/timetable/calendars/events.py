"""Days and coming events of an iCalendar file, hostile ones too. For commands and child programs only.

Only commands and programs of their own import this module, never the running station: the library takes 7
MB. What is read is bounded: the file, its events, the days of each, and how far a rule is followed.
"""

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

from broadcaster.core.errors import TimetableError
from broadcaster.timetable.calendars.ical import Component, components, rule_days

LARGEST = 1_000_000  # bytes of a file
MOST_EVENTS = 2000
MOST_DAYS = 400  # that are taken from one file
_LONGEST = 60  # days of one event
_AHEAD = timedelta(days=731)  # how far a rule without an end is followed
_BEHIND = timedelta(days=31)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDays:
    """What a file says."""

    title: str  # of the calendar; "" where it has none
    days: tuple[date, ...]  # in order, each once
    left_out: int  # events that are not understood: a rule by hours, no beginning, an odd year
    more: bool  # there were further days than are taken


def calendar_days(raw: bytes, today: date, zone: ZoneInfo, *, may_be_empty: bool = False) -> CalendarDays:
    """The days on which the events of a file are, from a month ago to two years ahead.

    Args:
        today: in the station's zone.
        zone: the station's: an event with a time of day is on its day there.
        may_be_empty: a calendar without a day in that time is one too.

    Raises:
        TimetableError: it is too large, is no iCalendar, or no event of it is in that time.
    """
    if len(raw) > LARGEST:
        raise TimetableError("timetable.ics_too_large", largest=LARGEST // 1000)
    title, events = components(raw)
    if len(events) > MOST_EVENTS:
        raise TimetableError("timetable.ics_too_many", most=MOST_EVENTS)
    first, last = today - _BEHIND, today + _AHEAD
    found: set[date] = set()
    left_out = 0
    for event in events:
        if event is None:
            left_out += 1
            continue
        try:
            found.update(day for day in _days(event, zone, last) if first <= day <= last)
        except (ValueError, OverflowError, TypeError, AttributeError):
            left_out += 1
    if not found and not may_be_empty:
        raise TimetableError("timetable.ics_nothing")
    days = sorted(found)
    coming = [day for day in days if day >= today]
    kept = [*coming[:MOST_DAYS], *reversed([day for day in days if day < today])][:MOST_DAYS]
    return CalendarDays(title=title, days=tuple(sorted(kept)), left_out=left_out, more=len(kept) < len(days))


def _days(event: Component, zone: ZoneInfo, last: date) -> Iterator[date]:
    """The days of one event; none of one that is cancelled."""
    if event.cancelled:
        return
    begin, end = _local(event.start, zone), _local(event.end or event.start, zone)
    length = (end - begin).days
    if isinstance(event.end, datetime) and event.end.timetz().replace(tzinfo=None) != time():
        length += 1  # it goes on into that day
    length = max(1, length)
    if length > _LONGEST:
        raise ValueError("an event that is longer than two months")
    starts = [begin] if event.rule is None else islice(rule_days(event.rule, begin, last), 20_000)
    without = {_local(day, zone) for day in event.without}
    for start in (*starts, *(_local(day, zone) for day in event.further)):
        if start not in without:
            yield from (start + number * _DAY for number in range(length))


def _local(at: date, zone: ZoneInfo) -> date:
    """The day on which it is here."""
    if isinstance(at, datetime):
        return (at if at.tzinfo is None else at.astimezone(zone)).date()
    return at


AHEAD = timedelta(days=60)
"""How far ahead events are announced."""
_FOLLOWED = timedelta(days=400)
_LONGEST_KEY = 300
_MARK = re.compile(r"<[^<>]{1,200}>")


class EventState(NamedTuple):
    """How an event stands in its calendar, as it goes from one program to another."""

    digest: str  # of what people would be told; "" of one that is cancelled
    start: str  # ISO 8601


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingEvent:
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


def coming(
    raw: bytes, now: datetime, zone: ZoneInfo, *, ahead: timedelta = AHEAD
) -> tuple[str, list[ComingEvent]]:
    """The title of a calendar, and its coming events in order; of each rule the next one only.

    Raises:
        TimetableError: it is too large, or no iCalendar.
    """
    if len(raw) > LARGEST:
        raise TimetableError("timetable.ics_too_large", largest=LARGEST // 1000)
    title, found = components(raw)
    if len(found) > MOST_EVENTS:
        raise TimetableError("timetable.ics_too_many", most=MOST_EVENTS)
    events: dict[str, ComingEvent] = {}
    for one in found:
        if one is None or not one.uid or not one.title:
            continue
        try:
            events |= {event.key: event for event in islice(_next(one, now, zone, ahead), 1)}
        except (ValueError, OverflowError, TypeError, AttributeError):
            continue
    return title, sorted(events.values(), key=lambda event: (event.start, event.key))


def states(raw: bytes, now: datetime, zone: ZoneInfo) -> dict[str, EventState]:
    """Digest and start of each coming event, by its key; further ahead, since events are put off."""
    found = coming(raw, now, zone, ahead=_FOLLOWED)[1]
    return {event.key: EventState(event.digest, event.start.astimezone(UTC).isoformat()) for event in found}


def _next(one: Component, now: datetime, zone: ZoneInfo, ahead: timedelta) -> Iterator[ComingEvent]:
    timed = isinstance(one.start, datetime)
    begin = _local_time(one.start, zone)
    last = (now + ahead).astimezone(zone)
    days = [begin.date()] if one.rule is None else rule_days(one.rule, begin.date(), last.date())
    without = {_local_time(day, zone).date() for day in one.without}
    for day in islice(days, 20_000):
        start = datetime.combine(day, begin.time(), zone)
        over = start if timed else start + timedelta(days=1)
        if day in without or over <= now or start > last:
            continue
        meant = day if one.instead_of is None else _local(one.instead_of, zone)
        alone = one.rule is None and one.instead_of is None
        key = one.uid if alone else f"{one.uid}/{meant.isoformat()}"
        yield ComingEvent(
            key=key[:_LONGEST_KEY],
            title=_plain(one.title),
            start=start,
            whole_day=not timed,
            place=_plain(one.place),
            about=_plain(one.about),
            cancelled=one.cancelled,
        )


def _local_time(at: date, zone: ZoneInfo) -> datetime:
    if isinstance(at, datetime):
        return at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)
    return datetime.combine(at, time(), zone)


def _plain(text: str) -> str:
    """What people would read of a text in which a calendar program has left marks of HTML."""
    lines = unescape(_MARK.sub(" ", text)).splitlines()
    return "\n".join(line for line in (" ".join(each.split()) for each in lines) if line)
