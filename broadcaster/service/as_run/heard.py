"""Which scheduled airings were heard recently: quotas count them. On the director's thread only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from broadcaster.journal.model import Airing
from broadcaster.station.model import Priority, Station
from broadcaster.timetable.guard.quotas import Sitting, limited, monday

KEPT = timedelta(days=8)  # a quota counts the days of one week
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
            self._heard = [row for row in self._heard if row.planned > at - KEPT]
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
            station: its time zone and messages count.
            session: a session that is left out.
            day: a day of the week.
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
