"""What stands between the desk and the output: the hard guard, and the shape of the sound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from broadcaster.journal.model import Kind
from broadcaster.playout.model import Item, Request
from broadcaster.playout.zones import delays, gain
from broadcaster.service.approved import Approvals
from broadcaster.service.book import REMOVED, SPOKEN
from broadcaster.station.model import Message, Station
from broadcaster.timetable.guard import Refusal, refusal

SAY_NOT_APPROVED = Refusal(code="playout.say_not_approved")
NO_ZONE = Refusal(code="playout.no_zone")


class Gate:
    """Judges by the station that airs now, not by the one that was planned with."""

    def __init__(self, station: Callable[[], Station], approvals: Approvals) -> None:
        self._station = station
        self._approvals = approvals

    def guard(self, request: Request, item: Item, start: datetime, end: datetime) -> Refusal | None:
        """Why an item may not air from `start` to `end`, or None. Source: design.md, rule 5."""
        station = self._station()
        message = station.messages.get(item.message)
        schedule = station.schedules.get(request.schedule) if request.schedule else None
        if request.schedule and (message is None or schedule is None):
            return REMOVED
        if request.zones and not set(request.zones) & set(station.settings.zones):
            return NO_ZONE
        found = refusal(
            station,
            message or Message(id=item.message, title=item.title, parts=()),
            start=start,
            end=end,
            schedule=schedule,
            emergency=request.emergency,
            # In an emergency a person has ordered it: approval warns and never blocks (rule 7). Else
            # it is the very words on their way to the air that must be approved, not newer ones.
            # A test says nothing.
            approved=request.emergency
            or request.kind is Kind.MAINTENANCE
            or self._approvals.covers(station, item.message, item.words_digest),
        )
        if found is not None and found.code == "timetable.not_approved" and item.message == SPOKEN:
            return SAY_NOT_APPROVED
        return found

    def shape(self, request: Request, item: Item, at: datetime) -> tuple[float, int | None, int | None]:
        """Linear gain and the delays of left and right in frames, for an item heard at `at`."""
        settings = self._station().settings
        zones = tuple(name for name in request.zones if name in settings.zones)
        left, right = delays(settings.zones, zones, item.rate)
        return gain(settings.gain, zones, at, settings.timezone), left, right
