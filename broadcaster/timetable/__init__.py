"""Timetable: schedules × calendar × regulation → Occurrences. Pure: no files, clocks or threads."""

from broadcaster.timetable.calendar import Calendar, DayOff, LunarDay
from broadcaster.timetable.computation import BETWEEN_ITEMS
from broadcaster.timetable.guard import RULES, SCHEDULE_RULES, Refusal, margins, refusal
from broadcaster.timetable.missed import Backlog, missed
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.plan import HORIZON, next_start, plan, warnings
from broadcaster.timetable.prospect import as_json
from broadcaster.timetable.row import why
from broadcaster.timetable.vietnam import VietnamCalendar, calendar_of

__all__ = [
    "BETWEEN_ITEMS",
    "HORIZON",
    "RULES",
    "SCHEDULE_RULES",
    "Backlog",
    "Calendar",
    "DayOff",
    "LunarDay",
    "Occurrence",
    "Refusal",
    "Status",
    "VietnamCalendar",
    "as_json",
    "calendar_of",
    "margins",
    "missed",
    "next_start",
    "plan",
    "refusal",
    "warnings",
    "why",
]
