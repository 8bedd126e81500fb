"""Whether a voice may begin now, and how long it may last so that it ends before quiet hours. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from broadcaster.journal.names import LIVE
from broadcaster.playout.source.choice import SourceChoice
from broadcaster.station.model import Message, Priority, Station
from broadcaster.station.quiet import heard_in
from broadcaster.timetable.days.recurrence import instant
from broadcaster.timetable.guard.guard import (
    Case,
    Refusal,
    all_margins,
    mourning,
    quiet_hours,
    quiet_layers,
    spans_on,
)

WORTH_IT = 10.0  # seconds: less is not worth the chimes; the guard then gives the reason
START = 2.0  # seconds that may pass before it is heard


_VOICE = Message(id=LIVE, title="", parts=())


def quiet_now(station: Station, now: datetime) -> Refusal | None:
    """Why a voice that is no emergency may not begin now: mourning, or quiet hours within seconds."""
    case, at = Case(station=station, message=_VOICE), now.astimezone(UTC)
    checks = (check for rule in (quiet_hours, mourning) if (check := rule(case)) is not None)
    return next((found for check in checks if (found := check(at, at + timedelta(seconds=WORTH_IT)))), None)


def fitting(station: Station, choice: SourceChoice, now: datetime) -> SourceChoice:
    """`choice`, shortened where it would run into quiet hours; as it is where that leaves nothing."""
    before = _before_quiet(station, now)
    if before is None:
        return choice
    around = choice.whole - choice.longest
    left = before - around - START
    return replace(choice, longest=min(choice.longest, left)) if left >= WORTH_IT else choice


def _before_quiet(station: Station, now: datetime) -> float | None:
    """Seconds until quiet hours begin, keying counted; None where there are none."""
    settings = station.settings
    lead, tail = all_margins(settings)
    today = now.astimezone(settings.timezone).date()
    layers = quiet_layers(settings)
    starts = (
        instant(day, begin, settings.timezone)
        for day in (today + timedelta(days=n) for n in (0, 1, 2))
        for begin, _ in spans_on(layers, day, heard_in(layers, ()), Priority.NORMAL)
    )
    ahead = [(start - now.astimezone(UTC) - lead - tail).total_seconds() for start in starts]
    return min((seconds for seconds in ahead if seconds > 0), default=None)
