"""The ward's quotas: sessions a day, minutes a session and a day, days a week. Pure.

Only scheduled sessions count. A session counts once, however often its messages repeat and also if it was
interrupted and resumed. Emergencies neither count nor are refused, nor does what an order or the Quy chế puts
outside the quotas (`limited`). A session that a quota refuses does not count. A rule counts the sessions of
its own days, classes and zones; each of its zones counts by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from broadcaster.errors import Fact
from broadcaster.station.model import Message, Priority, Station
from broadcaster.station.model.rulebook import Rule
from broadcaster.station.regulation import Rules, exempted_by
from broadcaster.timetable.guard import Refusal, by
from broadcaster.timetable.model import Occurrence, Status

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
_ANYWHERE = ("",)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session up to the end of one of its members, as quotas see it."""

    session: str
    day: date  # on which the session begins, in the station's zone
    length: timedelta  # from the session's start to the member's end
    priority: Priority = Priority.NORMAL  # the member's
    zones: tuple[str, ...] = ()  # where it is heard; empty: everywhere


@dataclass(slots=True)
class _Counter:
    """What one rule has counted in one of its zones."""

    sessions: dict[date, dict[str, timedelta]] = field(default_factory=dict)
    weeks: dict[int, set[date]] = field(default_factory=dict)


_NONE: Mapping[str, timedelta] = {}
_NO_DAYS: frozenset[date] = frozenset()


class Tally:
    """What sessions have used of the quotas of some rules; it judges one more.

    Args:
        rules: those whose quotas count here.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = [rule for rule in rules if _limits(rule)]
        self._counters: dict[tuple[int, str], _Counter] = {}

    def judge(self, one: Sitting) -> Refusal | None:
        """The first quota that a session exceeds beside the others that were added, or None."""
        for number, rule in self._rules_of(one):
            if rule.minutes_per_session is not None and one.length > timedelta(
                minutes=rule.minutes_per_session
            ):
                return _refusal("timetable.quota_minutes", rule.minutes_per_session, rule)
            for zone in _zones(rule, one):
                counter = self._counters.get((number, zone))
                if counter is not None or rule.minutes_per_day is not None:
                    found = _over(rule, counter or _Counter(), one)
                    if found is not None:
                        return found
        return None

    def take(self, one: Sitting) -> Refusal | None:
        """Count a session unless a quota speaks against it; then which."""
        found = self.judge(one)
        if found is None:
            self.add(one)
        return found

    def add(self, one: Sitting) -> None:
        """Count a session, or that it is longer than was known."""
        for number, rule in self._rules_of(one):
            for zone in _zones(rule, one):
                counter = self._counters.setdefault((number, zone), _Counter())
                day = counter.sessions.setdefault(one.day, {})
                day[one.session] = max(one.length, day.get(one.session, one.length))
                counter.weeks.setdefault(_week(one.day), set()).add(one.day)

    def _rules_of(self, one: Sitting) -> Iterable[tuple[int, Rule]]:
        return (
            (number, rule)
            for number, rule in enumerate(self._rules)
            if rule.holds(one.day) and (not rule.classes or one.priority in rule.classes)
        )


def counts(message: Message | None) -> bool:
    """Whether a message counts for the quotas: not if it is an emergency."""
    return message is None or message.priority is not Priority.EMERGENCY


def limited(station: Station, message: Message | None, day: date) -> bool:
    """Whether quotas limit and count a message on a day: no emergency, no order, no exemption."""
    return counts(message) and exempted_by(station.settings, message, day) is None


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def tally_of(station: Station, rules: Rules, rows: Iterable[Occurrence]) -> Tally:
    """What the planned sessions of a plan use, whatever they exceed."""
    made = Tally(rules)
    for one in _sittings(station, rows):
        made.add(one)
    return made


def week_of(moment: datetime, station: Station) -> datetime:
    """The beginning of the week in which an instant lies, in the station's zone."""
    zone = station.settings.timezone
    local = moment.astimezone(zone).date()
    return datetime.combine(monday(local), datetime.min.time(), zone)


def _sittings(station: Station, rows: Iterable[Occurrence]) -> Iterable[Sitting]:
    begun: dict[str, datetime] = {}
    for row in rows:
        if row.status is not Status.PLANNED:
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


def _over(rule: Rule, counter: _Counter, one: Sitting) -> Refusal | None:
    week = counter.weeks.get(_week(one.day), _NO_DAYS)
    today = counter.sessions.get(one.day, _NONE)
    known = one.session in today
    if rule.days_per_week is not None and len(week) - (one.day in week) >= rule.days_per_week:
        return _refusal("timetable.quota_days", rule.days_per_week, rule)
    if rule.sessions_per_day is not None and len(today) - known >= rule.sessions_per_day:
        return _refusal("timetable.quota_sessions", rule.sessions_per_day, rule)
    if rule.minutes_per_day is not None:
        others = sum((long for name, long in today.items() if name != one.session), one.length)
        if others > timedelta(minutes=rule.minutes_per_day):
            return _refusal("timetable.quota_day_minutes", rule.minutes_per_day, rule)
    return None


def _limits(rule: Rule) -> bool:
    limits = (rule.sessions_per_day, rule.minutes_per_session, rule.minutes_per_day, rule.days_per_week)
    return any(limit is not None for limit in limits)


def _zones(rule: Rule, one: Sitting) -> Iterable[str]:
    """The zones of a rule in which a session is heard; of a rule for everywhere there is one."""
    if not rule.zones:
        return _ANYWHERE
    return rule.zones if not one.zones else [zone for zone in rule.zones if zone in one.zones]


def _week(day: date) -> int:
    return (day.toordinal() - 1) // _WEEK


def _refusal(code: str, most: float, rule: Rule) -> Refusal:
    facts: tuple[tuple[str, Fact], ...] = (("most", f"{most:g}"), *by(rule.by))
    return Refusal(code=code, facts=facts)
