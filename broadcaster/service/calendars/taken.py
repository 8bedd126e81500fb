"""The days of an iCalendar file: a calendar of the province, of the school, of the pagoda. Hostile files too.

Only commands and programs of their own import this module, never the running station: the library takes 7
MB. What is read is bounded: the file, its events, the days of each, and how far a rule is followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from broadcaster.errors import TimetableError
from broadcaster.service.calendars.ical import Component, components, rule_days

LARGEST = 1_000_000  # bytes of a file
MOST_EVENTS = 2000
MOST_DAYS = 400  # that are taken from one file
_LONGEST = 60  # days of one event
_AHEAD = timedelta(days=731)  # how far a rule without an end is followed
_BEHIND = timedelta(days=31)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a file says."""

    title: str  # of the calendar; "" where it has none
    days: tuple[date, ...]  # in order, each once
    left_out: int  # events that are not understood: a rule by hours, no beginning, an odd year
    more: bool  # there were further days than are taken


def taken(raw: bytes, today: date, zone: ZoneInfo, *, may_be_empty: bool = False) -> Taken:
    """The days on which the events of a file are, from a month ago to two years ahead.

    Args:
        raw: the file.
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
    return Taken(title=title, days=tuple(sorted(kept)), left_out=left_out, more=len(kept) < len(days))


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
