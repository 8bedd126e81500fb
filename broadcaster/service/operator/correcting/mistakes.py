"""The airing that a person corrects: which one is meant, and how and where it aired."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.clock import Clock
from broadcaster.journal import Journal
from broadcaster.journal.model import Airing
from broadcaster.playout.desk import Closed, Item, Request, Urgency
from broadcaster.playout.director import Director
from broadcaster.service.operator.repeating.repeating import Repeating
from broadcaster.service.requests.building import URGENCIES
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Priority, Station
from broadcaster.timetable.guard.guard import Refusal

RECENT = timedelta(days=3)  # looked at first: what is corrected was mostly heard just now
MONTH, MONTHS = timedelta(days=31), 12
REMEMBERED = 200  # airings whose class and zones are kept for a correction
PATIENCE = 10  # seconds for the director

_PRIORITIES = {urgency: priority for priority, urgency in URGENCIES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """The airing that is corrected: how and where it aired."""

    airing: str | None  # None: it never aired as far as is known
    message: str
    urgency: Urgency
    zones: tuple[str, ...] = ()
    emergency: bool = False

    @property
    def priority(self) -> Priority:
        """The class in which the correction airs."""
        return _PRIORITIES.get(self.urgency, Priority.PRIORITY)

    @property
    def note(self) -> Refusal:
        """What the journal says of the correction's airing."""
        message = ("message", self.message)
        if self.airing is None:
            return Refusal(code="playout.corrects_unaired", facts=(message,))
        return Refusal(code="playout.corrects", facts=(message, ("airing", self.airing)))

    def concerns(self, item: Item, station: Station) -> bool:
        """True for an item that must end: the airing itself, and all others of a message of the station."""
        return item.id == self.airing or (self.message in station.messages and item.message == self.message)


class Mistakes:
    """Finds the airing that is meant. A listener of the dispatcher, so that it knows what aired of late."""

    def __init__(self, *, director: Director, journal: Journal, repeating: Repeating, clock: Clock) -> None:
        self._director = director
        self._journal = journal
        self._repeating = repeating
        self._clock = clock
        self._aired: OrderedDict[str, Mistake] = OrderedDict()

    def started(self, item_id: str, at: datetime) -> None:
        """See `dispatcher.Listener`: nothing to do before the end."""

    def closed(self, closed: Closed) -> None:
        """See `dispatcher.Listener`: remember how it aired."""
        self._aired[closed.item.id] = _mistake(closed.request, closed.item)
        while len(self._aired) > REMEMBERED:
            self._aired.popitem(last=False)

    def find(self, station: Station, name: str) -> Mistake:
        """The last airing of a message, or the airing of that id.

        Not on the director's thread: years of airings may be read, for longer than the air may wait.

        Raises:
            StationError: there is no such message and no such airing.
        """
        known = self._director.call(lambda: self._known(name)).result(PATIENCE)
        return self._journalled(station, find_message(station, name).id) if known is None else known

    def _known(self, name: str) -> Mistake | None:
        """The last airing of `name` that this process knows: on air, repeating, waiting, or over."""
        desk = self._director.desk
        air = [(desk.on_air.request, desk.on_air.item)] if desk.on_air is not None else []
        chains = [(kept.request, kept.request.items[0]) for kept in self._repeating.chains]
        waiting = [(w.request, w.item) for w in desk.queue]
        for request, item in (*air, *chains, *waiting):
            if name in (item.id, item.message):
                return _mistake(request, item)
        for mistake in reversed(self._aired.values()):
            if name in (mistake.airing, mistake.message):
                return mistake
        return None

    def _journalled(self, station: Station, name: str) -> Mistake:
        """From before the process began: the class is the message's own, and not a person's emergency."""
        last = self._last(name)
        rule = station.schedules.get(last.schedule) if last is not None and last.schedule else None
        return Mistake(
            airing=last.id if last is not None else None,
            message=name,
            urgency=URGENCIES[station.messages[name].priority],
            zones=rule.zones if rule is not None else last.zones if last is not None else (),
        )

    def _last(self, name: str) -> Airing | None:
        """The last airing that was heard, within a year; a piece at a time, so that others read between."""
        until = self._clock.now() + timedelta(days=1)
        for step in (RECENT, *[MONTH] * MONTHS):
            rows = self._journal.airings(until - step, until)
            heard = [row for row in rows if row.message == name and row.started is not None]
            if heard:
                return heard[-1]
            until -= step
        return None


def _mistake(request: Request, item: Item) -> Mistake:
    return Mistake(
        airing=item.id,
        message=item.message,
        urgency=request.urgency,
        zones=request.zones,
        emergency=request.emergency,
    )
