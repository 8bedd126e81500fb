"""Why a planned airing did not air: the station was off, or it ran and could not write its journal. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from broadcaster.timetable.guard.guard import Refusal

OFF = Refusal(code="playout.outage")
NO_DISK = Refusal(code="playout.no_disk")
NO_JOURNAL = Refusal(code="playout.no_journal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A span of time in which the station ran without its journal, so its timetable was held."""

    since: datetime
    until: datetime
    why: Refusal


def why_missed(start: datetime, outages: Iterable[Outage]) -> Refusal:
    """The reason why an occurrence at that instant did not air, where nothing else is known."""
    return next((outage.why for outage in outages if outage.since <= start <= outage.until), OFF)
