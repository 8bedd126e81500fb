"""Planning: computes the timetable on a thread of its own, and makes requests of due sessions."""

from broadcaster.service.planning.planner import Planner
from broadcaster.service.planning.timetabling import Timetable, open_timetable

__all__ = ["Planner", "Timetable", "open_timetable"]
