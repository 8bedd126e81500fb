"""When a job is due: by the timetable, or at a time of day of the station's zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

LONGEST = timedelta(hours=1)  # without a look at the timetable, whatever it says
AGAIN = timedelta(seconds=1)  # until an alarm that nobody answered is repeated


class TimetableTrigger(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """The instant at which the planner wants to look at the timetable next.

    The answer is always later than the previous time and within an hour. It is never None: APScheduler
    would remove the job.

    Args:
        wanted: the instant that the planner asked for last; None where it waits for nothing.
    """

    def __init__(self, wanted: Callable[[], datetime | None]) -> None:
        self._wanted = wanted

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The next instant; `now` at the earliest, unless the planner asked for one that has passed since."""
        wanted = self._wanted()
        earliest = now if previous_fire_time is None else max(now, previous_fire_time)
        if wanted is None:
            return earliest + LONGEST
        if previous_fire_time is not None and wanted <= previous_fire_time:
            # The alarm went off for this instant, and the planner has not asked for another yet.
            return earliest + AGAIN
        return min(max(wanted, now), earliest + LONGEST)

    def __str__(self) -> str:
        """For APScheduler's log."""
        return "timetable"


class LocalTime(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """At a time of day, in whichever zone the station has now.

    Args:
        zone: the station's zone.
        fields: `hour`, `minute` and `second` of APScheduler's `CronTrigger`.
    """

    def __init__(self, zone: Callable[[], ZoneInfo], **fields: int) -> None:
        self._zone = zone
        self._fields = fields

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """The next instant after the previous one, or at or after `now`."""
        zone = self._zone()
        cron = CronTrigger(timezone=zone, **self._fields)
        before = previous_fire_time.astimezone(zone) if previous_fire_time is not None else None
        upcoming: datetime | None = cron.get_next_fire_time(before, now.astimezone(zone))
        return upcoming

    def __str__(self) -> str:
        """For APScheduler's log."""
        return f"local time {self._fields}"
