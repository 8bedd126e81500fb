"""The ward's quotas: sessions a day, minutes a session, days a week. Pure.

Only scheduled sessions count. A session counts once, however often its messages repeat and also if it was
interrupted and resumed. Emergencies neither count nor are refused. A session that a quota refuses does not
count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from broadcaster.station.model import Message, Priority, Station
from broadcaster.timetable.guard import Refusal
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.regulation import Rules

Place = tuple[str, int]
"""A member of a session: the session and its position."""

Over = dict[Place, Refusal]
"""Member → the quota that it exceeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What other sessions have used of the quotas of one day and its week."""

    sessions: frozenset[str] = frozenset()  # the other sessions of the day
    days: frozenset[date] = frozenset()  # the days of the week with a session


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def counts(message: Message | None) -> bool:
    """Whether a message counts for the quotas: not if it is an emergency."""
    return message is None or message.priority is not Priority.EMERGENCY


def judge(rules: Rules, used: Used, day: date, length: timedelta) -> Refusal | None:
    """The first quota that a member of a session on `day` exceeds, or None.

    Args:
        rules: those whose quotas count here.
        used: what other sessions have used.
        day: the session's day, in the station's zone.
        length: from the session's start to the member's end.
    """
    for rule in rules:
        if length > timedelta(minutes=rule.minutes_per_session):
            return _refusal("timetable.quota_minutes", f"{rule.minutes_per_session:g}")
        if len(used.days - {day}) >= rule.days_per_week:
            return _refusal("timetable.quota_days", str(rule.days_per_week))
        if len(used.sessions) >= rule.sessions_per_day:
            return _refusal("timetable.quota_sessions", str(rule.sessions_per_day))
    return None


def over(station: Station, rules: Rules, rows: Iterable[Occurrence], *, since: datetime) -> Over:
    """What exceeds the quotas in a plan that begins with a week (see `week_of`).

    Args:
        station: for its messages.
        rules: those whose quotas count here.
        rows: the plan, by start.
        since: what starts before is counted, and not part of the result.
    """
    found: Over = {}
    begun: dict[str, datetime] = {}
    sessions: dict[date, set[str]] = defaultdict(set)
    days: dict[date, set[date]] = defaultdict(set)
    for row in rows:
        if row.status is not Status.PLANNED or not counts(station.messages.get(row.message)):
            continue
        start = begun.setdefault(row.session, row.start)
        day = start.date()
        used = Used(
            sessions=frozenset(sessions[day] - {row.session}), days=frozenset(days[monday(day)] - {day})
        )
        length = row.end.astimezone(UTC) - start.astimezone(UTC)
        refusal = judge(rules, used, day, length)
        if refusal is None:
            sessions[day].add(row.session)
            days[monday(day)].add(day)
        elif row.start >= since:
            found[row.session, row.position] = refusal
    return found


def week_of(moment: datetime, station: Station) -> datetime:
    """The beginning of the week in which an instant lies, in the station's zone."""
    zone = station.settings.timezone
    local = moment.astimezone(zone).date()
    return datetime.combine(monday(local), datetime.min.time(), zone)


def _refusal(code: str, most: str) -> Refusal:
    return Refusal(code=code, facts=(("most", most),))
