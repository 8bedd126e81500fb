"""Which scheduled airings were heard recently: quotas count them. On the director's thread only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from broadcaster.journal.model import Airing
from broadcaster.station.model import Station
from broadcaster.timetable.quotas import Used, counts, monday

KEPT = timedelta(days=8)  # a quota counts the days of one week
_INSTANT = timedelta(microseconds=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    session: str | None
    message: str
    planned: datetime


class HeardSessions:
    """Follows planned airings from their intent to their start."""

    def __init__(self) -> None:
        self._meant: dict[str, _Planned] = {}  # planned airings that have not begun yet, by their ids
        self._heard: list[_Planned] = []

    def recall(self, airings: Iterable[Airing]) -> None:
        """Add the scheduled airings that were heard before this process began."""
        for airing in airings:
            if airing.planned is not None:
                known = _Planned(session=airing.session, message=airing.message or "", planned=airing.planned)
                self._heard.append(known)

    def meant(self, airing: str, *, session: str | None, message: str, planned: datetime) -> None:
        """A planned airing goes to the desk."""
        self._meant[airing] = _Planned(session=session, message=message, planned=planned)

    def started(self, airing: str, at: datetime) -> None:
        """An airing is heard; one that was not planned does not count."""
        meant = self._meant.pop(airing, None)
        if meant is not None:
            self._heard = [row for row in self._heard if row.planned > at - KEPT]
            self._heard.append(meant)

    def closed(self, airing: str) -> None:
        """An airing has ended, heard or not."""
        self._meant.pop(airing, None)

    @property
    def waiting_since(self) -> datetime | None:
        """The instant before the first planned airing that waits at the desk; None if none does."""
        return min((row.planned - _INSTANT for row in self._meant.values()), default=None)

    def used(self, station: Station, session: str | None, day: date) -> Used:
        """What the scheduled sessions that were heard have used up of the ward's quotas.

        Args:
            station: its time zone and messages count.
            session: a session that is left out.
            day: the day, and its week.
        """
        zone, first = station.settings.timezone, monday(day)
        begin, end = (datetime.combine(d, time(), zone) for d in (first, first + _WEEK))
        found = [
            (row.session, row.planned.astimezone(zone).date())
            for row in self._heard
            if begin <= row.planned < end
            and row.session not in (None, session)
            and counts(station.messages.get(row.message))
        ]
        return Used(
            sessions=frozenset(str(name) for name, on in found if on == day),
            days=frozenset(on for _, on in found),
        )
