"""The ward's quotas: sessions a day, minutes a session and a day, days a week. Pure.

Only scheduled sessions count. A session counts once, however often its messages repeat and also if it was
interrupted and resumed. Emergencies neither count nor are refused, nor does what an order or the Quy chế puts
outside the quotas (`limited`). A session that a quota refuses does not count, nor does one of the past of
which nothing was heard. A rule counts the sessions of its own days, classes and zones; each of its zones
counts by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from broadcaster.core.errors import Fact
from broadcaster.station.model.message import Message, Priority
from broadcaster.station.model.regulation import RegulationRule
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import Rules, exempted_by
from broadcaster.timetable.rules.guard import Refusal, by
from broadcaster.timetable.rules.occurrence import Occurrence, Status

Place = tuple[str, int]
"""A member of a session: the session and its position."""

Over = dict[Place, Refusal]
"""Member → the quota that it exceeds."""

CODES = frozenset(
    (
        "timetable.quota_sessions",
        "timetable.quota_minutes",
        "timetable.quota_day_minutes",
        "timetable.quota_days",
    )
)
"""Codes of the refusals by a quota."""

_WEEK = 7
_NO_TIME = timedelta()
_ANYWHERE = ("",)


class Sitting(NamedTuple):
    """A session up to the end of one of its members, as quotas see it. A tuple: plans make many of them."""

    session: str
    day: date  # on which the session begins, in the station's zone
    length: timedelta  # from the session's start to the member's end
    priority: Priority = Priority.NORMAL  # the member's
    zones: tuple[str, ...] = ()  # where it is heard; empty: everywhere


@dataclass(slots=True)
class _Limit:
    """What one rule allows on one day in one of its zones, and what is used of it."""

    length: timedelta | None  # of a session
    total: timedelta | None  # of all sessions of the day
    sessions: int | None
    days: int | None  # of the week
    rule: RegulationRule
    day: date
    week: set[date]  # with a session; all days of the week share it
    known: dict[str, timedelta] = field(default_factory=dict)  # sessions of the day, and how long each is
    used: timedelta = _NO_TIME

    def judge(self, one: Sitting) -> Refusal | None:
        """Why it does not allow a session beside those that it knows, or None."""
        if self.length is not None and one.length > self.length:
            return _refusal("timetable.quota_minutes", self.rule.minutes_per_session, self.rule.by)
        if self.days is not None and len(self.week) - (self.day in self.week) >= self.days:
            return _refusal("timetable.quota_days", self.days, self.rule.by)
        if self.sessions is not None and len(self.known) - (one.session in self.known) >= self.sessions:
            return _refusal("timetable.quota_sessions", self.sessions, self.rule.by)
        if self.total is not None:
            others = self.used - self.known.get(one.session, _NO_TIME)
            if others + one.length > self.total:
                return _refusal("timetable.quota_day_minutes", self.rule.minutes_per_day, self.rule.by)
        return None

    def add(self, one: Sitting) -> None:
        """Count a session, or that it is longer than was known."""
        known = self.known.get(one.session)
        if known is None:
            self.used += one.length
            self.known[one.session] = one.length
            self.week.add(self.day)
        elif one.length > known:
            self.used += one.length - known
            self.known[one.session] = one.length


class QuotaTally:
    """What sessions have used of the quotas of some rules; it judges one more.

    Args:
        unheard: sessions of the past of which nothing was heard: `take` judges them, and counts none.
    """

    def __init__(self, rules: Rules, unheard: Collection[str] = frozenset()) -> None:
        self._rules = [rule for rule in rules if limits(rule)]
        self._unheard = unheard
        self._of: dict[tuple[date, Priority, tuple[str, ...]], list[_Limit]] = {}
        self._made: dict[tuple[int, str, date], _Limit] = {}
        self._weeks: dict[tuple[int, str, int], set[date]] = {}

    def judge(self, one: Sitting) -> Refusal | None:
        """The first quota that a session exceeds beside the others that were added, or None."""
        for limit in self._limits_of(one):
            found = limit.judge(one)
            if found is not None:
                return found
        return None

    def take(self, one: Sitting) -> Refusal | None:
        """Count a session that was heard or is to come, unless a quota speaks against it; then which."""
        bounds = self._limits_of(one)
        for limit in bounds:
            found = limit.judge(one)
            if found is not None:
                return found
        if one.session not in self._unheard:
            for limit in bounds:
                limit.add(one)
        return None

    def add(self, one: Sitting) -> None:
        """Count a session, or that it is longer than was known."""
        for limit in self._limits_of(one):
            limit.add(one)

    def _limits_of(self, one: Sitting) -> list[_Limit]:
        key = (one.day, one.priority, one.zones)
        found = self._of.get(key)
        if found is None:
            found = self._of[key] = [
                self._limit(number, rule, zone, one.day)
                for number, rule in enumerate(self._rules)
                if rule.holds(one.day) and (not rule.classes or one.priority in rule.classes)
                for zone in _zones(rule, one)
            ]
        return found

    def _limit(self, number: int, rule: RegulationRule, zone: str, day: date) -> _Limit:
        key = (number, zone, day)
        if key not in self._made:
            week = self._weeks.setdefault((number, zone, (day.toordinal() - 1) // _WEEK), set())
            self._made[key] = _Limit(
                length=_minutes(rule.minutes_per_session),
                total=_minutes(rule.minutes_per_day),
                sessions=rule.sessions_per_day,
                days=rule.days_per_week,
                rule=rule,
                day=day,
                week=week,
            )
        return self._made[key]


def limits(rule: RegulationRule) -> bool:
    """Whether a rule has a quota."""
    found = (rule.sessions_per_day, rule.minutes_per_session, rule.minutes_per_day, rule.days_per_week)
    return any(limit is not None for limit in found)


def counts(message: Message | None) -> bool:
    """Whether a message counts for the quotas: not if it is an emergency."""
    return message is None or message.priority is not Priority.EMERGENCY


def limited(station: Station, message: Message | None, day: date) -> bool:
    """Whether quotas limit and count a message on a day: no emergency, no order, no exemption."""
    return counts(message) and exempted_by(station.settings, message, day) is None


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def tally_of(station: Station, rules: Rules, rows: Iterable[Occurrence]) -> QuotaTally:
    """What the planned sessions of a plan use, whatever they exceed; what was not heard uses nothing."""
    made = QuotaTally(rules)
    for one in _sittings(station, rows):
        made.add(one)
    return made


def over_of(rows: Iterable[Occurrence]) -> Over:
    """What of a counted plan is refused by a quota. What was not heard exceeds none."""
    return {
        (row.session, row.position): Refusal(code=row.reason, facts=row.facts)
        for row in rows
        if row.reason is not None and row.reason in CODES and not row.unheard
    }


def week_of(moment: datetime, station: Station) -> datetime:
    """The beginning of the week in which an instant lies, in the station's zone."""
    zone = station.settings.timezone
    local = moment.astimezone(zone).date()
    return datetime.combine(monday(local), datetime.min.time(), zone)


def _sittings(station: Station, rows: Iterable[Occurrence]) -> Iterable[Sitting]:
    begun: dict[str, datetime] = {}
    for row in rows:
        if row.status is not Status.PLANNED or row.unheard:
            continue
        start = begun.setdefault(row.session, row.start)
        message = station.messages.get(row.message)
        if limited(station, message, start.date()):
            schedule = station.schedules.get(row.schedule)
            yield Sitting(
                session=row.session,
                day=start.date(),
                length=row.end.astimezone(UTC) - start.astimezone(UTC),
                priority=Priority.NORMAL if message is None else message.priority,
                zones=() if schedule is None else schedule.zones,
            )


def _zones(rule: RegulationRule, one: Sitting) -> Iterable[str]:
    """The zones of a rule in which a session is heard; of a rule for everywhere there is one."""
    if not rule.zones:
        return _ANYWHERE
    return rule.zones if not one.zones else [zone for zone in rule.zones if zone in one.zones]


def _minutes(most: float | None) -> timedelta | None:
    return None if most is None else timedelta(minutes=most)


@cache  # a year refuses tens of thousands, for a handful of reasons
def _refusal(code: str, most: float | None, article: str | None) -> Refusal:
    facts: tuple[tuple[str, Fact], ...] = (("most", f"{most:g}"), *by(article))
    return Refusal(code=code, facts=facts)
