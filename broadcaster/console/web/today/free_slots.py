"""Beside each airing of the day that did not or will not happen: the next time that its message has room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from broadcaster.console.web.today.day import Row, Step
from broadcaster.containment import Kind, each
from broadcaster.errors import ServiceError
from broadcaster.service.planning.free_slot import FreeSlot, Room, offered, room_of
from broadcaster.service.station.facade import StationFacade
from broadcaster.station.model import Station

_STATES = ("refused", "missed", "will_not")
_OTHERWISE = (Step.APPROVE, Step.RELEASE, Step.CLOCK)
"""What must be done first: until then no later start helps."""


class FreeSlots:
    """Looks for free starts of a running station. From any thread.

    Args:
        station: what is asked.
        planned: gives the station with its schedules as their files are.
    """

    def __init__(self, station: StationFacade, planned: Callable[[], Station]) -> None:
        self._station = station
        self._planned = planned

    def room(self, now: datetime) -> Room:
        """What is planned now.

        Raises:
            ServiceError: the station plans nothing.
        """
        return room_of(self._station.plans, self._planned(), now)

    def beside(self, rows: list[Row], now: datetime) -> list[Row]:
        """The rows of a day; those that did not or will not air have their next free start."""
        lacking = {row.id for row in each(Kind.MESSAGE, rows, _named, _lacking) if row is not None}
        if not lacking:
            return rows
        try:
            room = self.room(now)
        except ServiceError:
            return rows
        known: dict[str, FreeSlot | None] = {}
        for row in rows:
            if row.id in lacking and row.message not in known:
                known[row.message] = offered(self._station.plans, room, row.message)
        return [replace(row, slot=known[row.message]) if row.id in lacking else row for row in rows]


def _named(row: Row) -> str:
    return row.message


def _lacking(row: Row) -> Row | None:
    """The row of an airing whose message could air at another time; None for others."""
    return row if row.stored and row.state in _STATES and row.step not in _OTHERWISE else None
