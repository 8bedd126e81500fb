"""What a day is called: its names in the calendar, and why people rest on it."""

from __future__ import annotations

from datetime import date

from broadcaster.text import say
from broadcaster.timetable.calendar import Rest
from broadcaster.timetable.vietnam import VietnamCalendar


def day_titles(calendar: VietnamCalendar, day: date) -> list[str]:
    """The titles of a day, the one for which people rest first; none for most days.

    Raises:
        TimetableError: the year is outside 1900–2100.
    """
    off, titles = calendar.holiday(day), calendar.titles(day)
    if off is None:
        if calendar.works_instead(day):
            titles.append(say("timetable.swapped_work"))
        return titles
    if off.why is Rest.COMPENSATED:
        titles.insert(0, say("timetable.compensated", title=off.title))
    elif off.why is Rest.SWAPPED:
        titles.insert(0, say("timetable.swapped_off"))
    return titles
