"""Weeks and months as the page draws them.

With the sessions that did not or will not air and the next free start of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from broadcaster.app.station.facade import StationFacade
from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import BroadcasterError, TimetableError
from broadcaster.core.text.catalogue import say
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import rules_of, sessions_allowed
from broadcaster.timetable.days.recurrence import instant
from broadcaster.timetable.days.sentence import listed
from broadcaster.timetable.days.vietnam import VietnamCalendar, calendar_of, day_titles
from broadcaster.timetable.planning.proposal import FreeSlot
from broadcaster.timetable.rules.guard import UNAPPROVED, quiet_throughout
from broadcaster.timetable.rules.quotas import monday
from broadcaster.timetable.rules.regulation import Stretch, stretches
from broadcaster.web.schedules.slots import Slot, aired, planned

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day."""

    day: date
    today: bool
    past: bool
    lunar: str  # "20 Chạp"
    holiday: str  # its name; "" on other days
    slots: tuple[Slot, ...]
    sessions: int  # that count for the quotas
    most: int  # sessions that the ward allows
    minutes: int

    @property
    def over(self) -> bool:
        """More sessions than the ward allows."""
        return self.sessions > self.most


MOST_SHOWN = 30
"""Sessions of an hour, and starts of one refusal, that are drawn: a dense week would take gigabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One hour of the grid, or a stretch of quiet hours."""

    number: int  # its place, from 1
    hours: range
    quiet: bool
    partly: str  # when quiet hours begin or end inside it, "" if they do not

    @property
    def label(self) -> str:
        """06:00, or 21–6"""
        if not self.quiet:
            return f"{self.hours.start:02}:00"
        return f"{self.hours.start}–{self.hours.stop}"

    def of(self, day: Day) -> list[Slot]:
        """The sessions of a day that begin in these hours."""
        return self._own(day)[:MOST_SHOWN]

    def beyond(self, day: Day) -> int:
        """How many more it has than are shown."""
        return max(0, len(self._own(day)) - MOST_SHOWN)

    def _own(self, day: Day) -> list[Slot]:
        return [slot for slot in day.slots if slot.start.hour in self.hours]


def days(
    facade: StationFacade,
    station: Station,
    first: date,
    count: int,
    now: datetime,
    aside: Callable[[BroadcasterError], None] = lambda _fault: None,
) -> list[Day]:
    """Some days: what the journal knows of the past, and the plan of what is to come.

    Args:
        now: the time, in the station's zone.
    """
    zone = station.settings.timezone
    begin = instant(first, time(), zone).astimezone(zone)
    end = instant(first + count * DAY, time(), zone).astimezone(zone)
    found: dict[str, Slot] = {}
    journal = facade.loaded.journal
    if end > now:
        since = max(begin, now)
        rows = facade.plans.prospects(station, since, end)
        found = {slot.session: slot for slot in planned(station, rows, aside)}
    if begin <= now:
        known = aired(station, journal.airings(begin, min(end, now + DAY)), now, aside)
        found |= {
            slot.session: slot for slot in known if slot.state != "planned" or slot.session not in found
        }
    by_day: dict[date, list[Slot]] = {}
    for slot in sorted(found.values(), key=lambda slot: (slot.start, slot.schedule)):
        by_day.setdefault(slot.start.date(), []).append(slot)
    calendar = calendar_of(station)
    rules = rules_of(station.settings)
    shown = [first + offset * DAY for offset in range(count)]
    return [
        _day(calendar, day, tuple(by_day.get(day, ())), sessions_allowed(rules, day), now) for day in shown
    ]


def _day(calendar: VietnamCalendar, day: date, slots: tuple[Slot, ...], most: int, now: datetime) -> Day:
    airs = [slot for slot in slots if slot.counts]
    length = sum((slot.length for slot in airs), timedelta())
    try:
        lunar, titles = _lunar(calendar, day), day_titles(calendar, day)
    except TimetableError:
        lunar, titles = "", []
    return Day(
        day=day,
        today=day == now.date(),
        past=day < now.date(),
        lunar=lunar,
        holiday=listed(titles),
        slots=slots,
        sessions=len(airs),
        most=most,
        minutes=round(length.total_seconds() / 60),
    )


def _lunar(calendar: VietnamCalendar, day: date) -> str:
    found = calendar.lunar(day)
    return say("console.lunar_leap" if found.leap else "console.lunar_day", day=found.day, month=found.month)


def rows_of(station: Station, first: date) -> list[GridRow]:
    """The hours of a week's grid; hours next to each other that are quiet everywhere are one row."""
    found = stretches(quiet_throughout(station.settings, [first + offset * DAY for offset in range(7)]))
    return [
        GridRow(number=number, hours=one.hours, quiet=one.quiet, partly=_edge(one))
        for number, one in enumerate(found, 1)
    ]


def _edge(one: Stretch) -> str:
    """Where quiet hours begin or end in the middle of an hour."""
    if one.begins is not None:
        return say("console.quiet_from", time=f"{one.begins:%H:%M}")
    return "" if one.ends is None else say("console.quiet_until", time=f"{one.ends:%H:%M}")


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return monday(day)


def month_of(day: date) -> tuple[date, int]:
    """The first Monday that a month's page shows, and how many days it has."""
    first = day.replace(day=1)
    after = (first + 31 * DAY).replace(day=1)
    begin = monday(first)
    return begin, -(-(after - begin).days // 7) * 7


_STATES = ("refused", "missed")
_OTHERWISE = frozenset({*UNAPPROVED, "playout.held", "timetable.clock_untrusted"})
"""Reasons that must be dealt with first: until then no later start helps."""

Offer = Callable[[str], FreeSlot | None]
"""Gives the next free start of a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAired:
    """Sessions of one schedule that do not air for the same reason."""

    slots: tuple[Slot, ...]
    free: FreeSlot | None

    @property
    def first(self) -> Slot:
        """The first of them, which stands for all."""
        return self.slots[0]

    @property
    def shown(self) -> Sequence[Slot]:
        """Those that are drawn."""
        return self.slots[:MOST_SHOWN]

    @property
    def beyond(self) -> int:
        """How many more there are."""
        return max(0, len(self.slots) - MOST_SHOWN)


def lacks(slot: Slot) -> bool:
    """True for a session whose message could air at another time."""
    return slot.state in _STATES and slot.code not in _OTHERWISE


def not_aired(days: Iterable[Day], offer: Offer) -> list[NotAired]:
    """What did not or will not air in some days. Pure.

    Args:
        offer: gives free starts; it is asked once for each message.
    """
    found: dict[tuple[str, str, str, str], list[Slot]] = {}
    for day in days:
        judged = each(Kind.MESSAGE, day.slots, lambda slot: slot.message, lambda slot: (slot, lacks(slot)))
        for slot in (slot for slot, lacking in judged if lacking):
            found.setdefault((slot.message, slot.schedule, slot.state, slot.why), []).append(slot)
    free = {message: offer(message) for message in dict.fromkeys(key[0] for key in found)}
    return [NotAired(slots=tuple(slots), free=free[key[0]]) for key, slots in found.items()]


def offer_at(slot: Slot | None, offer: Offer) -> FreeSlot | None:
    """The free start that is offered beside one session."""
    return None if slot is None or not lacks(slot) else offer(slot.message)


def soon(days: Iterable[Day], now: datetime) -> bool:
    """True for the days around now: what was missed long ago is not offered again."""
    return any(day.day == now.date() for day in days)
