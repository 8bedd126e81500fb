"""Ends of airings: handed on to who follows them, kept for who waits for one, counted by quotas."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.rows.model import Airing, Outcome
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.desk.request import Request
from broadcaster.playout.director.executor import Recorder
from broadcaster.station.model.message import Priority
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.quotas import Sitting, limited, monday

KEPT = 400  # ends that are remembered for whoever asks later


@dataclass(frozen=True, slots=True, kw_only=True)
class AiringEnd:
    """What became of a request."""

    outcome: Outcome
    at: datetime
    reason: Refusal | None = None


class Ends:
    """Keeps the last ends and wakes those who wait."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._ends: OrderedDict[str, AiringEnd] = OrderedDict()

    def add(self, airing: str, ended: AiringEnd) -> None:
        """An airing has ended."""
        with self._changed:
            self._ends[airing] = ended
            while len(self._ends) > KEPT:
                self._ends.popitem(last=False)
            self._changed.notify_all()

    def wait(self, airing: str, seconds: float) -> AiringEnd | None:
        """How an airing ended; None if it has not within `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: airing in self._ends, seconds)
            return self._ends.get(airing)


HEARD_FOR = timedelta(days=8)  # a quota counts the days of one week
_INSTANT = timedelta(microseconds=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    airing: str
    session: str | None
    message: str
    planned: datetime
    zones: tuple[str, ...] = ()
    started: datetime | None = None
    ended: datetime | None = None


class HeardSessions:
    """Follows planned airings from their intent to their end."""

    def __init__(self) -> None:
        self._meant: dict[str, _Planned] = {}  # planned airings that have not begun yet, by their ids
        self._heard: list[_Planned] = []

    def recall(self, airings: Iterable[Airing]) -> None:
        """Add the scheduled airings that were heard before this process began."""
        for airing in airings:
            if airing.planned is not None:
                known = _Planned(
                    airing=airing.id,
                    session=airing.session,
                    message=airing.message or "",
                    planned=airing.planned,
                    zones=airing.zones,
                    started=airing.started,
                    ended=airing.ended,
                )
                self._heard.append(known)

    def meant(
        self,
        airing: str,
        *,
        session: str | None,
        message: str,
        planned: datetime,
        zones: tuple[str, ...] = (),
    ) -> None:
        """A planned airing goes to the desk."""
        self._meant[airing] = _Planned(
            airing=airing, session=session, message=message, planned=planned, zones=zones
        )

    def started(self, airing: str, at: datetime) -> None:
        """An airing is heard; one that was not planned does not count."""
        meant = self._meant.pop(airing, None)
        if meant is not None:
            self._heard = [row for row in self._heard if row.planned > at - HEARD_FOR]
            self._heard.append(replace(meant, started=at))

    def closed(self, airing: str, at: datetime | None = None) -> bool:
        """An airing has ended, heard or not; true if it was planned and not heard."""
        unheard = self._meant.pop(airing, None) is not None
        self._heard = [replace(row, ended=at) if row.airing == airing else row for row in self._heard]
        return unheard

    @property
    def waiting_since(self) -> datetime | None:
        """The instant before the first planned airing that waits at the desk; None if none does."""
        return min((row.planned - _INSTANT for row in self._meant.values()), default=None)

    def sittings(self, station: Station, session: str | None, day: date) -> list[Sitting]:
        """The scheduled sessions that were heard in the week of a day, as the ward's quotas count them.

        Args:
            session: a session that is left out.
        """
        zone, first = station.settings.timezone, monday(day)
        last = first + _WEEK
        found = [
            (row, on)
            for row in self._heard
            if row.session not in (None, session)
            and first <= (on := row.planned.astimezone(zone).date()) < last
            and limited(station, station.messages.get(row.message), on)
        ]
        begun: dict[str | None, datetime] = {}
        for row, _ in found:
            at = row.started or row.planned
            begun[row.session] = min(at, begun.get(row.session, at))
        return [
            Sitting(
                session=str(row.session),
                day=on,
                length=(row.ended or row.started or row.planned) - begun[row.session],
                priority=_priority(station, row.message),
                zones=row.zones,
            )
            for row, on in found
        ]


def _priority(station: Station, message: str) -> Priority:
    known = station.messages.get(message)
    return Priority.NORMAL if known is None else known.priority


class Listener(Protocol):
    """Follows airings. Called on the director's thread."""

    def started(self, item_id: str, at: datetime) -> None:
        """Its first frame was heard."""

    def closed(self, closed: Closed) -> None:
        """It has ended, one way or another."""


class Dispatcher:
    """Passes on starts and ends; adds to an airing's end what was noted about it."""

    def __init__(self, as_run: Recorder) -> None:
        self._as_run = as_run
        self._notes: dict[str, Refusal] = {}
        self.listeners: list[Listener] = []

    def note(self, item_id: str, note: Refusal) -> None:
        """Write `note` as the reason of an airing that ends without another reason."""
        self._notes[item_id] = note

    def expect(self, request: Request) -> None:
        """See `playout.director.Recorder`."""
        self._as_run.expect(request)

    def started(self, item_id: str, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        try:
            self._as_run.started(item_id, at)
        finally:
            for listener in self.listeners:
                listener.started(item_id, at)

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        self._as_run.noted(error, at)

    def closed(self, closed: Closed) -> None:
        """See `playout.director.Recorder`."""
        note = self._notes.pop(closed.item.id, None)
        noted = closed if closed.reason is not None or note is None else replace(closed, reason=note)
        try:
            self._as_run.closed(noted)
        finally:
            # The listeners judge by the desk's own reason: a note is for people only.
            for listener in self.listeners:
                listener.closed(closed)
