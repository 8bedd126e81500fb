"""What will become of each planned airing: by the rules, and by what else is planned. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from broadcaster.station.model import Station
from broadcaster.timetable.conflicts import conflicts
from broadcaster.timetable.guard import Refusal
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.outlook import Wait, waits
from broadcaster.timetable.quotas import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """One planned airing with its quota, conflicts and delay."""

    occurrence: Occurrence
    over: Refusal | None = None  # the quota that it exceeds, where quotas only warn
    clash: tuple[str, ...] = ()  # *priority* messages at the same time
    wait: Wait | None = None  # how another session delays it


def prospects(station: Station, rows: Sequence[Occurrence], over: Mapping[Place, Refusal]) -> list[Prospect]:
    """The rows of a plan with all that is known about each, in the same order.

    Args:
        station: for the classes of its messages.
        rows: a plan.
        over: what exceeds quotas that only warn; see `plan.warnings`.
    """
    overlaps = conflicts(station, rows)
    delayed = {wait.session: wait for wait in reversed(waits(station, rows))}
    return [
        Prospect(
            occurrence=row,
            over=over.get((row.session, row.position)),
            clash=overlaps.get(row.session, ()) if row.status is Status.PLANNED else (),
            wait=delayed.get(row.session) if row.status is Status.PLANNED else None,
        )
        for row in rows
    ]
