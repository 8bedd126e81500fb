"""What a day is called: its names in the calendar, and why people rest on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from broadcaster.text import say
from broadcaster.timetable.days.calendar import Rest
from broadcaster.timetable.days.vietnam import VietnamCalendar


def day_titles(calendar: VietnamCalendar, day: date) -> list[str]:
    """The titles of a day, the one for which people rest first; none for most days.

    Raises:
        TimetableError: the year is outside 1900–2100.
    """
    off, titles = calendar.holiday(day), [titled(each) for each in calendar.titles(day)]
    if off is None:
        if calendar.works_instead(day):
            titles.append(say("timetable.swapped_work"))
        return titles
    if off.why is Rest.COMPENSATED:
        titles.insert(0, say("timetable.compensated", title=titled(off.title)))
    elif off.why is Rest.SWAPPED:
        titles.insert(0, say("timetable.swapped_off"))
    return titles


def titled(title: str) -> str:
    """The title of a named day in the language of whoever looks; what the ward wrote stays as it is."""
    known = _shipped().get(title)
    return title if known is None else say(f"timetable.holiday.{known}")


@cache
def _shipped() -> Mapping[str, str]:
    """The shipped holidays by their titles."""
    from broadcaster.station.forms.files.calendar import (
        shipped_holidays,  # it takes the checks of the files along
    )

    return {each.title: each.id for each in shipped_holidays()}
