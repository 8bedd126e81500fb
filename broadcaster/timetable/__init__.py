"""Timetable: schedules × calendar × regulation → Occurrences. Pure: no files, clocks or threads."""

from broadcaster.timetable.days.calendar import Calendar, DayOff, LunarDay
from broadcaster.timetable.days.vietnam import VietnamCalendar, calendar_of
from broadcaster.timetable.guard.guard import RULES, SCHEDULE_RULES, Refusal, margins, refusal
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.outlook.prospect import as_json
from broadcaster.timetable.plan.computation import BETWEEN_ITEMS
from broadcaster.timetable.plan.missed import Backlog, missed
from broadcaster.timetable.plan.plan import HORIZON, next_start, plan, warnings
from broadcaster.timetable.plan.row import why

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
