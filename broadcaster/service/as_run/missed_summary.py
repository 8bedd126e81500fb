"""One line for `status` and the log about what a fault kept off the air or ended.

The journal has it in the airing's own row. What people or the rules did is no fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from broadcaster.errors import Fact, Phrase, ServiceError
from broadcaster.journal.reasons import AT_THE_SOURCE
from broadcaster.playout.desk import Closed
from broadcaster.station.model import Station
from broadcaster.timetable.guard.guard import SET_ASIDE, Refusal
from broadcaster.timetable.model import Occurrence

FAULTS = AT_THE_SOURCE | {
    "playout.failed",
    "playout.no_report",
    "playout.air_lost",
    "playout.waited",
    "playout.voice_silent",
    "playout.speaker_gone",
    "playout.right_lost",
}
"""Reasons of an airing's end that somebody should look after."""


def end_fault(closed: Closed) -> ServiceError | None:
    """The fault that ended an airing or kept it from the air; None where there was none."""
    reason = closed.reason
    if reason is None or reason.code not in FAULTS:
        return None
    return missed_fault(closed.item.title, reason)


def missed_fault(title: Fact, reason: Refusal) -> ServiceError:
    """A message that did not air, or not to its end, and why."""
    return ServiceError("service.fell_short", title=title, why=Phrase(code=reason.code, facts=reason.facts))


def long_absence(station: Station, since: datetime) -> ServiceError:
    """A long outage: its older part is reported in the log only."""
    at = since.astimezone(station.settings.timezone)
    return ServiceError("service.long_absence", since=f"{at:%H:%M %d/%m/%Y}")


class HasMembers(Protocol):
    """A session."""

    @property
    def members(self) -> tuple[Occurrence, ...]:
        """Its occurrences."""


def missed_airings(station: Station, rows: Sequence[Occurrence]) -> ServiceError:
    """The planned airings that nobody heard, in one line."""
    first = min(rows, key=lambda row: row.start)
    at = first.start.astimezone(station.settings.timezone)
    return ServiceError("service.missed", count=len(rows), message=first.message, time=f"{at:%H:%M %d/%m}")


def set_aside_of(sessions: Iterable[HasMembers]) -> list[ServiceError]:
    """The messages that are planned and cannot be prepared, each once."""
    found: dict[str, Refusal] = {}
    for row in (row for session in sessions for row in session.members):
        if row.reason == SET_ASIDE:
            found.setdefault(row.message, Refusal(code=SET_ASIDE, facts=row.facts))
    return [missed_fault(name, refusal) for name, refusal in found.items()]
