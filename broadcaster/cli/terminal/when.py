"""Days and instants on the command line, in the station's zone."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import click

from broadcaster.text import say

_YEARS = range(1970, 2200)  # useful to a station, and far from the limits of `datetime`
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class When(click.ParamType):
    """2026-02-03, 03/02/2026 (day first), or an ISO 8601 date-time with or without offset."""

    name = "day"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | datetime:
        """A `date` where no time is given, else a `datetime`, naive if it has no offset."""
        if isinstance(value, date):
            return value
        found = self._parsed(value)
        if found is None:
            self.fail(say("timetable.bad_day", written=value), param, ctx)
        if found.year not in _YEARS:
            self.fail(say("timetable.bad_year", year=found.year), param, ctx)
        return found

    @staticmethod
    def _parsed(value: str) -> date | datetime | None:
        try:
            if found := _DAY_FIRST.fullmatch(value):
                day, month, year = map(int, found.groups())
                return date(year, month, day)
            return (
                date.fromisoformat(value)
                if len(value) <= len("2026-02-03")
                else datetime.fromisoformat(value)
            )
        except ValueError:
            return None


def begin(when: date | datetime, zone: ZoneInfo) -> datetime:
    """The instant, aware; the first instant of a day."""
    if isinstance(when, datetime):
        return when if when.tzinfo is not None else when.replace(tzinfo=zone)
    return datetime.combine(when, time(), zone)


def over(when: date | datetime, zone: ZoneInfo) -> datetime:
    """The first instant after it: of a day the next midnight."""
    if isinstance(when, datetime):
        return begin(when, zone)
    return begin(when + timedelta(days=1), zone)
